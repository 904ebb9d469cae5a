package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.log.NameHash;
import io.holdfast.bridge.queueserver.log.NameTable;

/**
 * What one consumer wants: queues by name, or all; each from a place in the log on, so that a consumer that is behind
 * gets of a queue what came after it subscribed and nothing before. One thread; allocates only when a name is added.
 */
final class Subscriptions {
    private static final long NONE = Long.MAX_VALUE;

    private final NameTable names = new NameTable();
    private final int max;
    private long allAfter = NONE;

    /**
     * Makes none.
     *
     * @param max how many names there may be
     */
    Subscriptions(final int max) {
        this.max = max;
    }

    /**
     * Adds one; the first of the same name counts.
     *
     * @param name   address of the name
     * @param length of the name, 0 for all queues
     * @param after  the index after which messages are wanted
     * @return whether there was room
     */
    boolean add(final long name, final int length, final long after) {
        if (length == 0) {
            allAfter = Math.min(allAfter, after);
            return true;
        }
        final long hash = NameHash.of(name, length);
        if (names.find(hash, name, length) >= 0) {
            return true;
        }
        if (names.size() >= max) {
            return false;
        }
        names.set(names.add(hash, name, length), after, 0);
        return true;
    }

    /** Ends one, if there is one of that name; all of them if the length is 0. */
    void remove(final long name, final int length) {
        if (length == 0) {
            allAfter = NONE;
            names.clear();
            return;
        }
        final int slot = names.find(NameHash.of(name, length), name, length);
        if (slot >= 0) {
            names.remove(slot);
        }
    }

    boolean isEmpty() {
        return allAfter == NONE && names.size() == 0;
    }

    /** {@return whether every message from an index on is wanted} */
    boolean isAllFrom(final long index) {
        return index > allAfter;
    }

    /** {@return whether the message that the source stands on is wanted} */
    boolean matches(final MessageSource message) {
        if (message.index() > allAfter) {
            return true;
        }
        if (names.size() == 0) {
            return false;
        }
        final int slot = names.find(message.nameHash(), message.nameAddress(), message.nameLength());
        return slot >= 0 && message.index() > names.first(slot);
    }
}
