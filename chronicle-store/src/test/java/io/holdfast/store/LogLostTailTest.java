package io.holdfast.store;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

import static io.holdfast.store.LogFixture.numbers;
import static io.holdfast.store.LogFixture.readAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the files around the messages must say after a power failure. */
class LogLostTailTest {
    private static final UUID OTHER_BOOT = new UUID(2, 2);
    private static final int MESSAGES = 3000;

    @TempDir
    private Path folder;
    private LogFixture fixture;
    private LogFixture crashed;

    @BeforeEach
    void setUp() {
        fixture = new LogFixture(folder.resolve("log"));
        crashed = new LogFixture(folder.resolve("crashed"));
        crashed.bootId = OTHER_BOOT;
    }

    @Test
    void anAckBeyondTheCutDoesNotCountForTheMessagesThatFollow() throws IOException {
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, MESSAGES);
            log.state().ackedIndex(log.lastIndex());
            CrashCopy.copy(fixture.folder, crashed.folder);
        }
        final List<Path> files = CrashCopy.cycles(crashed.folder);
        truncate(files.get(files.size() - 1), CyclePreamble.DATA_START + 8192);

        try (Log log = crashed.open()) {
            assertEquals(log.lastIndex(), log.state().ackedIndex());
        }
    }

    @Test
    void aPurgeThatThePowerFailedOnLeavesNoGap() throws IOException {
        final List<Path> files;
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, MESSAGES);
            files = CrashCopy.cycles(fixture.folder);
            assertTrue(files.size() > 2, "cycles: " + files.size());
            log.state().ackedIndex(Cycle.readPreamble(files.get(2)).previousLast());
            CrashCopy.copy(fixture.folder, crashed.folder);
        }
        Files.delete(CrashCopy.cycles(crashed.folder).get(1));

        try (Log log = crashed.open()) {
            final long first = log.firstOrdinal();
            assertEquals(numbers(first, MESSAGES), readAll(log));
        }
        assertFalse(Files.exists(crashed.folder.resolve("send").resolve(files.get(0).getFileName())));
    }

    @Test
    void aLogThatNeverHadAMessageOpensWithoutWhatOfItsFileWasNotOnDisk() throws IOException {
        final long incarnation;
        try (Log log = fixture.open()) {
            incarnation = log.incarnation();
        }
        fixture.bootId = OTHER_BOOT;
        truncate(CrashCopy.cycles(fixture.folder).get(0), 0);

        try (Log log = fixture.open()) {
            assertEquals(incarnation, log.incarnation());
            fixture.appendAll(log, 1, 10);
            assertEquals(numbers(1, 10), readAll(log));
        }
    }

    private static void truncate(final Path path, final long length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(length);
        }
    }
}
