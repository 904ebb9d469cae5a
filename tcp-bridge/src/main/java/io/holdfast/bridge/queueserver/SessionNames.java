package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.SessionRole;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Which session has which name: at most one of each name and role, on whatever thread. One that comes later asks the
 * one that is there to leave, and gets the name when that one's own thread has let go of everything. Any thread.
 */
final class SessionNames {
    private final ConcurrentMap<String, Session> holders = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Long> sentIndices = new ConcurrentHashMap<>();
    private final long sentAtOpen;

    /**
     * Makes none.
     *
     * @param lastIndex of the log as the server opens: nobody can have been sent more
     */
    SessionNames(final long lastIndex) {
        sentAtOpen = lastIndex;
    }

    private static String key(final SessionRole role, final String name) {
        return role + " " + name;
    }

    /** {@return whether a session has the name now; if not, ask again in the next cycle} */
    boolean claim(final SessionRole role, final String name, final Session session) {
        final Session holder = holders.putIfAbsent(key(role, name), session);
        if (holder == null || holder == session) {
            return true;
        }
        holder.replace();
        return false;
    }

    /** Gives a name back, if the session has it. */
    void release(final SessionRole role, final String name, final Session session) {
        holders.remove(key(role, name), session);
    }

    /** {@return the index up to which a consumer with a name may have been sent messages before} */
    long sentIndex(final String consumer) {
        return sentIndices.getOrDefault(consumer, sentAtOpen);
    }

    /** Notes that for its next session. */
    void sentIndex(final String consumer, final long index) {
        sentIndices.put(consumer, index);
    }

    /** A consumer is not known any more. */
    void forget(final String consumer) {
        sentIndices.remove(consumer);
    }
}
