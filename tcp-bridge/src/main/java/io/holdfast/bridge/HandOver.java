package io.holdfast.bridge;

import java.util.concurrent.atomic.AtomicReference;

/**
 * What the thread that does the logins hands to the one that polls: finished logins, of which only the last counts.
 * <p>
 * Invariant: {@code identity} is null only while nothing is pending and there is no session; it becomes null last,
 * after which the other thread may begin the next login.
 */
final class HandOver {
    private final AtomicReference<SessionStart> pending = new AtomicReference<>();
    private volatile SessionStart.Identity identity;

    /** {@return who is logged in, or about to be; null if nobody is} */
    SessionStart.Identity identity() {
        return identity;
    }

    /** Puts a finished login; one that still waits is closed. */
    void put(final SessionStart start) {
        identity = start.identity();
        drop(pending.getAndSet(start));
    }

    /** {@return whether a login waits to begin its session} */
    boolean isPending() {
        return pending.get() != null;
    }

    /** {@return the login that waits, or null} */
    SessionStart take() {
        return pending.getAndSet(null);
    }

    /** {@return whether a login was waiting to begin its session, which it now never will} */
    boolean drop() {
        final SessionStart start = take();
        drop(start);
        return start != null;
    }

    /** Lets go of a login that was taken, if there is one. */
    static void drop(final SessionStart start) {
        if (start != null) {
            start.channel().close();
        }
    }

    /** Nobody is logged in any more. */
    void clear() {
        identity = null;
    }
}
