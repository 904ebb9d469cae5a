package io.holdfast.bridge.protocol;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes one login frame at a buffer's position, which moves behind the frame only when the frame is whole. */
final class FrameWriter {
    private static final int MAX_U16 = 0xFFFF;

    private final ByteBuffer destination;
    private final ByteBuffer frame;
    private final int type;

    FrameWriter(final ByteBuffer destination, final int type) {
        this.destination = destination;
        this.frame = destination.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.type = type;
        if (frame.remaining() < FrameHeader.HEADER_LENGTH) {
            throw new BufferOverflowException();
        }
        frame.position(FrameHeader.HEADER_LENGTH);
    }

    FrameWriter u8(final int value) {
        frame.put((byte) value);
        return this;
    }

    FrameWriter u16(final int value) {
        frame.putShort((short) value);
        return this;
    }

    FrameWriter i32(final int value) {
        frame.putInt(value);
        return this;
    }

    FrameWriter i64(final long value) {
        frame.putLong(value);
        return this;
    }

    FrameWriter bytes(final byte[] value) {
        if (value.length > MAX_U16) {
            throw new IllegalArgumentException("field too long for a frame: length=" + value.length);
        }
        u16(value.length);
        frame.put(value);
        return this;
    }

    FrameWriter name(final String value) {
        return bytes(value.getBytes(StandardCharsets.ISO_8859_1));
    }

    FrameWriter text(final String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    void end() {
        final int length = frame.position();
        if (length > Protocol.MAX_LOGIN_FRAME_LENGTH) {
            throw new IllegalArgumentException("frame too long: type=" + FrameType.name(type) + ", length=" + length
                + ", allowed=" + Protocol.MAX_LOGIN_FRAME_LENGTH);
        }
        FrameHeader.put(frame, 0, length, type);
        destination.position(destination.position() + length);
    }
}
