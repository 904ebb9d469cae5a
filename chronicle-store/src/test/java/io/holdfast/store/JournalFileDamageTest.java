package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import io.holdfast.store.journal.Damage;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalReader;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files that are damaged, missing or another log's: what they lack is told of, and all else is given. */
class JournalFileDamageTest extends JournalDamageFixture {
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
    void aCountOfMarksThatCannotBeMisleadsNobody() throws IOException {
        for (final Path file : CrashCopy.cycles(folder)) {
            for (final long count : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MIN_VALUE + 256, Long.MAX_VALUE}) {
                PeerLogFixture.writeInt(file, ChronicleFormat.NEXT_INDEXED, (int) count);
                PeerLogFixture.writeInt(file, ChronicleFormat.NEXT_INDEXED + Integer.BYTES, (int) (count >>> 32));
                when = file + " count=" + count;

                readForwards(false);
                requireMissing();
                readBackwards(false);
                requireMissing();
            }
        }
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
