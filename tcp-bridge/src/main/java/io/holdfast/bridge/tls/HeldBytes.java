package io.holdfast.bridge.tls;

import io.holdfast.bridge.channel.StreamBuffer;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/** Bytes that could not go on at once; takes no memory until there are some. One thread. */
final class HeldBytes implements AutoCloseable {
    private final int mostLength;
    private StreamBuffer buffer;

    HeldBytes(final int mostLength) {
        this.mostLength = mostLength;
    }

    boolean isEmpty() {
        return buffer == null || buffer.length() == 0;
    }

    /** {@return the bytes, if there are any} */
    StreamBuffer bytes() {
        return buffer;
    }

    void add(final ByteBuffer bytes) throws SSLException {
        if (buffer == null) {
            buffer = new StreamBuffer(mostLength);
        }
        if (!buffer.makeRoom(bytes.remaining())) {
            throw new SSLException("it asks for much and reads nothing of it");
        }
        buffer.forAppend().put(bytes);
        buffer.appended();
    }

    /** Moves as many of them as have room. */
    void moveTo(final ByteBuffer destination) {
        if (!isEmpty()) {
            final ByteBuffer bytes = buffer.bytes();
            bytes.limit(buffer.end()).position(buffer.start());
            buffer.consume(TlsRecord.move(bytes, destination));
        }
    }

    /** Gives the memory back if there are none. */
    void rest() {
        if (isEmpty()) {
            close();
        }
    }

    @Override
    public void close() {
        if (buffer != null) {
            buffer.close();
            buffer = null;
        }
    }
}
