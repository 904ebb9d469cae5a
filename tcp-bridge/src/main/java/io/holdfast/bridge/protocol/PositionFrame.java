package io.holdfast.bridge.protocol;

import java.nio.ByteBuffer;

/**
 * POSITION: says where the DATA that follows stands in the log. It comes before the first DATA of a session and
 * whenever an index is not the one before plus one; a receiver refuses any other step, so that a gap cannot pass.
 * <pre>
 *   0                                       24                      32
 *  +---------------------------------------+-----------------------+
 *  | header: type 7, index of the message  | ordinal i64           |
 *  +---------------------------------------+-----------------------+
 * </pre>
 * Allocates nothing. {@link FrameHeader} says what it wants of buffers.
 */
public final class PositionFrame {
    /** Bytes of the whole frame. */
    public static final int LENGTH = FrameHeader.HEADER_LENGTH + Long.BYTES;

    private PositionFrame() {
    }

    /**
     * Writes a frame.
     *
     * @param destination little-endian; its position moves behind the frame
     * @param index       of the message that follows
     * @param ordinal     of the message that follows
     */
    public static void encode(final ByteBuffer destination, final long index, final long ordinal) {
        final int offset = destination.position();
        FrameHeader.put(destination, offset, LENGTH, FrameType.POSITION, index, 0);
        destination.putLong(offset + FrameHeader.HEADER_LENGTH, ordinal);
        destination.position(offset + LENGTH);
    }

    /**
     * The ordinal.
     *
     * @param buffer little-endian
     * @param offset of the frame
     * @return of the message that follows; any number, as it is not part of the header's checks
     */
    public static long ordinal(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + FrameHeader.HEADER_LENGTH);
    }
}
