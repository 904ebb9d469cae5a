package io.holdfast.store;

import io.holdfast.Durability;
import io.holdfast.StoreException;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalFilter;
import io.holdfast.store.journal.JournalMessage;
import io.holdfast.store.journal.JournalReader;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Journals beside an owner that appends, rolls, syncs, purges, or starts anew. */
class JournalLiveTest extends JournalFixture {
    private static final long BURSTS = Integer.getInteger("holdfast.bursts", 1000);

    @Test
    void aReaderKeepsPaceWithItsWriter() {
        final long seed = Long.getLong("holdfast.seed", System.nanoTime());
        final Random random = new Random(seed);
        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            long read = 0;
            for (int i = 0; i < 3000; i++) {
                append(random.nextInt(4));
                for (int n = random.nextInt(5); n > 0 && read < number; n--) {
                    assertTrue(reader.next(), "seed=" + seed);
                    assertEquals(++read, reader.message().payload().readLong(), "seed=" + seed);
                    assertEquals(read, reader.message().ordinal(), "seed=" + seed);
                }
                if (read == number) {
                    assertFalse(reader.next(), "seed=" + seed);
                    assertFalse(reader.isExhausted());
                }
                assertEquals(log.lastIndex(), journal.lastIndex());
            }
            assertTrue(log.live().number() > CycleView.numberOf(journal.firstIndex()), "no roll");
        }
    }

    @Test
    void theEndIsWhereTheNextMessageComes() {
        roll();
        append(300);
        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            reader.toEnd();

            assertFalse(reader.next());
            append(2);
            assertEquals(List.of(number - 1, number), readAll(reader));
            assertTrue(reader.previous());
            assertEquals(number, reader.message().payload().readLong());
        }
    }

    @Test
    void whatIsYetToComeCanBeWaitedFor() {
        append(3);
        try (Journal journal = Journal.open(folder); JournalReader byIndex = journal.reader();
             JournalReader byOrdinal = journal.reader()) {
            byIndex.moveTo(log.lastIndex() + 3);
            byOrdinal.moveToOrdinal(6);
            assertFalse(byIndex.next() || byOrdinal.next());

            append(5);

            assertEquals(List.of(6L, 7L, 8L), readAll(byIndex));
            assertEquals(List.of(6L, 7L, 8L), readAll(byOrdinal));
        }
    }

    @Test
    void anUpperBoundThatWasReachedEndsTheReading() {
        append(10);
        try (Journal journal = Journal.open(folder);
             JournalReader reader = journal.reader(JournalFilter.ANY.toIndex(log.lastIndex()))) {
            assertEquals(10, readAll(reader).size());
            assertTrue(reader.isExhausted());

            append(1);
            assertFalse(reader.next());
        }
        fixture.clock.epochNs += 1;
        final long untilNs = fixture.clock.epochNs;
        try (Journal journal = Journal.open(folder);
             JournalReader reader = journal.reader(JournalFilter.ANY.untilNs(untilNs))) {
            append(1);
            assertEquals(11, readAll(reader).size());
            assertFalse(reader.isExhausted(), "a clock may be set back a little");

            fixture.clock.epochNs -= 2;
            append(1);
            assertEquals(List.of(13L), readAll(reader));
            fixture.clock.epochNs += 2 + JournalFilter.CLOCK_SLACK_NS;
            append(1);
            assertFalse(reader.next());
            assertTrue(reader.isExhausted());
        }
    }

    @Test
    void aConditionThatThrowsLeavesTheReaderBeforeTheMessage() {
        append(3);
        final boolean[] isAngry = {true};
        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader(
            JournalFilter.ANY.where(message -> {
                if (isAngry[0] && message.ordinal() == 2) {
                    throw new IllegalArgumentException("no");
                }
                return true;
            }))) {
            assertTrue(reader.next());
            assertThrows(IllegalArgumentException.class, reader::next);
            isAngry[0] = false;

            assertEquals(List.of(2L, 3L), readAll(reader));
            assertTrue(reader.previous());
            isAngry[0] = true;
            assertThrows(IllegalArgumentException.class, reader::previous);
            isAngry[0] = false;

            assertTrue(reader.previous());
            assertEquals(2, reader.message().ordinal());
        }
    }

    @Test
    void nothingIsGivenThatIsNotSynced() {
        log.close();
        log = Log.open(fixture.context().durability(Durability.SYNC));
        append(3);
        log.sync();
        append(3);
        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            assertEquals(List.of(1L, 2L, 3L), readAll(reader));
            assertEquals(log.syncedIndex(), journal.lastIndex());
            reader.toEnd();
            assertFalse(reader.next());

            log.sync();
            assertEquals(List.of(4L, 5L, 6L), readAll(reader));
            roll();
            assertFalse(reader.next());
            log.sync();
            final int rest = readAll(reader).size();
            assertEquals(number - 6, rest);
        }
    }

    @Test
    void goingBackFromBehindTheSyncedEndGivesNothingThatIsNotSynced() {
        log.close();
        log = Log.open(fixture.context().durability(Durability.SYNC));
        append(3);
        log.sync();
        final long synced = log.syncedIndex();
        append(2);
        roll();
        append(2);
        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            for (final long index : List.of(synced + 1, synced + 3, log.lastIndex(), log.lastIndex() + 1)) {
                reader.moveTo(index);
                assertTrue(reader.previous());
                assertEquals(synced, reader.message().index());
                assertTrue(reader.next());
                assertFalse(reader.next());
            }
            reader.moveToOrdinal(number);
            assertTrue(reader.previous());
            assertEquals(synced, reader.message().index());
            reader.moveToTime(Long.MAX_VALUE);
            assertTrue(reader.previous());
            assertEquals(synced, reader.message().index());

            log.sync();
            reader.moveTo(log.lastIndex());
            assertTrue(reader.previous());
            assertEquals(number - 1, reader.message().ordinal());
        }
    }

    @Test
    void aReaderThatIsThereWhenTheOwnerTurnsToSyncStopsToo() {
        append(2);
        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            assertEquals(List.of(1L, 2L), readAll(reader));
            log.close();
            log = Log.open(fixture.context().durability(Durability.SYNC));
            append(2);

            assertFalse(reader.next());
            reader.moveToOrdinal(4);
            assertFalse(reader.next());
            reader.moveToOrdinal(3);
            log.sync();
            assertEquals(List.of(3L, 4L), readAll(reader));
        }
    }

    @Test
    void aReaderThatLagsBehindAPurgeIsToldWhereItMayGoOn() {
        append(10);
        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            assertTrue(reader.next());
            roll();
            roll();
            final long kept = log.lastIndex();
            log.purge(log.lastIndex());
            log.doWork();
            assertTrue(log.firstIndex() > 0 && CycleView.numberOf(log.firstIndex()) == log.live().number());

            final PurgedException e = assertThrows(PurgedException.class, () -> readAll(reader));
            assertThrows(PurgedException.class, reader::next);
            reader.requireCurrent();
            assertEquals(log.firstIndex(), e.toIndex());
            reader.moveTo(e.toIndex());
            assertTrue(reader.next());
            assertEquals(e.toIndex(), reader.message().index());
            assertEquals(log.firstIndex(), journal.firstIndex());
            assertTrue(kept >= journal.firstIndex());

            reader.moveTo(1);
            assertTrue(reader.next());
            assertEquals(log.firstIndex(), reader.message().index());
            reader.moveToTime(0);
            assertTrue(reader.next());
            assertEquals(log.firstIndex(), reader.message().index());
            reader.moveToOrdinal(2);
            assertTrue(reader.next());
            assertEquals(log.firstIndex(), reader.message().index());
            assertFalse(reader.previous() && reader.previous());
        }
    }

    @Test
    void theAckIsWhereTheOwnerKnowsIt() throws IOException {
        append(10);
        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            reader.toAck();
            assertEquals(10, readAll(reader).size());
            assertEquals(0, journal.ackedIndex());
            log.purge(log.lastIndex() - 3);
            try (LogState state = LogState.open(folder, Disk.REAL)) {
                state.ackedIndex(log.lastIndex() - 3);
            }

            reader.toAck();
            assertEquals(List.of(8L, 9L, 10L), readAll(reader));
            assertEquals(log.lastIndex() - 3, journal.ackedIndex());
        }
    }

    @Test
    void aBareFolderIsFollowedOverRollsToo() {
        try (Journal journal = Journal.open(folder.resolve(Log.FOLDER)); JournalReader reader = journal.reader()) {
            append(5);
            assertEquals(5, readAll(reader).size());
            roll();
            roll();
            assertEquals(number - 5, readAll(reader).size());
        }
    }

    /** Each time the reader is at the end, and looks again, a burst comes that the owner marks in its index. */
    @Test
    void marksThatComeWhileABareFolderIsLookedAtMisleadNobody() {
        final AtomicLong read = new AtomicLong();
        final CompletableFuture<Void> owner = Connections.onAThread(() -> {
            while (number < BURSTS * MappedCycle.MARK_SPACING && read.get() >= 0) {
                if (read.get() == number) {
                    append(MappedCycle.MARK_SPACING);
                }
            }
        });
        try (Journal journal = Journal.open(folder.resolve(Log.FOLDER)); JournalReader reader = journal.reader()) {
            while (read.get() < BURSTS * MappedCycle.MARK_SPACING) {
                if (reader.next()) {
                    assertEquals(read.get() + 1, reader.message().ordinal());
                    read.incrementAndGet();
                }
            }
        } finally {
            read.set(-1);
            owner.join();
        }
    }

    @Test
    void aMessageThatIsKeptForTooLongIsRefusedAndNotRead() {
        append(1);
        final JournalMessage message;
        final Bytes<?> payload;
        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            assertTrue(reader.next());
            message = reader.message();
            payload = message.payload();
            assertEquals(message.length(), payload.readRemaining());
        }

        assertThrows(IllegalStateException.class, message::index);
        assertThrows(IllegalStateException.class, message::ordinal);
        assertThrows(IllegalStateException.class, message::type);
        assertThrows(IllegalStateException.class, message::length);
        assertThrows(IllegalStateException.class, message::checksum);
        assertThrows(IllegalStateException.class, message::payload);
        assertThrows(IllegalStateException.class, () -> message.copyTo(new byte[1000], 0));
        assertEquals(0, payload.readRemaining());
    }

    @Test
    void aBatchIsThereAllOrNone() {
        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader();
             BatchBuffer batch = new BatchBuffer(1000)) {
            for (int i = 0; i < 5; i++) {
                assertTrue(batch.add(i, LogFixture.fill(fixture.buffer, i, 20), LogFixture.BYTE_BASE, 20) >= 0);
            }
            assertFalse(reader.next());
            log.append(batch, 0);

            for (int i = 0; i < 5; i++) {
                assertTrue(reader.next());
                assertEquals(i, reader.message().batchPosition());
                assertEquals(5, reader.message().batchSize());
            }
            assertFalse(reader.next());
        }
    }

    @Test
    void aLogThatWasResetOrMovedUnderAReaderIsNoLongerTheOne() throws IOException {
        append(3);
        try (Journal journal = Journal.open(folder); JournalReader reader = journal.reader()) {
            assertEquals(3, readAll(reader).size());
            reader.requireCurrent();
            log.close();
            Files.move(folder, top.resolve("aside"));
            assertTrue(assertThrows(StoreException.class, reader::requireCurrent).getMessage().contains("gone"));

            Files.createDirectories(folder);
            log = fixture.open();
            append(1);
            assertTrue(assertThrows(StoreException.class, reader::requireCurrent).getMessage().contains("reset"));
        }
    }
}
