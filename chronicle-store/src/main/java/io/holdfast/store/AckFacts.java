package io.holdfast.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What an {@code ack} file says of the peer's log, read without changing it, beside a live owner too.
 *
 * @param isThere     whether there is a file
 * @param isIntact    whether it is whole; without that nothing else is told
 * @param isSync      whether the peer goes by the synced ack
 * @param incarnation of the peer's log, 0 if none was adopted yet
 * @param generation  of the peer's log
 * @param adoption    how often a new incarnation was adopted
 * @param delivered   index of the last message that was given to a handler
 * @param consumed    the ack
 * @param synced      the ack that would outlive a power failure, kept up while {@code isSync}
 */
public record AckFacts(boolean isThere, boolean isIntact, boolean isSync, long incarnation, int generation,
                       int adoption, long delivered, long consumed, long synced) {
    private static final int TRIES = 3;
    private static final AckFacts NONE = new AckFacts(false, false, false, 0, 0, 0, 0, 0, 0);
    private static final AckFacts DAMAGED = new AckFacts(true, false, false, 0, 0, 0, 0, 0, 0);

    /**
     * {@return what the file of a connection says}
     *
     * @param connection folder of the connection
     * @throws IOException if it is there and cannot be read
     */
    public static AckFacts of(final Path connection) throws IOException {
        final Path path = connection.resolve(AckFile.FILE_NAME);
        AckFacts facts = NONE;
        for (int tries = 0; tries < TRIES && !facts.isIntact && Files.exists(path); tries++) {
            facts = read(path); // its owner may just be writing a new identity
        }
        return facts;
    }

    private static AckFacts read(final Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return DAMAGED;
        }
        final ByteBuffer bytes;
        try (InputStream file = Files.newInputStream(path)) {
            bytes = ByteBuffer.wrap(file.readNBytes(AckFile.LENGTH + 1)).order(ByteOrder.LITTLE_ENDIAN);
        }
        final int slot = bytes.capacity() == AckFile.LENGTH && AckFile.hasHeader(bytes) ? AckFile.currentSlot(bytes)
            : -1;
        return slot < 0 ? DAMAGED : AckFile.facts(bytes, slot);
    }
}
