package io.holdfast.bridge;

import io.holdfast.bridge.login.Proof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/**
 * Random runs as those of {@link RandomRunTest}, in which both sides prove a secret in each login: one seed for 400 of
 * {@code -Dholdfast.seeds=N}, or {@code -Dholdfast.seed=N} alone.
 */
class SecretRandomTest {
    private static final int SEEDS_TO_ONE = 400;

    @TempDir
    Path folder;

    @Test
    void everySeedDeliversEverythingOnceInOrderAndUnchanged() {
        final long first = Long.getLong("holdfast.seed", 1);
        final long last = Long.getLong("holdfast.seed",
            Math.max(1, Long.getLong("holdfast.seeds", 2000) / SEEDS_TO_ONE));
        for (long seed = first; seed <= last; seed++) {
            final Path store = folder.resolve("run" + seed);
            try (RandomRun run = new RandomRun(store, seed).proving(new byte[Proof.MIN_SECRET_LENGTH])) {
                try {
                    run.run();
                } catch (final RuntimeException | AssertionError e) {
                    throw new AssertionError("failed with -Dholdfast.seed=" + seed + ": " + e + "\n  "
                        + run.lastSteps(), e);
                }
            }
            StoreCopy.delete(store);
        }
    }
}
