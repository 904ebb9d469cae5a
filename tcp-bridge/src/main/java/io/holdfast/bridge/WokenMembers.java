package io.holdfast.bridge;

import java.util.concurrent.atomic.AtomicReference;

/** Members that were woken and not yet taken in by the thread that polls. Any thread adds, none of them waits. */
final class WokenMembers {
    private final AtomicReference<Membership> last = new AtomicReference<>();

    /** Adds one that is not in it: it was asleep until now. */
    void add(final Membership member) {
        Membership before;
        do {
            before = last.getPlain();
            member.next(before);
        } while (!last.compareAndSet(before, member));
    }

    boolean isEmpty() {
        return last.get() == null;
    }

    /** {@return all of them, linked from the first that was woken on; null if there are none} */
    Membership takeAll() {
        if (last.get() == null) {
            return null;
        }
        Membership taken = last.getAndSet(null);
        Membership first = null;
        while (taken != null) {
            final Membership before = taken.next();
            taken.next(first);
            first = taken;
            taken = before;
        }
        return first;
    }
}
