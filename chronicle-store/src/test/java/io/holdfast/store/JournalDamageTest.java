package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import io.holdfast.store.journal.ChecksumState;
import io.holdfast.store.journal.Damage;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files that are damaged in one place or another: nothing wrong is given, and nothing is passed over untold. */
class JournalDamageTest {
    private static final int SEEDS = Integer.getInteger("holdfast.seeds", 2000) / 10;
    private static final int MESSAGES = 1500;

    @TempDir
    private Path top;
    private Path folder;
    private LogFixture fixture;
    private final List<Long> indices = new ArrayList<>();
    private final TreeSet<Long> given = new TreeSet<>();
    private final List<Damage> told = new ArrayList<>();
    private String when = "";

    @BeforeEach
    void write() throws IOException {
        folder = Files.createDirectories(top.resolve("a/b"));
        fixture = new LogFixture(folder);
        fixture.cycleSize = LogContext.MIN_CYCLE_SIZE;
        try (Log log = fixture.open()) {
            for (int number = 1; number <= MESSAGES; number++) {
                fixture.clock.epochNs += 1000;
                indices.add(fixture.append(log, number, number % 500 == 0 ? 60_000 : LogFixture.lengthOf(number) * 4));
            }
        }
    }

    @AfterEach
    void leaveNothingOpen() {
        CycleView.dropError();
    }

    private Path file(final int place) throws IOException {
        return CrashCopy.cycles(folder).get(place);
    }

    private long first(final int cycle) throws IOException {
        return ChronicleFormat.index(CycleRoller.number(file(cycle)), 0);
    }

    /** Where a message is. */
    private long positionOf(final long index) throws IOException {
        try (MappedCycle cycle = MappedCycle.open(fileOf(index))) {
            return CycleSeek.find(cycle.contentAt(0) - ChronicleFormat.WORD, Files.size(cycle.path()),
                ChronicleFormat.sequenceOf(index));
        }
    }

    private Path fileOf(final long index) {
        return CycleRoller.path(folder.resolve(Log.FOLDER), ChronicleFormat.cycleOf(index));
    }

    private void readForwards(final boolean isLenient) {
        read(isLenient, true);
    }

    private void readBackwards(final boolean isLenient) {
        read(isLenient, false);
    }

    private void read(final boolean isLenient, final boolean isForward) {
        given.clear();
        told.clear();
        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            reader.onDamage(told::add);
            reader.includeDamaged(isLenient);
            if (!isForward) {
                reader.toEnd();
            }
            long before = isForward ? 0 : Long.MAX_VALUE;
            while (isForward ? reader.next() : reader.previous()) {
                final long index = reader.message().index();
                assertTrue(isForward ? index > before : index < before, when);
                before = index;
                if (reader.message().checksum() == ChecksumState.INTACT) {
                    assertEquals(indices.get((int) reader.message().payload().readLong() - 1), index, when);
                    assertEquals(reader.message().payload().readLong(0), reader.message().ordinal(), when);
                    given.add(index);
                } else {
                    assertTrue(isLenient, when);
                    told.add(new Damage(folder, index, index, "given"));
                }
            }
        }
    }

    private List<Long> missing() {
        return indices.stream().filter(index -> !given.contains(index)).toList();
    }

    private boolean isTold(final long index) {
        return told.stream().anyMatch(damage -> damage.firstIndex() <= index && index <= damage.lastIndex());
    }

    private void requireMissing(final Long... expected) {
        assertEquals(List.of(expected), missing(), when);
        for (final long index : expected) {
            assertTrue(isTold(index), when + " " + told);
        }
    }

    private void flip(final Path file, final long position) throws IOException {
        PeerLogFixture.flip(file, position * 8 + 3);
    }

    @Test
    void aMessageThatIsDamagedIsNotGivenUnasked() throws IOException {
        final long index = indices.get(700);
        flip(fileOf(index), positionOf(index) + 60);

        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            for (int i = 0; i < 700; i++) {
                assertTrue(reader.next());
            }
            for (int i = 0; i < 2; i++) {
                final CorruptStoreException e = assertThrows(CorruptStoreException.class, reader::next);
                assertEquals(index, e.index());
                assertEquals(fileOf(index), e.path());
                assertThrows(IllegalStateException.class, reader::message);
            }
            assertTrue(reader.previous());
            assertEquals(indices.get(699), reader.message().index());

            reader.moveTo(index + 1);
            assertEquals(index, assertThrows(CorruptStoreException.class, reader::previous).index());
            assertTrue(reader.next());
            assertEquals(indices.get(701), reader.message().index());
        }
    }

    @Test
    void aListenerIsToldOfADamagedMessageAndTheOthersAreGiven() throws IOException {
        final long index = indices.get(700);
        flip(fileOf(index), positionOf(index) + 60);

        for (final boolean isLenient : new boolean[] {false, true}) {
            readForwards(isLenient);
            requireMissing(index);
            assertEquals(1, told.size());
            assertEquals(index, told.get(0).firstIndex());
            assertEquals(index, told.get(0).lastIndex());

            readBackwards(isLenient);
            requireMissing(index);
            assertEquals(1, told.size());
        }
    }

    @Test
    void aDamagedFrameCostsNoMoreThanItsMessage() throws IOException {
        final long index = indices.get(700);
        for (int bit = 0; bit < 32; bit++) {
            final long at = positionOf(index) * 8 + bit;
            PeerLogFixture.flip(fileOf(index), at);
            for (final boolean isLenient : new boolean[] {false, true}) {
                when = "bit=" + bit + " isLenient=" + isLenient;
                readForwards(isLenient);
                requireMissing(index);
                readBackwards(isLenient);
                requireMissing(index);
            }
            PeerLogFixture.flip(fileOf(index), at);
        }
    }

    @Test
    void aZeroWhereAMessageBeginsIsNotTheEnd() throws IOException {
        for (final int number : new int[] {0, 300, 700, MESSAGES - 1}) {
            final long index = indices.get(number);
            final int word;
            try (MappedCycle cycle = MappedCycle.open(fileOf(index))) {
                word = OffHeap.getInt(cycle.contentAt(positionOf(index)) - ChronicleFormat.WORD);
            }
            final long at = positionOf(index);
            PeerLogFixture.writeInt(fileOf(index), at, 0);
            when = "number=" + number;

            readForwards(false);
            requireMissing(index);
            readForwards(true);
            requireMissing(index);
            PeerLogFixture.writeInt(fileOf(index), at, word);
        }
    }

    @Test
    void aFlippedBitAnywhereIsEitherHarmlessOrToldOf() throws IOException {
        final long seed = Long.getLong("holdfast.seed", System.nanoTime());
        final Random random = new Random(seed);
        for (int i = 0; i < SEEDS; i++) {
            final Path file = file(random.nextInt(CrashCopy.cycles(folder).size()));
            final long end = positionOf(lastOf(file)) + 300;
            final long bit = random.nextInt(4) == 0 ? random.nextLong(CyclePreamble.DATA_START * 8L)
                : random.nextLong(end * 8);
            PeerLogFixture.flip(file, bit);
            when = "seed=" + seed + " round=" + i + " file=" + file + " bit=" + bit;
            final boolean isPreamble = bit / 8 >= ChronicleFormat.HEAD_LENGTH && bit / 8 < CyclePreamble.DATA_START;
            for (final boolean isLenient : new boolean[] {false, true}) {
                readForwards(isLenient);
                requireTold(isPreamble);
                readBackwards(isLenient);
                requireTold(isPreamble);
            }
            if (!isPreamble) {
                requireSeeks(random);
            }
            PeerLogFixture.flip(file, bit);
        }
    }

    private long lastOf(final Path file) {
        return indices.stream().filter(index -> fileOf(index).equals(file)).reduce((a, b) -> b).orElseThrow();
    }

    private void requireTold(final boolean isPreamble) {
        for (final long index : missing()) {
            assertTrue(isTold(index), when + " untold=" + Long.toHexString(index) + " " + told);
        }
        assertTrue(isPreamble || missing().size() <= 1, when + " missing=" + missing() + " " + told);
    }

    /** Wherever a reader goes, it stands before the message that was meant, or before the damage that it is in. */
    private void requireSeeks(final Random random) {
        final List<Long> lost = missing();
        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            reader.onDamage(damage -> { });
            for (int i = 0; i < 20; i++) {
                final int at = random.nextInt(MESSAGES);
                int expected = at;
                while (expected < MESSAGES && lost.contains(indices.get(expected))) {
                    expected++;
                }
                switch (random.nextInt(3)) {
                    case 0 -> reader.moveTo(indices.get(at));
                    case 1 -> reader.moveToOrdinal(at + 1);
                    default -> reader.moveToTime(20_000 * LogFixture.DAY_NS + (at + 1) * 1000L);
                }
                assertEquals(expected < MESSAGES, reader.next(), when);
                if (expected < MESSAGES) {
                    assertEquals(indices.get(expected), reader.message().index(), when + " at=" + at);
                }
            }
        }
    }

    @Test
    void aCycleFileThatDoesNotSayWhoseItIsIsToldOfAsAWhole() throws IOException {
        flip(file(1), ChronicleFormat.HEAD_LENGTH + 60);

        readForwards(false);
        assertTrue(missing().stream().allMatch(index -> fileOf(index).equals(uncheckedFile(1))));
        assertTrue(missing().stream().allMatch(this::isTold));
        assertEquals(1, told.size(), told.toString());

        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            final CorruptStoreException e = assertThrows(CorruptStoreException.class, () -> {
                while (reader.next()) {
                    assertTrue(reader.message().index() < first(1));
                }
            });
            assertEquals(file(1), e.path());
        }
    }

    private Path uncheckedFile(final int place) {
        try {
            return file(place);
        } catch (final IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aCycleFileThatIsMissingBetweenOthersIsToldOf() throws IOException {
        final long lastBefore = first(1);
        final Path gone = file(1);
        Files.move(gone, top.resolve("gone"));

        readForwards(false);
        assertFalse(missing().isEmpty());
        assertTrue(missing().stream().allMatch(index -> fileOf(index).equals(gone) && isTold(index)), told.toString());
        assertTrue(missing().contains(lastBefore));
        readBackwards(false);
        assertTrue(missing().stream().allMatch(index -> fileOf(index).equals(gone) && isTold(index)), told.toString());
    }

    @Test
    void theLastCycleFileThatIsMissingIsToldOf() throws IOException {
        final Path gone = file(CrashCopy.cycles(folder).size() - 1);
        Files.move(gone, top.resolve("gone"));

        readForwards(false);

        assertTrue(missing().stream().allMatch(index -> fileOf(index).equals(gone) && isTold(index)), told.toString());
        assertFalse(missing().isEmpty());
    }

    @Test
    void anEndMarkThatIsMissingIsAFaultAndNothingIsSkipped() throws IOException {
        final long last = first(1) - 1;
        final long lastOfFirst = lastOf(file(0));
        final long end;
        try (MappedCycle cycle = MappedCycle.open(file(0))) {
            end = cycle.after(positionOf(lastOfFirst));
            assertEquals(MappedCycle.END_OF_CYCLE, cycle.excerptAt(end));
        }
        PeerLogFixture.writeInt(file(0), end, 0);

        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            assertEquals(lastOfFirst + 1, assertThrows(CorruptStoreException.class, () -> {
                while (reader.next()) {
                    assertTrue(reader.message().index() <= last);
                }
            }).index());
        }
        readForwards(false);
        requireMissing();
        assertEquals(1, told.size(), told.toString());
    }

    @Test
    void aFileThatWasCutTellsOfWhatItLacks() throws IOException {
        final long index = indices.get(700);
        PeerLogFixture.cut(fileOf(index), positionOf(index) + 50);

        readForwards(false);

        assertTrue(missing().stream().allMatch(this::isTold), told.toString());
        assertTrue(missing().contains(index) && !missing().contains(index - 1));
        assertEquals(fileOf(index), fileOf(missing().get(missing().size() - 1)));
    }

    @Test
    void aFileOfAnotherLogAmongThemIsToldOf() throws IOException {
        final LogFixture other = new LogFixture(Files.createDirectories(top.resolve("other")));
        try (Log log = other.open()) {
            other.append(log, 1, 20);
        }
        final Path stranger = CycleRoller.path(folder.resolve(Log.FOLDER), CycleRoller.number(file(0)) - 7);
        Files.copy(CrashCopy.cycles(other.folder).get(0), stranger);

        readForwards(false);
        requireMissing();
        assertEquals(List.of(stranger), told.stream().map(Damage::path).toList());
        readBackwards(false);
        requireMissing();
        assertEquals(List.of(stranger), told.stream().map(Damage::path).toList());
    }

    @Test
    void whatIsNoLogIsRefusedInWords() throws IOException {
        final Path empty = Files.createDirectories(top.resolve("empty"));
        assertTrue(assertThrows(StoreException.class, () -> Journal.open(empty)).getMessage()
            .contains("there is no log here"));
        assertTrue(assertThrows(StoreException.class, () -> Journal.open(top.resolve("nothing"))).getMessage()
            .contains("no such file"));
        Files.writeString(empty.resolve("20241004-0000V.cq4"), "no log");
        assertTrue(assertThrows(CorruptStoreException.class, () -> Journal.open(empty)).getMessage()
            .contains("not a cycle file"));
        Files.write(empty.resolve("20241004-0000V.cq4"), new byte[100_000]);
        assertTrue(assertThrows(CorruptStoreException.class, () -> Journal.open(empty)).getMessage()
            .contains("not a cycle file"));
    }
}
