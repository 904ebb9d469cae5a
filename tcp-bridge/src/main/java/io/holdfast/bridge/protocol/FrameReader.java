package io.holdfast.bridge.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the body of one login frame and believes nothing: each read is checked against what is left, so no length in
 * the input can make it allocate more than the input is long. Leaves the source's position alone.
 */
final class FrameReader {
    private final ByteBuffer frame;
    private final String typeName;

    private FrameReader(final ByteBuffer frame, final String typeName) {
        this.frame = frame;
        this.typeName = typeName;
    }

    /** Checks the header of the one frame between position and limit, and stands at its body. */
    static FrameReader open(final ByteBuffer source, final int... types) throws ProtocolException {
        final ByteBuffer frame = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (frame.remaining() < FrameHeader.HEADER_LENGTH) {
            throw new ProtocolException("frame truncated in its header: bytes=" + frame.remaining());
        }
        final int type = FrameHeader.validate(frame, 0, Protocol.MAX_LOGIN_FRAME_LENGTH);
        boolean isExpected = false;
        for (final int expected : types) {
            isExpected |= type == expected;
        }
        if (!isExpected) {
            throw new ProtocolException("unexpected frame: type=" + FrameType.name(type)
                + ", expected=" + FrameType.name(types[0]));
        }
        if (FrameHeader.length(frame, 0) != frame.remaining()) {
            throw new ProtocolException("frame length differs from what came: type=" + FrameType.name(type)
                + ", length=" + FrameHeader.length(frame, 0) + ", bytes=" + frame.remaining());
        }
        frame.position(FrameHeader.HEADER_LENGTH);
        return new FrameReader(frame, FrameType.name(type));
    }

    int type() {
        return FrameHeader.type(frame, 0);
    }

    int u8(final String field) throws ProtocolException {
        need(field, Byte.BYTES);
        return frame.get() & 0xFF;
    }

    int u16(final String field) throws ProtocolException {
        need(field, Short.BYTES);
        return frame.getShort() & 0xFFFF;
    }

    int i32(final String field) throws ProtocolException {
        need(field, Integer.BYTES);
        return frame.getInt();
    }

    long i64(final String field) throws ProtocolException {
        need(field, Long.BYTES);
        return frame.getLong();
    }

    /** A number of a kind that cannot be negative. */
    int count32(final String field) throws ProtocolException {
        final int value = i32(field);
        check(value >= 0, field, value);
        return value;
    }

    /** A number that must be at least 1. */
    int positive32(final String field) throws ProtocolException {
        final int value = i32(field);
        check(value > 0, field, value);
        return value;
    }

    /** An index, an ordinal or a counter: never negative. */
    long count64(final String field) throws ProtocolException {
        final long value = i64(field);
        check(value >= 0, field, value);
        return value;
    }

    void zero8(final String field) throws ProtocolException {
        final int value = u8(field);
        check(value == 0, field, value);
    }

    void zero32(final String field) throws ProtocolException {
        final int value = i32(field);
        check(value == 0, field, value);
    }

    /** A reader of bytes within the frame. */
    FrameReader nested(final String field) throws ProtocolException {
        return new FrameReader(ByteBuffer.wrap(bytes(field)).order(ByteOrder.LITTLE_ENDIAN), typeName);
    }

    boolean hasMore() {
        return frame.hasRemaining();
    }

    byte[] bytes(final String field) throws ProtocolException {
        final int length = u16(field);
        need(field, length);
        final byte[] value = new byte[length];
        frame.get(value);
        return value;
    }

    byte[] bytes(final String field, final int length) throws ProtocolException {
        final byte[] value = bytes(field);
        check(value.length == length, field + " length", value.length);
        return value;
    }

    /** A name as it came, one character a byte; whether it is a peer name is for the caller to say. */
    String name(final String field) throws ProtocolException {
        return new String(bytes(field), StandardCharsets.ISO_8859_1);
    }

    String text(final String field) throws ProtocolException {
        final byte[] bytes = bytes(field);
        check(bytes.length <= Protocol.MAX_TEXT_LENGTH, field + " length", bytes.length);
        try {
            final String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            check(text.chars().noneMatch(Character::isISOControl), field + " with a control character, length",
                bytes.length);
            return text;
        } catch (final CharacterCodingException e) {
            throw new ProtocolException("not UTF-8: frame=" + typeName + ", field=" + field);
        }
    }

    void end() throws ProtocolException {
        if (frame.hasRemaining()) {
            throw new ProtocolException("bytes after the last field: frame=" + typeName
                + ", bytes=" + frame.remaining());
        }
    }

    void check(final boolean isGood, final String field, final long value) throws ProtocolException {
        if (!isGood) {
            throw new ProtocolException("value not allowed: frame=" + typeName + ", " + field + "=" + value);
        }
    }

    private void need(final String field, final int length) throws ProtocolException {
        if (frame.remaining() < length) {
            throw new ProtocolException("frame truncated: frame=" + typeName + ", field=" + field + ", needs=" + length
                + ", has=" + frame.remaining());
        }
    }
}
