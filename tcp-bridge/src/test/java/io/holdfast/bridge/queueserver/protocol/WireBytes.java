package io.holdfast.bridge.queueserver.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes of the protocols put together by hand, not by the code under test. */
public final class WireBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public WireBytes role(final String role) {
        bytes.writeBytes(latin(role));
        return this;
    }

    public WireBytes message(final String name, final String message) {
        return message(latin(name), latin(message));
    }

    public WireBytes message(final byte[] name, final byte[] message) {
        named('*', name);
        u32(message.length);
        bytes.writeBytes(message);
        return this;
    }

    public WireBytes subscribe(final String name) {
        return named('>', latin(name));
    }

    public WireBytes unsubscribe(final String name) {
        return named('/', latin(name));
    }

    public WireBytes named(final int event, final byte[] name) {
        bytes.write(event);
        u32(name.length);
        bytes.writeBytes(name);
        return this;
    }

    public WireBytes u32(final long value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes.write((int) (value >>> shift));
        }
        return this;
    }

    public WireBytes u64(final long value) {
        return u32(value >>> Integer.SIZE).u32(value);
    }

    public WireBytes bytes(final byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    public WireBytes raw(final int... values) {
        for (final int value : values) {
            bytes.write(value);
        }
        return this;
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    public ByteBuffer toDirect() {
        return ByteBuffer.allocateDirect(bytes.size()).put(bytes.toByteArray()).flip();
    }

    public static byte[] latin(final String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
