package io.holdfast.store;

import io.holdfast.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class CheckpointFileTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeInItsPlaceIsToldAndNotWaitedFor() throws Exception {
        final Path pipe = folder.resolve("counters");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no pipe can be made here");

        final StoreException told = assertThrows(StoreException.class,
            () -> new CheckpointFile(pipe, Disk.REAL, "advice").read());

        assertTrue(told.getMessage().contains("not a regular file"), told.getMessage());
        assertTrue(told.getMessage().contains(pipe.toString()), told.getMessage());
    }
}
