package io.holdfast.bridge;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Random interleavings of threads that park at every chance, each decided by its seed. {@code -Dholdfast.seeds=N} sets
 * how many, {@code -Dholdfast.seed=N} runs a single one.
 */
class ParkingRandomTest {
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    Path folder;

    @Test
    void noWakeUpIsLostWhateverTheOrder() throws IOException {
        final Long single = Long.getLong("holdfast.seed");
        final long first = single == null ? 1 : single;
        final long last = single == null ? Long.getLong("holdfast.seeds", 2000) : single;
        final Path root = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "holdfast") : folder;
        try {
            for (long seed = first; seed <= last; seed++) {
                runSeed(root.resolve("run" + seed), seed);
            }
        } finally {
            if (root != folder) {
                StoreCopy.delete(root);
            }
        }
    }

    private static void runSeed(final Path folder, final long seed) {
        try (ParkingRun run = new ParkingRun(folder, seed)) {
            run.run();
        } catch (final RuntimeException | AssertionError e) {
            throw new AssertionError("failed with -Dholdfast.seed=" + seed + ": " + e, e);
        } finally {
            StoreCopy.delete(folder);
        }
    }
}
