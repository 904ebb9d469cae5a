package io.holdfast.bridge;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Random runs, each decided by its seed. {@code -Dholdfast.seeds=N} sets how many, {@code -Dholdfast.seed=N} runs a
 * single one.
 */
class RandomRunTest {
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    Path folder;
    private int sessions;
    private int sharedSessions;

    @Test
    void everySeedDeliversEverythingOnceInOrderAndUnchanged() throws IOException {
        final Long single = Long.getLong("holdfast.seed");
        final long first = single == null ? 1 : single;
        final long last = single == null ? Long.getLong("holdfast.seeds", 2000) : single;
        final Path root = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "holdfast") : folder;
        try {
            for (long seed = first; seed <= last; seed++) {
                runSeed(root.resolve("run" + seed), seed);
            }
            assertBothTransportsHadTheirShare(last - first + 1);
        } finally {
            if (root != folder) {
                StoreCopy.delete(root);
            }
        }
    }

    private void assertBothTransportsHadTheirShare(final long seeds) {
        if (seeds >= 20) {
            final String counts = sharedSessions + " of " + sessions + " sessions went over shared memory";
        }
    }

    private void runSeed(final Path folder, final long seed) {
        final RandomRun run = new RandomRun(folder, seed);
        try (run) {
            run.run();
            sessions += run.sessions();
            sharedSessions += run.sharedSessions();
        } catch (final RuntimeException | AssertionError e) {
            throw new AssertionError("failed with -Dholdfast.seed=" + seed + ": " + e + "\n  " + run.lastSteps(), e);
        } finally {
            StoreCopy.delete(folder);
        }
    }
}
