package io.holdfast.examples.lines;

import io.holdfast.Message;
import net.openhft.chronicle.bytes.Bytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A received line, made by hand. */
record TextMessage(long ordinal, int type, String text, boolean isRedelivered) implements Message {
    static TextMessage line(final long ordinal, final String text) {
        return new TextMessage(ordinal, LineType.LINE, text, false);
    }

    static TextMessage open(final long ordinal, final String text) {
        return new TextMessage(ordinal, LineType.UNTERMINATED_LINE, text, false);
    }

    TextMessage again() {
        return new TextMessage(ordinal, type, text, true);
    }

    private byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public long index() {
        return 1_000_000 + ordinal;
    }

    @Override
    public int length() {
        return bytes().length;
    }

    @Override
    public void copyTo(final ByteBuffer destination) {
        destination.put(bytes());
    }

    @Override
    public void copyTo(final byte[] destination, final int offset) {
        System.arraycopy(bytes(), 0, destination, offset, length());
    }

    @Override
    public Bytes<?> payload() {
        return Bytes.wrapForRead(bytes());
    }

    @Override
    public long appendedAtNs() {
        return 0;
    }

    @Override
    public int batchPosition() {
        return 0;
    }

    @Override
    public int batchSize() {
        return 1;
    }

    @Override
    public boolean isReplay() {
        return false;
    }

    @Override
    public int attempt() {
        return 1;
    }
}
