package io.holdfast.bridge.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of every frame. All numbers are little-endian.
 * <pre>
 *   0        4     5      6          8                       16                      24
 *  +--------+-----+------+----------+-----------------------+-----------------------+------- - -
 *  | length | type| flags| reserved | index                 | ack                   | body
 *  | u32    | u8  | u8   | u16      | i64                   | i64                   |
 *  +--------+-----+------+----------+-----------------------+-----------------------+------- - -
 *   length    of the whole frame, header included
 *   flags     none is defined: 0
 *   reserved  0
 *   index     POSITION, DATA: of the message; HEARTBEAT: the sender's last index, 0 if none; else 0
 *   ack       DATA, HEARTBEAT, ACK: what the sender of the frame has consumed, 0 if nothing; else 0
 * </pre>
 * The accessors are static, allocate nothing, take the absolute offset of the frame, and want a buffer whose order is
 * {@link ByteOrder#LITTLE_ENDIAN}. They check nothing: that is {@link #validate}'s work, once per frame.
 */
public final class FrameHeader {
    /** Bytes before the body. */
    public static final int HEADER_LENGTH = 24;
    /** Bytes that must have come before {@link #length} can be read. */
    public static final int LENGTH_FIELD_LENGTH = 4;

    private static final int TYPE_OFFSET = 4;
    private static final int FLAGS_OFFSET = 5;
    private static final int RESERVED_OFFSET = 6;
    private static final int INDEX_OFFSET = 8;
    private static final int ACK_OFFSET = 16;

    private FrameHeader() {
    }

    /**
     * Writes a header; flags and reserved become 0.
     *
     * @param buffer little-endian
     * @param offset of the frame
     * @param length of the whole frame
     * @param type   a {@link FrameType}
     */
    public static void put(final ByteBuffer buffer, final int offset, final int length, final int type) {
        put(buffer, offset, length, type, 0, 0);
    }

    @SuppressWarnings("checkstyle:parameternumber")
    static void put(final ByteBuffer buffer, final int offset, final int length, final int type,
                    final long index, final long ack) {
        assert buffer.order() == ByteOrder.LITTLE_ENDIAN;
        buffer.putInt(offset, length);
        buffer.putInt(offset + TYPE_OFFSET, type);
        buffer.putLong(offset + INDEX_OFFSET, index);
        buffer.putLong(offset + ACK_OFFSET, ack);
    }

    /**
     * The length of the whole frame. Until {@link #validate} has seen it, it may be any number, negative ones too.
     *
     * @param buffer little-endian
     * @param offset of the frame
     * @return bytes
     */
    public static int length(final ByteBuffer buffer, final int offset) {
        assert buffer.order() == ByteOrder.LITTLE_ENDIAN;
        return buffer.getInt(offset);
    }

    /**
     * The type.
     *
     * @param buffer little-endian
     * @param offset of the frame
     * @return a {@link FrameType}, or any other number from 0 to 255
     */
    public static int type(final ByteBuffer buffer, final int offset) {
        return buffer.get(offset + TYPE_OFFSET) & 0xFF;
    }

    /**
     * The flags.
     *
     * @param buffer little-endian
     * @param offset of the frame
     * @return from 0 to 255
     */
    public static int flags(final ByteBuffer buffer, final int offset) {
        return buffer.get(offset + FLAGS_OFFSET) & 0xFF;
    }

    /**
     * The index.
     *
     * @param buffer little-endian
     * @param offset of the frame
     * @return as the type of the frame says
     */
    public static long index(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + INDEX_OFFSET);
    }

    /**
     * The ack.
     *
     * @param buffer little-endian
     * @param offset of the frame
     * @return as the type of the frame says
     */
    public static long ack(final ByteBuffer buffer, final int offset) {
        return buffer.getLong(offset + ACK_OFFSET);
    }

    /**
     * Checks the length of a frame as soon as its first four bytes are there, before anything waits or makes room for
     * the rest.
     *
     * @param buffer    little-endian
     * @param offset    of the frame
     * @param maxLength the longest frame allowed now
     * @return the length, from {@link #HEADER_LENGTH} to {@code maxLength}
     * @throws ProtocolException if it is shorter or longer
     */
    public static int validateLength(final ByteBuffer buffer, final int offset, final int maxLength)
        throws ProtocolException {
        final int length = length(buffer, offset);
        if (length < HEADER_LENGTH || length > maxLength) {
            throw new ProtocolException("frame length out of bounds: length=" + (length & 0xFFFFFFFFL)
                + ", allowed=" + HEADER_LENGTH + ".." + maxLength);
        }
        return length;
    }

    /**
     * Checks everything in a header, and the length against the type. Afterwards the accessors of the type can be
     * trusted. The whole header must be there, the body need not be.
     *
     * @param buffer    little-endian
     * @param offset    of the frame
     * @param maxLength the longest frame allowed now
     * @return the type, which is known
     * @throws ProtocolException if anything is not as the drawing above says
     */
    public static int validate(final ByteBuffer buffer, final int offset, final int maxLength)
        throws ProtocolException {
        final int length = validateLength(buffer, offset, maxLength);
        final int type = type(buffer, offset);
        if (!FrameType.isKnown(type)) {
            throw new ProtocolException("unknown frame type: type=" + type + ", length=" + length);
        }
        if (flags(buffer, offset) != 0 || buffer.getShort(offset + RESERVED_OFFSET) != 0) {
            throw new ProtocolException("reserved bits set in header: type=" + FrameType.name(type)
                + ", flags=" + flags(buffer, offset) + ", reserved=" + buffer.getShort(offset + RESERVED_OFFSET));
        }
        if (!isLengthOf(type, length)) {
            throw new ProtocolException("length does not fit type: type=" + FrameType.name(type)
                + ", length=" + length);
        }
        if (!areIndicesOf(type, index(buffer, offset), ack(buffer, offset))) {
            throw new ProtocolException("index or ack does not fit type: type=" + FrameType.name(type)
                + ", index=" + index(buffer, offset) + ", ack=" + ack(buffer, offset));
        }
        return type;
    }

    private static boolean isLengthOf(final int type, final int length) {
        switch (type) {
            case FrameType.DATA:
                return length >= DataFrame.MIN_LENGTH;
            case FrameType.POSITION:
                return length == PositionFrame.LENGTH;
            case FrameType.HEARTBEAT:
            case FrameType.ACK:
                return length == HEADER_LENGTH;
            default:
                return length > HEADER_LENGTH && length <= Protocol.MAX_LOGIN_FRAME_LENGTH;
        }
    }

    private static boolean areIndicesOf(final int type, final long index, final long ack) {
        switch (type) {
            case FrameType.DATA:
                return index > 0 && ack >= 0;
            case FrameType.POSITION:
                return index > 0 && ack == 0;
            case FrameType.HEARTBEAT:
                return index >= 0 && ack >= 0;
            case FrameType.ACK:
                return index == 0 && ack >= 0;
            default:
                return index == 0 && ack == 0;
        }
    }
}
