package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import static io.holdfast.store.LogFixture.numbers;
import static io.holdfast.store.LogFixture.readAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LogRecoveryTest {
    private static final UUID OTHER_BOOT = new UUID(2, 2);
    private static final int MESSAGES = 700;

    @TempDir
    private Path folder;
    private LogFixture fixture;
    private LogFixture crashed;

    @BeforeEach
    void setUp() {
        fixture = new LogFixture(folder.resolve("log"));
        crashed = new LogFixture(folder.resolve("crashed"));
    }

    @Test
    void goesOnFromACopyTakenAfterEveryAppend() throws IOException {
        try (Log log = fixture.open()) {
            for (long number = 1; number <= MESSAGES; number++) {
                final int length = LogFixture.lengthOf(number) * 5;
                fixture.append(log, number, length);
                if (number % 7 == 0 || number > MESSAGES - 30) {
                    crashed = new LogFixture(folder.resolve("crashed" + number));
                    CrashCopy.copy(fixture.folder, crashed.folder);

                    assertRecovers(number);
                }
            }
        }
    }

    @Test
    void wipesAHalfWrittenPayload() throws IOException {
        final long end = crashAfter(MESSAGES);
        write(lastCycle(), end + 4, 99, 50_000);

        crashed.open().close();
        assertEquals(0, read(lastCycle(), end + 4));
        assertEquals(0, read(lastCycle(), end + 40_000));
        assertRecovers(MESSAGES);
    }

    @Test
    void dropsABatchWithoutItsFirstHeader() throws IOException {
        try (Log log = fixture.open(); BatchBuffer batch = new BatchBuffer(1000)) {
            fixture.appendAll(log, 1, 100);
            final long end = log.lastPosition() + CyclePreamble.DATA_START;
            for (int i = 0; i < 300; i++) {
                batch.add(1, fixture.buffer, LogFixture.BYTE_BASE, 20);
            }
            log.append(batch, 0);
            CrashCopy.copy(fixture.folder, crashed.folder);
            writeInt(lastCycle(), end, 0);
        }
        lastIndexInState(100);
        // the index entry of the batch would come after its publication
        clearMarks(lastCycle(), 1);

        assertRecovers(100);
    }

    @Test
    void removesACycleWithoutAHeader() throws IOException {
        crashAfter(MESSAGES);
        final Path last = lastCycle();
        final Path next = CycleRoller.path(last.getParent(), CycleRoller.number(last) + 1);
        Files.write(next, new byte[100_000]);

        assertRecovers(MESSAGES);
    }

    @Test
    void removesWhatARollKilledBeforeItsEndLeft() throws IOException {
        crashAfter(MESSAGES);
        Files.write(lastCycle().resolveSibling("next.tmp"), new byte[100_000]);

        assertRecovers(MESSAGES);
        assertFalse(Files.exists(lastCycle().resolveSibling("next.tmp")));
    }

    @Test
    void beginsTheNextCycleWhenKilledBetweenTheEndMarkAndIt() throws IOException {
        final long end = crashAfter(MESSAGES);
        final Path last = lastCycle();
        writeInt(last, end, ChronicleFormat.END_OF_FILE);

        assertRecovers(MESSAGES);
        assertEquals(CycleRoller.number(last) + 1, CycleRoller.number(lastCycle()));
    }

    @Test
    void writesAMissingEndMark() throws IOException {
        crashAfter(3000);
        final List<Path> files = CrashCopy.cycles(crashed.folder);
        final Path before = files.get(files.size() - 2);
        final long mark = endMark(before);
        writeInt(before, mark, 0);
        lastIndexInState(ChronicleFormat.index(CycleRoller.number(before), 0), false);

        assertRecovers(3000);
        assertEquals(ChronicleFormat.END_OF_FILE, read(before, mark));
    }

    @Test
    void refillsMissingIndexEntries() throws IOException {
        crashAfter(MESSAGES);
        clearMarks(lastCycle(), 1);

        assertRecovers(MESSAGES);
        try (RandomAccessFile file = new RandomAccessFile(lastCycle().toFile(), "r")) {
            file.seek(CycleIndex.arrayOf(ChronicleFormat.FIRST_INDEX_EXCERPT) + CycleIndex.VALUES_OFFSET + 8);
            assertTrue(Long.reverseBytes(file.readLong()) > 0);
        }
    }

    @Test
    void findsMessagesTheStateFileDoesNotKnowYet() throws IOException {
        crashAfter(MESSAGES);
        lastIndexInState(-40);

        assertRecovers(MESSAGES);
    }

    @Test
    void findsWholeCyclesTheStateFileDoesNotKnow() throws IOException {
        crashAfter(3000);
        lastIndexInState(ChronicleFormat.index(CycleRoller.number(CrashCopy.cycles(crashed.folder).get(0)), 3), false);

        assertRecovers(3000);
    }

    @Test
    void refusesToForgetAcceptedMessagesWithinOneBoot() throws IOException {
        crashAfter(MESSAGES);
        lastIndexInState(1);

        assertThrows(CorruptStoreException.class, crashed::open);
    }

    @Test
    void beginsANewGenerationAfterAnUncleanEndAndAReboot() throws IOException {
        crashAfter(MESSAGES);
        crashed.bootId = OTHER_BOOT;

        try (Log log = crashed.open()) {
            assertEquals(2, log.generation());
            assertEquals(log.lastIndex(), log.lastIndexOfGeneration(1));
            crashed.appendAll(log, MESSAGES + 1, MESSAGES + 10);
            assertEquals(log.lastIndex() - 10, log.lastIndexOfGeneration(1));
            assertEquals(numbers(1, MESSAGES + 10), readAll(log));
        }
        try (Log log = crashed.open()) {
            assertEquals(2, log.generation());
        }
    }

    @Test
    void refusesALogWhoseFilesAreGoneWithMessagesThePeerHasNotConsumed() throws IOException {
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 10);
        }
        for (final Path cycle : CrashCopy.cycles(fixture.folder)) {
            Files.delete(cycle);
        }

        final CorruptStoreException refused = assertThrows(CorruptStoreException.class, fixture::open);

        assertTrue(refused.getMessage().contains("all files of the log are gone"), refused.getMessage());
    }

    @Test
    void beginsANewGenerationAfterARebootAlsoWhenTheEndWasCleanAsNothingWasForced() {
        fixture.isForced = true;
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 10);
        }
        fixture.bootId = OTHER_BOOT;

        try (Log log = fixture.open()) {
            assertEquals(2, log.generation());
        }
    }

    @Test
    void cutsAtTheFirstDamageAfterARebootAndRemembersWhere() throws IOException {
        crashAfter(3000);
        final List<Path> files = CrashCopy.cycles(crashed.folder);
        final long middle = CyclePreamble.DATA_START + 90_000;
        write(files.get(1), middle, 0, 4096);
        crashed.bootId = OTHER_BOOT;

        try (Log log = crashed.open()) {
            final List<Long> left = readAll(log);
            assertEquals(numbers(1, left.size()), left);
            assertTrue(left.size() < 3000);
            assertEquals(2, log.generation());
            assertEquals(log.lastIndex(), log.lastIndexOfGeneration(1));
            assertEquals(CycleRoller.number(files.get(1)), ChronicleFormat.cycleOf(log.lastIndex()));
            crashed.appendAll(log, left.size() + 1, 3000);
            assertEquals(numbers(1, 3000), readAll(log));
        }
    }

    @Test
    void dropsABatchCutByAPowerFailure() throws IOException {
        try (Log log = fixture.open(); BatchBuffer batch = new BatchBuffer(1000)) {
            fixture.appendAll(log, 1, 100);
            for (int i = 0; i < 100; i++) {
                batch.add(1, fixture.buffer, LogFixture.BYTE_BASE, 200);
            }
            final long end = log.lastPosition() + CyclePreamble.DATA_START;
            log.append(batch, 0);
            CrashCopy.copy(fixture.folder, crashed.folder);
            write(lastCycle(), end + 10_000, 0, 10_000);
        }
        crashed.bootId = OTHER_BOOT;

        try (Log log = crashed.open()) {
            assertEquals(numbers(1, 100), readAll(log));
            assertEquals(2, log.generation());
        }
    }

    @Test
    void rebuildsALostStateFileAsANewGeneration() throws IOException {
        crashAfter(MESSAGES);
        final long incarnation;
        Files.delete(crashed.folder.resolve("state"));

        try (Log log = crashed.open()) {
            incarnation = log.incarnation();
            assertEquals(2, log.generation());
            assertEquals(numbers(1, MESSAGES), readAll(log));
        }
        try (Log log = fixture.open()) {
            assertEquals(incarnation, log.incarnation());
        }
    }

    @Test
    void refusesAFileOfAnotherLog() throws IOException {
        crashAfter(MESSAGES);
        final LogFixture other = new LogFixture(folder.resolve("other"));
        other.clock.epochNs -= LogFixture.DAY_NS;
        other.open().close();
        final Path foreign = CrashCopy.cycles(other.folder).get(0);
        Files.copy(foreign, crashed.folder.resolve("send").resolve(foreign.getFileName()));

        final CorruptStoreException error = assertThrows(CorruptStoreException.class, crashed::open);

        assertTrue(error.getMessage().contains("another log"), error.getMessage());
    }

    @Test
    void carriesTheStampedAckOverACrash() throws IOException {
        final long[] acked = {0};
        fixture.ackStamp = new AckStamp() {
            @Override
            public long stamp(final long requested) {
                return Math.max(requested, acked[0]);
            }

            @Override
            public int adoption() {
                return 5;
            }

            @Override
            public void committed(final long ack) {
                acked[0] = ack;
            }
        };
        try (Log log = fixture.open()) {
            log.append(1, 0, fixture.buffer, LogFixture.BYTE_BASE, 8, 77);
            log.append(1, 0, fixture.buffer, LogFixture.BYTE_BASE, 8, 0);
            CrashCopy.copy(fixture.folder, crashed.folder);
        }

        try (Log log = crashed.open()) {
            assertEquals(77, log.stampedAck());
            assertEquals(5, log.stampedAdoption());
        }
    }

    private long crashAfter(final long messages) throws IOException {
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, messages);
            CrashCopy.copy(fixture.folder, crashed.folder);
            return endOfData(lastCycle());
        }
    }

    private void assertRecovers(final long messages) {
        try (Log log = crashed.open()) {
            assertEquals(1, log.generation());
            assertEquals(numbers(1, messages), readAll(log));
            assertEquals(messages, log.lastOrdinal());
            crashed.appendAll(log, messages + 1, messages + 300);
            assertEquals(numbers(1, messages + 300), readAll(log));
        }
        try (Log log = crashed.open()) {
            assertEquals(messages + 300, log.lastOrdinal());
        }
    }

    private Path lastCycle() throws IOException {
        final List<Path> files = CrashCopy.cycles(crashed.folder);
        return files.get(files.size() - 1);
    }

    private static long endOfData(final Path file) throws IOException {
        long position = CyclePreamble.DATA_START;
        int header = read(file, position);
        while (header != 0 && header != ChronicleFormat.END_OF_FILE) {
            position = CycleSeek.after(position, header);
            header = read(file, position);
        }
        return position;
    }

    private static long endMark(final Path file) throws IOException {
        final long end = endOfData(file);
        assertEquals(ChronicleFormat.END_OF_FILE, read(file, end));
        return end;
    }

    /** Sets the last index of the crashed log's state file, which is then that of an unclean end, back or forth. */
    private void lastIndexInState(final long change) throws IOException {
        lastIndexInState(change, true);
    }

    private void lastIndexInState(final long value, final boolean isChange) throws IOException {
        try (LogState state = LogState.open(crashed.folder, Disk.REAL)) {
            final long first = ChronicleFormat.index(ChronicleFormat.cycleOf(state.lastIndex()), 0);
            final boolean isCount = isChange && value == 100;
            state.lastIndex(isCount ? first + value - 1 : isChange ? state.lastIndex() + value : value);
        }
    }

    private static void clearMarks(final Path file, final int from) throws IOException {
        final long array = CycleIndex.arrayOf(ChronicleFormat.FIRST_INDEX_EXCERPT);
        write(file, array + CycleIndex.VALUES_OFFSET + from * 8L, 0, 8 * 8);
    }

    private static void write(final Path path, final long position, final int value, final int length)
        throws IOException {
        final byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(position);
            file.write(bytes);
        }
    }

    private static void writeInt(final Path path, final long position, final int value) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(position);
            file.writeInt(Integer.reverseBytes(value));
        }
    }

    private static int read(final Path path, final long position) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            file.seek(position);
            return Integer.reverseBytes(file.readInt());
        }
    }
}
