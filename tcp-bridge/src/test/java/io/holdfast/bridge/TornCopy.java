package io.holdfast.bridge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * A death in the middle of an append: the record is in the log, but the words in the mapped files that follow it, in
 * the order {@code state}, {@code ack}, were not yet stored. Made by taking these files from before the append.
 */
final class TornCopy {
    private final Path folder;
    private final byte[] ack;
    private final byte[] state;

    /**
     * To be made before the append.
     *
     * @param folder of the connection
     * @param random decides how far the append comes
     */
    TornCopy(final Path folder, final Random random) {
        this.folder = folder;
        ack = bytes(folder.resolve("ack"));
        state = random.nextBoolean() ? bytes(folder.resolve("state")) : null;
    }

    /** Puts the files as they were before the append into a copy that was made after it. */
    RandomSide.Killed tear(final RandomSide.Killed killed, final Path store) {
        final Path torn = killed.store().resolve(store.relativize(folder));
        try {
            Files.write(torn.resolve("ack"), ack);
            if (state != null) {
                Files.write(torn.resolve("state"), state);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return killed;
    }

    private static byte[] bytes(final Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
