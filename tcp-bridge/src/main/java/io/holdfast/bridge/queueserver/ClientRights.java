package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.access.AccessRules;
import io.holdfast.bridge.queueserver.access.QueueText;
import io.holdfast.bridge.queueserver.access.Rights;
import net.openhft.chronicle.core.UnsafeMemory;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What one client may do by the rules of now. The queue that it produced to last is known again at once. The
 * thread of its shard; asking allocates nothing, unless a name is longer than any before.
 */
final class ClientRights {
    private static final int INITIAL_LENGTH = 64;
    private static final int NO_NAME = -1;

    private String principal;
    private Rights rights;
    private byte[] lastQueue = new byte[INITIAL_LENGTH];
    private int lastLength = NO_NAME;
    private boolean hasLostQueue;

    /** Begins with a client of whom nothing is known. */
    ClientRights(final AccessRules rules) {
        rules(rules);
    }

    /** {@return who the client is proven to be, null if nothing is known} */
    String principal() {
        return principal;
    }

    /** It is known who the client is. */
    void principal(final String value, final AccessRules rules) {
        principal = value;
        rules(rules);
    }

    /** The rules are these from now on. */
    void rules(final AccessRules rules) {
        rights = rules.rightsOf(principal);
        if (lastLength != NO_NAME && !rights.produce().contains(Arrays.copyOf(lastQueue, lastLength))) {
            hasLostQueue = true;
            lastLength = NO_NAME;
        }
    }

    /** {@return whether it may not produce to where it did last, or to no queue at all} */
    boolean hasLostProduce() {
        return hasLostQueue || rights.produce().isEmpty();
    }

    Rights rights() {
        return rights;
    }

    /** {@return whether it may create messages in a queue} */
    boolean mayProduce(final long name, final int length) {
        return rights.produce().isAll() || isLast(name, length) || isAllowed(name, length);
    }

    private boolean isLast(final long name, final int length) {
        if (length != lastLength) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lastQueue[i] != UnsafeMemory.UNSAFE.getByte(name + i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isAllowed(final long name, final int length) {
        if (!rights.produce().contains(name, length)) {
            return false;
        }
        if (length > lastQueue.length) {
            lastQueue = Arrays.copyOf(lastQueue, Math.max(length, 2 * lastQueue.length));
        }
        UnsafeMemory.UNSAFE.copyMemory(null, name, lastQueue, UnsafeMemory.UNSAFE.arrayBaseOffset(byte[].class),
            length);
        lastLength = length;
        return true;
    }

    /** {@return whether it may subscribe to a queue, or to all if the length is 0} */
    boolean mayConsume(final long name, final int length) {
        return length == 0 ? rights.consume().isAll() : rights.consume().contains(name, length);
    }

    /** {@return whether it may subscribe to a queue, or to all if the name is empty} */
    boolean mayConsume(final byte[] name) {
        return name.length == 0 ? rights.consume().isAll() : rights.consume().contains(name);
    }

    /** {@return whether it may not produce, or consume, anything} */
    boolean isWithout(final boolean isProducer) {
        return (isProducer ? rights.produce() : rights.consume()).isEmpty();
    }

    /** {@return that it may not produce, or consume, anything, for people} */
    String noRight(final boolean isProducer) {
        return who() + " may not " + (isProducer ? "produce" : "consume") + " at all";
    }

    /** {@return that it may not produce to a queue, for people} */
    String noProduce(final long name, final int length) {
        return who() + " may not produce to " + QueueText.of(name, length);
    }

    /** {@return that it may not subscribe to a queue, or to all if the length is 0, for people} */
    String noConsume(final long name, final int length) {
        return who() + " may not consume " + (length == 0 ? "all queues" : QueueText.of(name, length));
    }

    /** {@return that it may not subscribe to a queue, or to all if the name is empty, for people} */
    String noConsume(final byte[] name) {
        return who() + " may not consume " + (name.length == 0 ? "all queues" : QueueText.of(name));
    }

    /** {@return who it is, for people} */
    private String who() {
        return principal == null ? "a client that did not prove who it is"
            : "principal " + QueueText.of(principal.getBytes(StandardCharsets.UTF_8));
    }
}
