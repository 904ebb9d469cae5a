package io.holdfast.examples.bench.link;

import io.holdfast.bridge.queueserver.protocol.BaseFrames;
import io.holdfast.examples.command.CommandFailure;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The messages of a measured queue: all of one length, each with its number in its first eight bytes. */
final class QueueFrame {
    private static final byte[] NAME = "bench".getBytes(StandardCharsets.US_ASCII);

    private final int messageLength;
    private final int length;

    QueueFrame(final int messageLength) {
        if (messageLength < Long.BYTES) {
            throw new CommandFailure("a queue server is measured with messages of at least " + Long.BYTES
                + " bytes, which number them; make --size more");
        }
        this.messageLength = messageLength;
        length = BaseFrames.messageLength(NAME.length, messageLength);
    }

    /** {@return how long a frame is, in bytes} */
    int length() {
        return length;
    }

    /** {@return the event that subscribes to the queue} */
    ByteBuffer subscription() {
        return ByteBuffer.allocate(BaseFrames.NAMED_OVERHEAD + NAME.length).put(BaseFrames.SUBSCRIBE)
            .putInt(NAME.length).put(NAME).flip();
    }

    /** Writes a frame with number 0. */
    void put(final ByteBuffer bytes, final int at) {
        bytes.clear().position(at);
        bytes.put(BaseFrames.MESSAGE).putInt(NAME.length).put(NAME).putInt(messageLength)
            .put(new byte[messageLength]);
    }

    /** Writes the number of the frame that is there. */
    void number(final ByteBuffer bytes, final int at, final long number) {
        bytes.putLong(at + length - messageLength, number);
    }

    /** {@return the number of the frame that is there} */
    long number(final ByteBuffer bytes, final int at) {
        return bytes.getLong(at + length - messageLength);
    }
}
