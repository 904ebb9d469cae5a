package io.holdfast.store;

import io.holdfast.Clock;
import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a power failure leaves, and a failure of the recovery that follows it. */
class LogPowerFailureTest {
    private static final UUID OTHER_BOOT = new UUID(2, 2);
    private static final int MESSAGES = 3000;

    /** Ends a recovery where it asks for the time, as a kill there would. */
    private static final Clock FAILING = new LogFixture.ManualClock() {
        @Override
        public long epochNs() {
            throw new UnsupportedOperationException();
        }
    };

    @TempDir
    private Path folder;
    private LogFixture fixture;
    private LogFixture crashed;

    @BeforeEach
    void setUp() throws IOException {
        fixture = new LogFixture(folder.resolve("log"));
        crashed = new LogFixture(folder.resolve("crashed"));
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, MESSAGES);
            CrashCopy.copy(fixture.folder, crashed.folder);
        }
    }

    @Test
    void opensAfterARecoveryThatFailedOnceTheNewGenerationWasStored() throws IOException {
        zero(cycles().get(2), CyclePreamble.DATA_START + 50_000, 8192);
        crashed.bootId = OTHER_BOOT;
        assertThrows(UnsupportedOperationException.class, () -> Log.open(crashed.context().clock(FAILING)));

        assertGoesOnInANewGeneration();
    }

    @Test
    void aRecoveryWithoutStateThatFailedIsDoneAgainInFull() throws IOException {
        zero(cycles().get(1), CyclePreamble.DATA_START + 50_000, 8192);
        Files.delete(crashed.folder.resolve("state"));
        final Path next = cycles().get(2);
        final Path inTheWay = Files.createDirectories(next.resolveSibling(next.getFileName() + ".lost").resolve("x"));
        assertThrows(StoreException.class, crashed::open);
        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());

        assertGoesOnInANewGeneration();
    }

    @Test
    void setsAsideSeveralCyclesThatNeverReachedTheDisk() throws IOException {
        final List<Path> files = cycles();
        for (final Path file : files.subList(files.size() - 2, files.size())) {
            Files.write(file, new byte[0]);
        }
        crashed.bootId = OTHER_BOOT;

        assertGoesOnInANewGeneration();
        assertTrue(Files.exists(aside(files.get(files.size() - 2))));
    }

    @Test
    void setsAsideWhatFollowsACycleThatNeverReachedTheDisk() throws IOException {
        final List<Path> files = cycles();
        Files.write(files.get(1), new byte[0]);
        crashed.bootId = OTHER_BOOT;

        assertGoesOnInANewGeneration();
        assertTrue(Files.exists(aside(files.get(1))));
        assertTrue(Files.exists(aside(files.get(2))));
    }

    @Test
    void doesNotRemoveACycleWithMessagesWhosePreambleIsDamaged() throws IOException {
        final List<Path> files = cycles();
        final Path last = files.get(files.size() - 1);
        Folders.flipBit(last, CyclePreamble.DATA_START - 100);

        assertThrows(CorruptStoreException.class, crashed::open);

        assertTrue(Files.exists(last));
    }

    @Test
    void anOrderlyEndSoonBeforeThePowerFailedProvesNothing() throws IOException {
        final List<Path> files = CrashCopy.cycles(fixture.folder);
        zero(files.get(files.size() - 1), CyclePreamble.DATA_START + 30_000, 8192);
        crashed = fixture;
        crashed.bootId = OTHER_BOOT;

        assertGoesOnInANewGeneration();
    }

    @Test
    void aNewLifeBeginsWhenTheFilesOfAYoungLogAreGone() throws IOException {
        final LogFixture young = new LogFixture(folder.resolve("young"));
        final long incarnation;
        final LogFixture rebooted = new LogFixture(folder.resolve("rebooted"));
        try (Log log = young.open()) {
            incarnation = log.incarnation();
            CrashCopy.copy(young.folder, rebooted.folder);
        }
        for (final Path file : CrashCopy.cycles(rebooted.folder)) {
            Files.delete(file);
        }
        rebooted.bootId = OTHER_BOOT;

        try (Log log = rebooted.open()) {
            assertNotEquals(incarnation, log.incarnation(), "more may have been accepted than the state file tells");
        }
    }

    @Test
    void aNewLifeForgetsTheLastIndexBeforeItsFirstCycleExists() throws IOException {
        crashed.bootId = OTHER_BOOT;
        for (final Path file : cycles()) {
            Files.write(file, new byte[100_000]);
        }
        assertThrows(UnsupportedOperationException.class, () -> Log.open(crashed.context().clock(FAILING)));

        try (LogState state = LogState.open(crashed.folder, Disk.REAL)) {
            assertEquals(0, state.lastIndex(), "else a kill before it is would leave a log that cannot be opened");
        }
        crashed.open().close();
    }

    private void assertGoesOnInANewGeneration() {
        final int left;
        try (Log log = crashed.open()) {
            assertEquals(2, log.generation());
            left = readAll(log).size();
            assertTrue(left < MESSAGES, "left=" + left);
            assertEquals(numbers(1, left), readAll(log));
            assertEquals(log.lastIndex(), log.lastIndexOfGeneration(1));
            crashed.appendAll(log, left + 1, left + 300);
        }
        try (Log log = crashed.open()) {
            assertEquals(numbers(1, left + 300), readAll(log));
            assertEquals(2, log.generation());
        }
    }

    private static Path aside(final Path file) {
        return file.resolveSibling(file.getFileName() + ".lost");
    }

    private List<Path> cycles() throws IOException {
        return CrashCopy.cycles(crashed.folder);
    }

    private static void zero(final Path path, final long position, final int length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(position);
            file.write(new byte[length]);
        }
    }
}
