package io.holdfast.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Changes the ack in the file of a live connection, behind its owner's back. */
public final class AckSurgery {
    private AckSurgery() {
    }

    /**
     * Puts an ack into the file.
     *
     * @param connection the folder of the connection
     * @param acked      the log that the ack is for
     * @param index      the ack
     * @return the ack before
     */
    public static long set(final Path connection, final Log acked, final long index) {
        final Path file = connection.resolve(AckFile.FILE_NAME);
        try {
            final ByteBuffer copy = ByteBuffer.wrap(Files.readAllBytes(file));
            final int offset = AckFile.ackOffset(copy, acked.incarnation(), acked.generation());
            final long before = copy.getLong(offset);
            CycleSurgery.write(file, offset,
                ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(index).putLong(~index)
                    .array());
            return before;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
