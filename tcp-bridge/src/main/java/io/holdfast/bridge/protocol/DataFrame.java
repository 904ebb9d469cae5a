package io.holdfast.bridge.protocol;

import net.openhft.chronicle.core.UnsafeMemory;

import java.nio.ByteBuffer;

/**
 * DATA: one message, its record as it is in the log's file, checksum included.
 * <pre>
 *   0                                       24                            length
 *  +---------------------------------------+-----------------------------+
 *  | header: type 8, index, ack            | record: 36 bytes header,    |
 *  |                                       | then the payload            |
 *  +---------------------------------------+-----------------------------+
 * </pre>
 * Allocates nothing. {@link FrameHeader} says what it wants of buffers.
 */
public final class DataFrame {
    /** Bytes of the shortest DATA frame: a message without payload. */
    public static final int MIN_LENGTH = FrameHeader.HEADER_LENGTH + Protocol.MIN_RECORD_LENGTH;

    private DataFrame() {
    }

    /**
     * Writes the header only, so that a record longer than the buffer can follow in parts.
     *
     * @param destination  direct, little-endian, with at least 24 bytes remaining; its position moves behind the header
     * @param index        of the message
     * @param ack          what this side has consumed, 0 if nothing
     * @param recordLength bytes of the record that follows
     */
    public static void encodeHeader(final ByteBuffer destination, final long index, final long ack,
                                    final int recordLength) {
        final int offset = destination.position();
        FrameHeader.put(destination, offset, length(recordLength), FrameType.DATA, index, ack);
        destination.position(offset + FrameHeader.HEADER_LENGTH);
    }

    /**
     * Copies a part of a record from native memory.
     *
     * @param destination        direct; its position moves behind the part
     * @param destinationAddress of the destination's first byte (of its position 0)
     * @param partAddress        of the part
     * @param partLength         bytes, at most what remains in the destination
     */
    public static void encodePart(final ByteBuffer destination, final long destinationAddress, final long partAddress,
                                  final int partLength) {
        final int offset = destination.position();
        destination.position(offset + partLength);
        UnsafeMemory.copyMemory(partAddress, destinationAddress + offset, partLength);
    }

    /**
     * The length of a frame.
     *
     * @param recordLength bytes of its record
     * @return bytes of the whole frame
     */
    public static int length(final int recordLength) {
        return FrameHeader.HEADER_LENGTH + recordLength;
    }

    /**
     * The offset of the record.
     *
     * @param offset of the frame
     * @return offset of the record in the same buffer
     */
    public static int recordOffset(final int offset) {
        return offset + FrameHeader.HEADER_LENGTH;
    }

    /**
     * The length of the record.
     *
     * @param buffer little-endian
     * @param offset of the frame
     * @return bytes
     */
    public static int recordLength(final ByteBuffer buffer, final int offset) {
        return FrameHeader.length(buffer, offset) - FrameHeader.HEADER_LENGTH;
    }
}
