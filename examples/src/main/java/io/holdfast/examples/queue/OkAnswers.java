package io.holdfast.examples.queue;

import io.holdfast.bridge.tls.TlsRecord;
import io.holdfast.examples.command.CommandFailure;

import java.nio.ByteBuffer;

/** Counts the answers {@code OK} of a server that was started with {@code --reply-ok}; another sends none. */
final class OkAnswers {
    private static final int LENGTH = 8192;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH);
    private long letters;

    /**
     * Reads what is there.
     *
     * @param socket of a producer
     * @return whether the server has closed the connection
     */
    boolean read(final QueueSocket socket) {
        int count = socket.read(bytes.clear());
        if (letters == 0 && count > 0 && TlsRecord.isFirst(bytes, 0, count)) {
            throw new CommandFailure(socket.address() + " speaks TLS; give --tls or --tls-trust");
        }
        while (count > 0) {
            for (int i = 0; i < count; i++) {
                if (bytes.get(i) != (letters++ % 2 == 0 ? 'O' : 'K')) {
                    throw new CommandFailure(socket.address() + " does not answer as a queue server does");
                }
            }
            count = socket.read(bytes.clear());
        }
        return count < 0;
    }

    /** {@return whether the server answers at all} */
    boolean hasAny() {
        return letters > 0;
    }

    /** {@return how many messages it said it has accepted; its first answer is to the role} */
    long accepted() {
        return Math.max(0, letters / 2 - 1);
    }
}
