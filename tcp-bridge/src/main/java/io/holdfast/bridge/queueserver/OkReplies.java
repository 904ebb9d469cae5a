package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.channel.Channel;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The answers {@code OK} that a client is owed, if it gets any: a number, and no memory per client. One thread per
 * client.
 */
final class OkReplies {
    private static final int LENGTH = 2;
    private static final int PIECE = 4096;

    /** Of the calling thread: a view of its own, since a write moves the position. */
    private final ByteBuffer answers;
    private final boolean isOn;
    private long owedBytes;

    OkReplies(final boolean isOn, final ByteBuffer answers) {
        this.isOn = isOn;
        this.answers = answers;
    }

    /** {@return answers to be shared by clients of one thread} */
    static ByteBuffer newAnswers() {
        final ByteBuffer answers = ByteBuffer.allocateDirect(PIECE);
        while (answers.hasRemaining()) {
            answers.put((byte) 'O').put((byte) 'K');
        }
        return answers;
    }

    /** Owes so many more. */
    void owe(final long more) {
        if (isOn) {
            owedBytes += more * LENGTH;
        }
    }

    /** {@return whether some are not in the socket yet} */
    boolean isOwing() {
        return owedBytes > 0;
    }

    /** {@return whether so many are owed that no more events should be taken} */
    boolean isFarBehind() {
        return owedBytes > PIECE;
    }

    /**
     * Writes what the socket takes.
     *
     * @return how many bytes went out
     * @throws IOException if the socket is broken
     */
    int write(final Channel channel) throws IOException {
        int total = 0;
        while (owedBytes > 0) {
            final int from = (int) (owedBytes % LENGTH);
            final int wanted = (int) Math.min(owedBytes, PIECE - LENGTH);
            final int written = channel.write(answers.limit(from + wanted).position(from));
            owedBytes -= written;
            total += written;
            if (written < wanted) {
                break;
            }
        }
        return total;
    }
}
