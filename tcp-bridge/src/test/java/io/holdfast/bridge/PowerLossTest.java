package io.holdfast.bridge;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Connections whose ends lose power, each run decided by its seed. {@code -Dholdfast.losses=N} sets how many,
 * {@code -Dholdfast.seed=N} runs a single one.
 */
class PowerLossTest {
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    Path folder;
    private int sharedSessions;

    @Test
    void whatBothEndsHaveAfterLossesOfPowerIsDeliveredAndWhatTheyLostIsReported() throws IOException {
        final Long single = Long.getLong("holdfast.seed");
        final long first = single == null ? 1 : single;
        final long last = single == null ? Long.getLong("holdfast.losses", 500) : single;
        final Path root = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "holdfast") : folder;
        try {
            for (long seed = first; seed <= last; seed++) {
                runSeed(root.resolve("run" + seed), seed);
            }
            assertTrue(single != null || sharedSessions > last / 10, "shared sessions: " + sharedSessions);
        } finally {
            if (root != folder) {
                StoreCopy.delete(root);
            }
        }
    }

    private void runSeed(final Path folder, final long seed) {
        final PowerLossRun run = new PowerLossRun(folder, seed);
        try (run) {
            run.run();
            sharedSessions += run.sharedSessions();
        } catch (final RuntimeException | AssertionError e) {
            throw new AssertionError("failed with -Dholdfast.seed=" + seed + ": " + e + "\n  " + run.lastSteps(), e);
        } finally {
            StoreCopy.delete(folder);
        }
    }
}
