package io.holdfast.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LogStateTest {
    private static final UUID BOOT = new UUID(3, 4);

    @TempDir
    private Path folder;

    @Test
    void keepsEveryWordApart() {
        try (LogState state = LogState.open(folder, Disk.REAL)) {
            assertFalse(state.isKnown());
            state.identity(11, 1, BOOT);
            state.lastIndex(1);
            state.lastOrdinal(2);
            state.reservedTo(3);
            state.synced(4);
            state.ackedIndex(5);
            state.sessionCounter(6);
            state.clean(true);
        }

        try (LogState state = LogState.open(folder, Disk.REAL)) {
            assertTrue(state.isKnown());
            assertEquals(11, state.incarnation());
            assertEquals(1, state.generation());
            assertEquals(BOOT, state.bootId());
            assertEquals(1, state.lastIndex());
            assertEquals(2, state.lastOrdinal());
            assertEquals(3, state.reservedTo());
            assertEquals(4, state.synced());
            assertEquals(5, state.ackedIndex());
            assertEquals(6, state.sessionCounter());
            assertTrue(state.isClean());
        }
    }

    @Test
    void fallsBackToTheOtherIdentityWhenOneIsDamaged() throws IOException {
        try (LogState state = LogState.open(folder, Disk.REAL)) {
            state.identity(11, 1, BOOT);
            state.identity(11, 2, BOOT);
        }
        final Path file = folder.resolve("state");
        final byte[] bytes = Files.readAllBytes(file);
        // the second write went to slot 0
        bytes[24]++;
        Files.write(file, bytes);

        try (LogState state = LogState.open(folder, Disk.REAL)) {
            assertEquals(1, state.generation());
        }
    }

    @Test
    void tellsTheLastIndexThatEveryLaterGenerationKept() {
        try (LogState state = LogState.open(folder, Disk.REAL)) {
            state.mark(2, 1000);
            state.mark(3, 700);
            state.mark(4, 900);

            assertEquals(700, state.lastIndexOfGeneration(1));
            assertEquals(700, state.lastIndexOfGeneration(2));
            assertEquals(900, state.lastIndexOfGeneration(3));
            for (int generation = 5; generation < 40; generation++) {
                state.mark(generation, 900 + generation);
            }
            assertEquals(-1, state.lastIndexOfGeneration(1));
            assertEquals(938, state.lastIndexOfGeneration(37));
        }
    }

    @Test
    void canStillBeReadAfterItsEnd() {
        final LogState state = LogState.open(folder, Disk.REAL);
        state.ackedIndex(5);
        state.close();

        assertEquals(5, state.ackedIndex());
    }
}
