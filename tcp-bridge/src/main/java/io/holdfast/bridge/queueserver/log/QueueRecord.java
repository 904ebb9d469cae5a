package io.holdfast.bridge.queueserver.log;

import net.openhft.chronicle.core.UnsafeMemory;

/**
 * A message as the payload of a record of the log. All numbers are little-endian. The accessors read by address, check
 * nothing and allocate nothing.
 * <pre>
 *    0 u64 queue sequence: of the queue, from 1
 *    8 u64 producer id, 0 for none
 *   16 u64 producer sequence, 0 for none
 *   24 u32 name length
 *   28 name, then the message up to the payload's end
 * </pre>
 */
public final class QueueRecord {
    /** The type of the log's records that hold a message. */
    public static final int TYPE = 1;

    /** Bytes of a payload before the name. */
    public static final int HEADER_LENGTH = 28;

    static final int PRODUCER_ID_OFFSET = 8;
    static final int PRODUCER_SEQUENCE_OFFSET = 16;
    static final int NAME_LENGTH_OFFSET = 24;

    private QueueRecord() {
    }

    /**
     * Tells whether a payload can be a message.
     *
     * @param payload       its address
     * @param payloadLength in bytes
     * @return whether header and name fit into it
     */
    public static boolean isWhole(final long payload, final int payloadLength) {
        return payloadLength >= HEADER_LENGTH && nameLength(payload) >= 0
            && nameLength(payload) <= payloadLength - HEADER_LENGTH;
    }

    /**
     * Reads.
     *
     * @param payload address
     * @return the sequence within the queue, from 1
     */
    public static long queueSequence(final long payload) {
        return UnsafeMemory.UNSAFE.getLong(payload);
    }

    /**
     * Reads.
     *
     * @param payload address
     * @return who sent it, 0 for a producer without a name
     */
    public static long producerId(final long payload) {
        return UnsafeMemory.UNSAFE.getLong(payload + PRODUCER_ID_OFFSET);
    }

    /**
     * Reads.
     *
     * @param payload address
     * @return the producer's own sequence, 0 for none
     */
    public static long producerSequence(final long payload) {
        return UnsafeMemory.UNSAFE.getLong(payload + PRODUCER_SEQUENCE_OFFSET);
    }

    /**
     * Reads.
     *
     * @param payload address
     * @return length of the queue's name in bytes
     */
    public static int nameLength(final long payload) {
        return UnsafeMemory.UNSAFE.getInt(payload + NAME_LENGTH_OFFSET);
    }
}
