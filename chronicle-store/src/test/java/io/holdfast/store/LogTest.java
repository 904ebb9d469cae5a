package io.holdfast.store;

import io.holdfast.Connection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import static io.holdfast.store.LogFixture.BYTE_BASE;
import static io.holdfast.store.LogFixture.DAY_NS;
import static io.holdfast.store.LogFixture.numbers;
import static io.holdfast.store.LogFixture.readAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LogTest {
    @TempDir
    private Path folder;
    private LogFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new LogFixture(folder);
    }

    @Test
    void isEmptyAtFirst() {
        try (Log log = fixture.open(); LogReader reader = log.reader()) {
            assertEquals(0, log.firstIndex());
            assertEquals(0, log.lastIndex());
            assertEquals(0, log.lastOrdinal());
            assertEquals(1, log.firstOrdinal());
            assertEquals(1, log.generation());
            assertFalse(reader.next());
        }
    }

    @Test
    void readsWhatWasAppendedAcrossCycles() {
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 5000);

            assertEquals(numbers(1, 5000), readAll(log));
            assertEquals(5000, log.lastOrdinal());
            assertTrue(ChronicleFormat.cycleOf(log.lastIndex()) > ChronicleFormat.cycleOf(log.firstIndex()));
        }
    }

    @Test
    void goesOnAfterBeingClosed() {
        final long last;
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 2000);
            last = log.lastIndex();
        }

        try (Log log = fixture.open()) {
            assertEquals(last, log.lastIndex());
            assertEquals(2000, log.lastOrdinal());
            assertEquals(1, log.generation());
            fixture.appendAll(log, 2001, 4000);
            assertEquals(numbers(1, 4000), readAll(log));
        }
    }

    @Test
    void seeksAfterEveryIndex() {
        try (Log log = fixture.open(); LogReader all = log.reader(); LogReader seeking = log.reader()) {
            fixture.appendAll(log, 1, 3000);

            while (all.next()) {
                final long number = LogFixture.numberAt(all);
                assertEquals(number, all.ordinal());
                assertEquals(number, log.ordinalOf(all.index()));
                seeking.moveAfter(all.index());
                assertEquals(number < 3000, seeking.next());
                if (number < 3000) {
                    assertEquals(number + 1, LogFixture.numberAt(seeking));
                }
            }
            assertThrows(IllegalArgumentException.class, () -> seeking.moveAfter(log.lastIndex() + 1));
        }
    }

    @Test
    void takesPayloadsUpToTheLimitOnly() {
        fixture.cycleSize = 1L << 30;
        fixture.maxMessageLength = 16 << 20;
        final byte[] largest = new byte[(16 << 20) + 1];
        largest[(16 << 20) - 1] = 7;
        try (Log log = fixture.open(); LogReader reader = log.reader()) {
            assertEquals(Connection.TOO_LONG, log.append(1, 0, largest, BYTE_BASE, largest.length, 0));
            assertTrue(log.append(1, 0, largest, BYTE_BASE, largest.length - 1, 0) > 0);

            assertTrue(reader.next());
            assertEquals(16 << 20, reader.payloadLength());
            assertEquals(7, OffHeap.getByte(reader.payloadAddress() + (16 << 20) - 1));
        }
    }

    @Test
    void keepsABatchTogetherInOneCycle() {
        try (Log log = fixture.open(); LogReader reader = log.reader(); BatchBuffer batch = new BatchBuffer(1000)) {
            long number = 0;
            for (int n = 0; n < 200; n++) {
                for (int i = 0; i < 20; i++) {
                    final int length = LogFixture.lengthOf(++number);
                    batch.add(i, LogFixture.fill(fixture.buffer, number, length), BYTE_BASE, length);
                }
                assertTrue(log.append(batch, 0) > 0);
                batch.clear();
            }

            for (long n = 1; n <= number; n++) {
                assertTrue(reader.next());
                assertEquals(n, LogFixture.numberAt(reader));
                assertEquals((n - 1) % 20, reader.batchPosition());
                assertEquals(20, reader.batchSize());
                assertFalse(reader.isFirstOfCycle() && reader.batchPosition() != 0);
            }
        }
    }

    @Test
    void refusesABatchLargerThanACycle() {
        try (Log log = fixture.open(); BatchBuffer batch = new BatchBuffer(64 << 10)) {
            for (int i = 0; i < 5; i++) {
                batch.add(1, fixture.buffer, BYTE_BASE, 60 << 10);
            }

            assertEquals(Connection.TOO_LONG, log.append(batch, 0));
            assertEquals(0, log.lastIndex());
        }
    }

    @Test
    void theLongestMessageFitsAloneAndInABatch() {
        fixture.maxMessageLength = (int) (fixture.cycleSize - LogContext.CYCLE_OVERHEAD);
        try (Log log = fixture.open(); BatchBuffer batch = new BatchBuffer(fixture.maxMessageLength)) {
            batch.add(1, LogFixture.fill(fixture.buffer, 2, fixture.maxMessageLength), BYTE_BASE,
                fixture.maxMessageLength);

            assertTrue(fixture.append(log, 1, fixture.maxMessageLength) > 0);
            assertTrue(log.append(batch, 0) > 0);
            assertEquals(Connection.TOO_LONG, fixture.append(log, 3, fixture.maxMessageLength + 1));
            assertEquals(numbers(1, 2), readAll(log));
        }
    }

    @Test
    void beginsACycleWithTheDayAndNeverGoesBack() {
        try (Log log = fixture.open()) {
            final long first = fixture.append(log, 1, 8);
            fixture.clock.epochNs += DAY_NS;
            final long second = fixture.append(log, 2, 8);
            fixture.clock.epochNs += 3652 * DAY_NS;
            final long third = fixture.append(log, 3, 8);
            fixture.clock.epochNs -= 7304 * DAY_NS;
            final long fourth = fixture.append(log, 4, 8);

            assertEquals(20_000 * 288, ChronicleFormat.cycleOf(first));
            assertEquals(20_001 * 288, ChronicleFormat.cycleOf(second));
            assertEquals(23_653 * 288, ChronicleFormat.cycleOf(third));
            assertEquals(third + 1, fourth);
            assertEquals(numbers(1, 4), readAll(log));
        }
    }

    @Test
    void housekeepingEndsTheDayOfAQuietLogOnce() {
        try (Log log = fixture.open()) {
            fixture.append(log, 1, 8);
            fixture.clock.epochNs += DAY_NS;
            log.doWork();
            fixture.clock.epochNs += DAY_NS;
            log.doWork();

            assertEquals(1, log.purge(log.lastIndex()));
            assertEquals(0, log.firstIndex());
            assertEquals(1, log.lastOrdinal());
            assertEquals(2, log.firstOrdinal());
            final long second = fixture.append(log, 2, 8);
            assertEquals(20_002 * 288, ChronicleFormat.cycleOf(second));
            assertEquals(List.of(2L), readAll(log));
        }
    }

    @Test
    void positionsGrowByWhatMessagesTake() {
        try (Log log = fixture.open(); LogReader reader = log.reader()) {
            long before = 0;
            for (long number = 1; number <= 3000; number++) {
                final long index = fixture.append(log, number, LogFixture.lengthOf(number));
                assertTrue(log.lastPosition() > before + LogFixture.lengthOf(number));
                before = log.lastPosition();
                assertTrue(log.positionOf(index) <= before);
            }
            long position = log.positionOf(0);
            while (reader.next()) {
                final long next = log.positionOf(reader.index());
                assertTrue(next >= position + reader.recordLength() + 4);
                position = next;
            }
        }
    }

    @Test
    void deletesOnlyWhatIsAckedAndNotBeingRead() {
        try (Log log = fixture.open(); LogReader reader = log.reader()) {
            fixture.appendAll(log, 1, 3000);
            assertTrue(reader.next());

            assertEquals(0, log.purge(log.lastIndex()));
            while (reader.next()) {
                LogFixture.numberAt(reader);
            }
            int deleted = 0;
            for (int n = log.purge(log.lastIndex()); n > 0; n = log.purge(log.lastIndex())) {
                deleted += n;
            }

            assertTrue(deleted > 1);
            assertEquals(ChronicleFormat.cycleOf(log.lastIndex()), ChronicleFormat.cycleOf(log.firstIndex()));
            fixture.appendAll(log, 3001, 3001);
            assertTrue(reader.next());
            assertEquals(3001, reader.ordinal());
        }
    }

    @Test
    void keepsACycleUntilItsLastMessageIsAcked() throws IOException {
        try (Log log = fixture.open(); LogReader reader = log.reader()) {
            fixture.appendAll(log, 1, 4000);
            long lastOfFirst = log.firstIndex();
            reader.next();
            while (reader.next() && !reader.isFirstOfCycle()) {
                lastOfFirst = reader.index();
            }
            final long second = reader.index();

            assertEquals(0, log.purge(0));
            assertEquals(0, log.purge(lastOfFirst - 1));
            assertEquals(1, log.purge(lastOfFirst));
            assertEquals(0, log.purge(second));

            assertEquals(second, log.firstIndex());
            assertEquals(log.firstOrdinal() - 1, log.ordinalOf(lastOfFirst));
            assertEquals(-1, log.ordinalOf(lastOfFirst - 1));
            assertEquals(log.firstOrdinal(), reader.ordinal());
            assertEquals(ChronicleFormat.cycleOf(log.lastIndex()) - ChronicleFormat.cycleOf(second) + 1,
                CrashCopy.cycles(folder).size());
        }
    }

    @Test
    void staysUnderThreeCyclesOnDiskWhileAllIsAcked() {
        try (Log log = fixture.open()) {
            long most = 0;
            for (long number = 1; number <= 20_000; number++) {
                fixture.append(log, number, LogFixture.lengthOf(number));
                log.doWork();
                log.purge(log.lastIndex());
                most = Math.max(most, log.diskBytes());
            }

            assertTrue(most < 3 * fixture.cycleSize, "most=" + most);
        }
    }

    @Test
    void anInterruptedThreadAppendsReadsAndRolls() {
        try (Log log = fixture.open()) {
            Thread.currentThread().interrupt();
            fixture.appendAll(log, 1, 3000);
            log.doWork();
            assertTrue(log.purge(log.lastIndex()) > 0);
            fixture.appendAll(log, 3001, 6000);

            assertEquals(6000, log.lastOrdinal());
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void aSingleAppenderNeedsNoLock() {
        try (Log log = Log.open(fixture.context().singleAppender(true))) {
            fixture.appendAll(log, 1, 3000);
            fixture.clock.epochNs += DAY_NS;
            final long live = log.lastIndex();
            log.doWork();
            assertEquals(live, log.lastIndex());
            fixture.appendAll(log, 3001, 3001);

            assertEquals(20_001 * 288, ChronicleFormat.cycleOf(log.lastIndex()));
            assertEquals(numbers(1, 3001), readAll(log));
        }
    }

    @Test
    void stampsTheAckOfTheContextOrTheRequestedOne() {
        final long early = ChronicleFormat.index(5_760_000, 0xFFFF_FF00L);
        final long late = early + 10;
        final long[] committed = {early};
        fixture.ackStamp = new AckStamp() {
            @Override
            public long stamp(final long requested) {
                return Math.max(requested, committed[0]);
            }

            @Override
            public int adoption() {
                return -3;
            }

            @Override
            public void committed(final long ack) {
                committed[0] = ack;
            }
        };
        try (Log log = fixture.open(); LogReader reader = log.reader()) {
            fixture.append(log, 1, 8);
            log.append(9, RecordDescriptor.FLAG_REPLAY, fixture.buffer, BYTE_BASE, 8, late);
            fixture.clock.epochNs += 5;
            fixture.append(log, 3, 8);

            assertTrue(reader.next());
            assertEquals(early, reader.ack());
            assertTrue(reader.next());
            assertEquals(late, reader.ack());
            assertEquals(9, reader.type());
            assertEquals(RecordDescriptor.FLAG_REPLAY, reader.flags());
            assertTrue(reader.next());
            assertEquals(late, reader.ack());
            assertEquals(-3, reader.adoption());
            assertEquals(fixture.clock.epochNs, reader.epochNs());
            assertEquals(1, reader.batchSize());
            assertEquals(RecordDescriptor.HEADER_LENGTH + 8, reader.recordLength());
            assertEquals(reader.recordAddress() + RecordDescriptor.HEADER_LENGTH, reader.payloadAddress());
        }
    }

    @Test
    void aReaderOutlivesTheLog() {
        final Log log = fixture.open();
        final LogReader reader = log.reader();
        fixture.appendAll(log, 1, 10);
        assertTrue(reader.next());
        log.close();

        assertTrue(reader.next());
        assertEquals(2, LogFixture.numberAt(reader));
        reader.close();
        assertThrows(IllegalStateException.class, reader::next);
    }

    @Test
    void answersClosedAfterClose() {
        final Log log = fixture.open();
        log.close();

        assertEquals(Connection.CLOSED, fixture.append(log, 1, 8));
    }
}
