package io.holdfast.store;

import io.holdfast.store.journal.ChecksumState;
import io.holdfast.store.journal.Damage;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A log of several cycles, what a journal gives of it, and what it tells of. */
abstract class JournalDamageFixture {
    static final int MESSAGES = 1500;

    @TempDir
    Path top;
    Path folder;
    LogFixture fixture;
    final List<Long> indices = new ArrayList<>();
    final TreeSet<Long> given = new TreeSet<>();
    final List<Damage> told = new ArrayList<>();
    String when = "";
    Path opened; // what is given to the journal

    @BeforeEach
    final void write() throws IOException {
        folder = Files.createDirectories(top.resolve("a/b"));
        opened = folder;
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
    final void leaveNothingOpen() {
        CycleView.dropError();
    }

    final Path file(final int place) throws IOException {
        return CrashCopy.cycles(folder).get(place);
    }

    final long first(final int cycle) throws IOException {
        return ChronicleFormat.index(CycleRoller.number(file(cycle)), 0);
    }

    /** Where a message is. */
    final long positionOf(final long index) throws IOException {
        try (MappedCycle cycle = MappedCycle.open(fileOf(index))) {
            return CycleSeek.find(cycle.contentAt(0) - ChronicleFormat.WORD, Files.size(cycle.path()),
                ChronicleFormat.sequenceOf(index));
        }
    }

    final Path fileOf(final long index) {
        return CycleRoller.path(folder.resolve(Log.FOLDER), ChronicleFormat.cycleOf(index));
    }

    final void readForwards(final boolean isLenient) {
        read(isLenient, true);
    }

    final void readBackwards(final boolean isLenient) {
        read(isLenient, false);
    }

    final void read(final boolean isLenient, final boolean isForward) {
        given.clear();
        told.clear();
        try (Journal journal = Journal.open(opened); JournalReader reader = journal.reader()) {
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

    final List<Long> missing() {
        return indices.stream().filter(index -> !given.contains(index)).toList();
    }

    final boolean isTold(final long index) {
        return told.stream().anyMatch(damage -> damage.firstIndex() <= index && index <= damage.lastIndex());
    }

    final void requireMissing(final Long... expected) {
        assertEquals(List.of(expected), missing(), when);
        for (final long index : expected) {
            assertTrue(isTold(index), when + " " + told);
        }
    }

    final void flip(final Path file, final long position) throws IOException {
        PeerLogFixture.flip(file, position * 8 + 3);
    }

    final long lastOf(final Path file) {
        return indices.stream().filter(index -> fileOf(index).equals(file)).reduce((a, b) -> b).orElseThrow();
    }
}
