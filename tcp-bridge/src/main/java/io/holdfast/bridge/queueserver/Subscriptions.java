package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.access.QueuePatterns;
import io.holdfast.bridge.queueserver.log.NameHash;
import io.holdfast.bridge.queueserver.log.NameTable;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.io.IOTools;

import java.nio.ByteBuffer;

/**
 * What one consumer wants: queues by name, or all; each from a place in the log on, so that a consumer that is behind
 * gets of a queue what came after it subscribed and nothing before. One thread; allocates only when a name is added.
 */
final class Subscriptions {
    /** Where no subscription begins. */
    static final long NONE = Long.MAX_VALUE;

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

    /**
     * Adds one, or changes the one of the same name.
     *
     * @param name   address of the name
     * @param length of the name, 0 for all queues
     * @param after  the index after which messages are wanted
     * @return whether there was room
     */
    boolean put(final long name, final int length, final long after) {
        if (length == 0) {
            allAfter = after;
            return true;
        }
        final int slot = names.find(NameHash.of(name, length), name, length);
        if (slot >= 0) {
            names.set(slot, after, 0);
            return true;
        }
        return add(name, length, after);
    }

    /** Adds one that was kept somewhere, whatever the limit. */
    void restore(final byte[] name, final long after) {
        if (name.length == 0) {
            allAfter = after;
            return;
        }
        final ByteBuffer copy = ByteBuffer.allocateDirect(name.length).put(name);
        final long address = Jvm.address(copy);
        names.set(names.add(NameHash.of(address, name.length), address, name.length), after, 0);
        IOTools.clean(copy);
    }

    /** {@return the index after which messages are wanted by the subscription of a name, NONE without one} */
    long after(final long name, final int length) {
        if (length == 0) {
            return allAfter;
        }
        final int slot = names.find(NameHash.of(name, length), name, length);
        return slot < 0 ? NONE : names.first(slot);
    }

    /** Wants of no queue what is not after an index. */
    void raise(final long after) {
        allAfter = Math.max(allAfter, after);
        for (int slot = 0; slot < names.capacity(); slot++) {
            if (names.name(slot) != null) {
                names.set(slot, Math.max(names.first(slot), after), 0);
            }
        }
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

    /** {@return a queue that is subscribed to and not among these, empty for all queues; null if there is none} */
    byte[] firstOutside(final QueuePatterns allowed) {
        if (allowed.isAll()) {
            return null;
        }
        if (allAfter != NONE) {
            return new byte[0];
        }
        for (int slot = 0; slot < names.capacity(); slot++) {
            if (names.name(slot) != null && !allowed.contains(names.name(slot))) {
                return names.name(slot);
            }
        }
        return null;
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
