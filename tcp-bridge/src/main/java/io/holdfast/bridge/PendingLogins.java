package io.holdfast.bridge;

import io.holdfast.bridge.limit.Strangers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The logins under way at a server's desk: strangers, and those that have said who they are and wait for something
 * else. When there are too many, a stranger gives way; but a quarter of the places is kept for strangers. One thread.
 */
final class PendingLogins {
    private final Strangers<ServerLogin> strangers;
    /** In the order in which they said who they are. */
    private final List<ServerLogin> known = new ArrayList<>();
    private final Map<String, ServerLogin> knownByName = new HashMap<>();
    private int nextKnown;

    PendingLogins(final int places) {
        strangers = new Strangers<>(places);
    }

    int size() {
        return strangers.size() + known.size();
    }

    void add(final ServerLogin login, final long address) {
        strangers.add(login, address);
    }

    /** Takes note if it has said meanwhile who it is. */
    void settle(final ServerLogin login) {
        if (login.identity() != null && strangers.remove(login)) {
            known.add(login);
            knownByName.put(login.remoteName(), login);
        }
    }

    void remove(final ServerLogin login) {
        if (!strangers.remove(login)) {
            final int position = known.indexOf(login);
            if (position >= 0) {
                known.remove(position);
                nextKnown -= position < nextKnown ? 1 : 0;
            }
            knownByName.remove(login.remoteName(), login);
        }
    }

    /** {@return a stranger whose time is up, null if none is} */
    ServerLogin overdue(final long nowNs) {
        final ServerLogin oldest = strangers.oldest();
        return oldest != null && oldest.isOverdue(nowNs) ? oldest : null;
    }

    /** {@return how many have said who they are} */
    int knownCount() {
        return known.size();
    }

    /** {@return each of those in turn} */
    ServerLogin nextKnown() {
        nextKnown = nextKnown < known.size() ? nextKnown : 0;
        return known.get(nextKnown++);
    }

    /** {@return whether one of those can go on, or has to end, and no socket tells of it} */
    boolean hasWork() {
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).hasWork()) {
                return true;
            }
        }
        return false;
    }

    /** {@return another login for the same connection that has said who it is and is not done, or null} */
    ServerLogin otherThan(final ServerLogin login) {
        final ServerLogin other = knownByName.get(login.remoteName());
        return other == login || other == null || other.isDone() ? null : other;
    }

    /** {@return who gives way to a socket from an address} */
    ServerLogin inTheWayOf(final long address) {
        final ServerLogin stranger = strangers.inTheWayOf(address);
        if (known.isEmpty() || strangers.size() > size() / 4) {
            return stranger;
        }
        final ServerLogin longestKnown = known.get(0);
        return stranger == null || longestKnown.ticket().arrival() < strangers.oldest().ticket().arrival()
            ? longestKnown : strangers.oldest();
    }

    void forEach(final Consumer<ServerLogin> action) {
        strangers.all().forEach(action);
        known.forEach(action);
    }
}
