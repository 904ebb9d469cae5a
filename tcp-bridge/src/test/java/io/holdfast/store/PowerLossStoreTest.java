package io.holdfast.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Stores whose power fails, each run decided by its seed. {@code -Dholdfast.losses=N} sets how many,
 * {@code -Dholdfast.seed=N} runs a single one.
 */
class PowerLossStoreTest {
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    Path folder;

    @Test
    void whatEachLossOfPowerLeavesIsOpenedAndGoesOn() throws IOException {
        final Long single = Long.getLong("holdfast.seed");
        final long first = single == null ? 1 : single;
        final long last = single == null ? Long.getLong("holdfast.losses", 500) : single;
        final Path root = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "holdfast") : folder;
        try {
            for (long seed = first; seed <= last; seed++) {
                runSeed(root.resolve("run" + seed), seed);
            }
        } finally {
            if (root != folder) {
                Trees.delete(root);
            }
        }
    }

    private static void runSeed(final Path folder, final long seed) throws IOException {
        final PowerLossStoreRun run = new PowerLossStoreRun(folder, seed);
        try (run) {
            run.run();
        } catch (final RuntimeException | AssertionError e) {
            throw new AssertionError("failed with -Dholdfast.seed=" + seed + ": " + e + "\n  " + run.lastSteps(), e);
        } finally {
            Trees.delete(folder);
        }
    }
}
