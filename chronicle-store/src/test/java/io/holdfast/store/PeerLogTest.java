package io.holdfast.store;

import com.sun.management.ThreadMXBean;
import io.holdfast.store.shm.PeerFaultException;
import io.holdfast.store.shm.PeerLog;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A peer that keeps the rules: whatever it does to its log, its messages are read in order, each once. */
class PeerLogTest extends PeerLogFixture {
    private static final int LONG = 6000;

    /** Appends until the log has entered another cycle. */
    private long roll(final long firstNumber) {
        long number = firstNumber;
        fixture.append(log, number++, LONG);
        final int cycle = CycleView.numberOf(log.lastIndex());
        while (CycleView.numberOf(log.lastIndex()) == cycle) {
            assertTrue(fixture.append(log, number++, LONG) > 0);
            log.doWork();
        }
        return number;
    }

    @Test
    void followsALiveLogThroughItsCycles() throws Exception {
        final List<Long> seen = new ArrayList<>();
        final PeerLog peer = openAfter(0);
        long number = 1;
        for (int i = 0; i < 400; i++) {
            fixture.appendAll(log, number, number + i % 7);
            number += i % 7 + 1;
            fixture.append(log, number++, LONG);
            log.doWork();
            if (i % 3 == 0) {
                seen.addAll(readAll(peer));
            }
        }
        seen.addAll(readAll(peer));

        assertEquals(LogFixture.numbers(1, number - 1), seen);
        assertEquals(log.lastIndex(), peer.index());
        assertEquals(log.lastIndex(), peer.lastIndex());
        assertEquals(number - 1, peer.ordinal());
        assertTrue(cycles().size() > 3);
    }

    @Test
    void stepsOverIndexPages() throws Exception {
        log.close();
        fixture.cycleSize = 64 << 20;
        log = fixture.open();
        final int count = ChronicleFormat.INDEX_COUNT * ChronicleFormat.INDEX_SPACING + 1000;
        for (int number = 1; number <= count; number++) {
            assertTrue(fixture.append(log, number, 8) > 0);
        }
        final PeerLog peer = openAfter(0);
        long expected = 0;
        while (peer.next()) {
            assertEquals(++expected, number(peer));
        }

        assertEquals(count, expected);
        assertEquals(LogFixture.numbers(count - 9, count), readAll(openAfter(log.lastIndex() - 10)));
        assertEquals(1, cycles().size());
    }

    @Test
    void opensAfterEveryMessageThereIs() throws Exception {
        final List<Long> indices = new ArrayList<>(List.of(0L));
        for (long number = 1; number <= 90; number++) {
            indices.add(fixture.append(log, number, LONG));
            log.doWork();
        }
        assertTrue(cycles().size() > 2);

        for (int i = 0; i < indices.size(); i++) {
            final PeerLog peer = openAfter(indices.get(i));
            assertEquals(i < 90, peer.hasNext());
            assertEquals(LogFixture.numbers(i + 1, 90), readAll(peer), "after " + i);
            assertFalse(peer.hasNext());
            peer.close();
        }
    }

    @Test
    void tellsWhichMessagesBeginACycle() throws Exception {
        roll(1);
        final PeerLog peer = openAfter(0);
        long before = 0;
        int firsts = 0;
        while (peer.next()) {
            assertEquals(peer.index() != before + 1, peer.isFirstOfCycle());
            firsts += peer.isFirstOfCycle() ? 1 : 0;
            before = peer.index();
        }

        assertEquals(2, firsts);
    }

    @Test
    void opensAfterAPurgeAndRefusesToStandBeforeIt() throws Exception {
        final long next = roll(roll(1));
        final long lastOfFirst = openAndReadCycle();
        log.purge(log.lastIndex());
        assertEquals(1, cycles().size());

        final PeerLog peer = openAfter(log.lastIndex() - 1);
        assertEquals(List.of(next - 1), readAll(peer));
        assertTrue(faultOfOpening(lastOfFirst).contains(Long.toHexString(lastOfFirst)));
        assertTrue(faultOfOpening(0).contains("are gone"));
    }

    private long openAndReadCycle() throws PeerFaultException {
        final PeerLog peer = openAfter(0);
        long last = 0;
        while (peer.next() && (last == 0 || !peer.isFirstOfCycle())) {
            last = peer.index();
        }
        return last;
    }

    @Test
    void goesOnWhenTheCycleItStandsInIsPurgedUnderIt() throws Exception {
        final PeerLog peer = openAfter(0);
        final long next = roll(1);
        while (peer.ordinal() < next - 2) {
            assertTrue(peer.next());
        }
        log.purge(log.lastIndex());
        assertEquals(1, cycles().size());

        assertEquals(List.of(next - 1), readAll(peer));
    }

    @Test
    void doesNotStepOverACycleThatWasPurgedUnread() throws Exception {
        final PeerLog peer = openAfter(0);
        final long next = roll(1);
        readAll(peer);
        final long last = peer.index();
        roll(roll(next));
        log.purge(log.lastIndex());

        assertTrue(faultOf(peer).contains("gone"));
        assertEquals(CycleView.numberOf(last), CycleView.numberOf(peer.index()));
    }

    @Test
    void standsAtTheEndOfACycleWhileItsWriterDiesRollsPurgesAndStaysAwayADay() throws Exception {
        long next = roll(1);
        final PeerLog peer = openAfter(0);
        assertEquals(LogFixture.numbers(1, next - 1), readAll(peer));
        final List<Long> seen = new ArrayList<>();
        final long first = next;

        for (int day = 1; day <= 5; day++) {
            dieAndReopen();
            fixture.clock.epochNs += LogFixture.DAY_NS;
            assertFalse(peer.hasNext());
            assertFalse(peer.next());
            peer.requireWhole();
            assertTrue(peer.isThere());
            fixture.appendAll(log, next, next + 3);
            next += 4;
            dieAndReopen();
            log.purge(peer.index());
            next = roll(next);
            next = roll(next);
            dieAndReopen();
            assertTrue(peer.hasNext());
            seen.addAll(readAll(peer));
            log.purge(log.lastIndex());
            log.doWork();
            assertEquals(log.lastIndex(), peer.index());
        }
        assertEquals(LogFixture.numbers(first, next - 1), seen);
    }

    @Test
    void waitsBehindAnEndMarkUntilTheNextCycleHasAMessage() throws Exception {
        fixture.appendAll(log, 1, 3);
        final PeerLog peer = openAfter(0);
        readAll(peer);
        final long end = CycleSeek.after(positionOfLast(), header(positionOfLast()));
        writeInt(cycles().get(0), end, ChronicleFormat.END_OF_FILE);

        for (int i = 0; i < 10; i++) {
            assertFalse(peer.next());
            assertFalse(peer.hasNext());
        }
        writeInt(cycles().get(0), end, 0);
    }

    private long positionOfLast() throws IOException {
        long position = CyclePreamble.DATA_START;
        for (int header = header(position); header(CycleSeek.after(position, header)) != 0; header = header(position)) {
            position = CycleSeek.after(position, header);
        }
        return position;
    }

    private int header(final long position) throws IOException {
        final byte[] bytes = Files.readAllBytes(cycles().get(0));
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt((int) position);
    }

    @Test
    void allocatesNothingWhileItFollows() throws Exception {
        log.close();
        fixture.cycleSize = 256 << 20;
        log = fixture.open();
        final PeerLog peer = openAfter(0);
        follow(peer, 20_000);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long before = threads.getCurrentThreadAllocatedBytes();

        follow(peer, 200_000);

        final long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < 20_000, bytes + " bytes");
    }

    private void follow(final PeerLog peer, final int messages) throws PeerFaultException {
        for (int i = 0; i < messages; i++) {
            log.append(i, 0, fixture.buffer, LogFixture.BYTE_BASE, 64, 0);
            if (!peer.hasNext() || !peer.next() || peer.next()) {
                throw new AssertionError("i=" + i);
            }
            peer.settle();
        }
    }
}
