package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.store.journal.Damage;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalReader;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Bytes that are damaged in one place or another: nothing wrong is given, and nothing is passed over untold. */
class JournalDamageTest extends JournalDamageFixture {
    private static final int SEEDS = Integer.getInteger("holdfast.seeds", 2000) / 10;

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
        for (final int place : new int[] {700, MESSAGES - 2, MESSAGES - 1}) {
            final long index = indices.get(place);
            for (int bit = 0; bit < 32; bit++) {
                final long at = positionOf(index) * 8 + bit;
                PeerLogFixture.flip(fileOf(index), at);
                for (final boolean isLenient : new boolean[] {false, true}) {
                    when = "place=" + place + " bit=" + bit + " isLenient=" + isLenient;
                    readForwards(isLenient);
                    requireMissing(index);
                    readBackwards(isLenient);
                    requireMissing(index);
                }
                PeerLogFixture.flip(fileOf(index), at);
            }
        }
    }

    @Test
    void aLengthThatSwallowsTheNextMessageWholeHidesNothing() throws IOException {
        final long index = indices.get(700);
        final long end = positionOf(indices.get(702));
        PeerLogFixture.writeInt(fileOf(index), positionOf(index), (int) (end - positionOf(index)) - 4);

        for (final boolean isLenient : new boolean[] {false, true}) {
            when = "isLenient=" + isLenient;
            readForwards(isLenient);
            requireMissing(index);
            readBackwards(isLenient);
            requireMissing(index);
        }
    }

    @Test
    void aLengthThatSwallowsAllTheRestOfACycleHidesNothingFromASeekByTime() throws IOException {
        final long index = indices.get(133);
        final long end;
        try (MappedCycle cycle = MappedCycle.open(fileOf(index))) {
            end = cycle.after(positionOf(lastOf(fileOf(index))));
        }
        PeerLogFixture.writeInt(fileOf(index), positionOf(index), (int) (end - positionOf(index)) - 4);

        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            reader.onDamage(damage -> { });
            for (int at = 134; at < 200; at++) {
                reader.moveToTime(20_000 * LogFixture.DAY_NS + (at + 1) * 1000L);
                assertTrue(reader.next());
                assertEquals(indices.get(at), reader.message().index());
            }
        }
    }

    @Test
    void aLengthThatSwallowsTheLastMessageOfABareFolderHidesNothing() throws IOException {
        opened = folder.resolve(Log.FOLDER);
        final long index = indices.get(MESSAGES - 2);
        final long last = indices.get(MESSAGES - 1);
        final long end;
        try (MappedCycle cycle = MappedCycle.open(fileOf(last))) {
            end = cycle.after(positionOf(last));
        }
        PeerLogFixture.writeInt(fileOf(index), positionOf(index), (int) (end - positionOf(index)) - 4);

        for (final boolean isLenient : new boolean[] {false, true}) {
            when = "isLenient=" + isLenient;
            readForwards(isLenient);
            requireMissing(index);
            readBackwards(isLenient);
            requireMissing(index);
        }
    }

    @Test
    void whatIsToBeGivenThoughDamagedIsGivenBesideWhatCannotBe() throws IOException {
        final long framed = indices.get(700);
        final long unframed = indices.get(702);
        flip(fileOf(framed), positionOf(framed) + 60);
        final long at = positionOf(unframed) * 8 + 20;
        PeerLogFixture.flip(fileOf(unframed), at);

        readBackwards(true);
        requireMissing(framed, unframed);
        assertEquals(List.of("given"), told.stream().filter(damage -> damage.firstIndex() == framed)
            .map(Damage::text).toList());
        readForwards(true);
        requireMissing(framed, unframed);
        assertEquals(List.of("given"), told.stream().filter(damage -> damage.firstIndex() == framed)
            .map(Damage::text).toList());
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
}
