package io.holdfast.store;

import io.holdfast.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SendQueueTest {
    private static final int ACKED_INDEX_WORD = 576;
    private static final int PER_THREAD = 4_000;

    @TempDir
    Path folder;

    private StoreRoot root;
    private SendQueue queue;

    private void open(final StoreContext context) {
        root = StoreRoot.open(folder.resolve("root"), "Client", context);
        queue = root.connection("Server").sendQueue();
    }

    private void reopenAfterAKill(final StoreContext context) {
        final Path copy = Folders.copied(folder.resolve("root"), folder.resolve("copy"));
        root.close();
        root = StoreRoot.open(copy, "Client", context);
        queue = root.connection("Server").sendQueue();
    }

    @AfterEach
    void close() {
        root.close();
    }

    private List<Long> offered(final int messages, final int length) {
        final List<Long> indexes = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            final long index = Connections.offer(queue, length);
            assertTrue(index > 0, Connection.resultName(index));
            indexes.add(index);
        }
        return indexes;
    }

    @Test
    void acceptsAsManyMessagesAsTheBoundAndOneMoreForEachAcked() {
        open(Connections.context().maxBacklogMessages(10));

        final List<Long> indexes = offered(10, 8);

        assertEquals(Connection.BACK_PRESSURED, Connections.offer(queue, 8));
        assertEquals(10, queue.unackedMessages());
        assertTrue(queue.acked(indexes.get(1)));
        assertEquals(8, queue.unackedMessages());
        offered(2, 8);
        assertEquals(Connection.BACK_PRESSURED, Connections.offer(queue, 8));
    }

    @Test
    void repliesBeyondTheBoundUpToTwiceItsSize() {
        open(Connections.context().maxBacklogMessages(10));
        offered(10, 8);

        for (int i = 0; i < 10; i++) {
            assertTrue(Connections.reply(queue, 8, 0) > 0);
        }

        assertEquals(Connection.BACK_PRESSURED, Connections.reply(queue, 8, 0));
    }

    @Test
    void takesABatchWholeOrNotAtAll() {
        open(Connections.context().maxBacklogMessages(10));
        offered(6, 8);
        try (BatchBuffer four = Connections.batch(4, 8); BatchBuffer five = Connections.batch(5, 8)) {

            assertEquals(Connection.BACK_PRESSURED, queue.offer(five, 0));
            assertEquals(6, queue.unackedMessages());
            assertTrue(queue.offer(four, 0) > 0);
            assertEquals(10, queue.unackedMessages());
            assertTrue(queue.offer(five, 3) > 0, "a batch that acks may go beyond the bound");
        }
    }

    @Test
    void takesABatchLargerThanTheBoundOnceNothingIsUnacked() {
        open(Connections.context().maxBacklogMessages(3));
        try (BatchBuffer five = Connections.batch(5, 8)) {
            final long first = Connections.offer(queue, 8);

            assertEquals(Connection.BACK_PRESSURED, queue.offer(five, 0));
            queue.acked(first);
            assertTrue(queue.offer(five, 0) > 0);
        }
    }

    @Test
    void boundsTheBacklogInBytesAndMakesRoomForAckedOnesAtHousekeeping() {
        open(Connections.context().maxBacklogBytes(100_000));

        final List<Long> indexes = new ArrayList<>();
        long index = Connections.offer(queue, 1000);
        while (index > 0) {
            indexes.add(index);
            index = Connections.offer(queue, 1000);
        }

        assertEquals(Connection.BACK_PRESSURED, index);
        assertTrue(indexes.size() >= 90 && indexes.size() <= 100, "accepted " + indexes.size());
        assertTrue(queue.unackedBytes() > 95_000 && queue.unackedBytes() <= 100_000, "" + queue.unackedBytes());
        assertTrue(Connections.reply(queue, 1000, 0) > 0);
        queue.acked(indexes.get(indexes.size() / 2));
        queue.doWork();
        assertTrue(queue.unackedBytes() < 55_000, "" + queue.unackedBytes());
        assertTrue(Connections.offer(queue, 1000) > 0);
    }

    @Test
    void hasNoUnackedBytesWhenAllIsAcked() {
        open(Connections.context().maxBacklogBytes(10_000));
        final List<Long> indexes = offered(9, 1000);

        queue.acked(indexes.get(8));

        assertEquals(0, queue.unackedBytes());
        offered(1, 32_000);
    }

    @Test
    void recordsAcksWithinTheLogOnlyAndNeverBackwards() {
        open(Connections.context());
        final List<Long> indexes = offered(500, 1000);
        final long lastOfFirstCycle = lastOfFirstCycle(indexes);
        assertTrue(queue.acked(indexes.get(10)));
        final long acked = indexes.get(10);

        for (final long wrong : new long[] {acked - 1, 0, -1, Long.MIN_VALUE, Long.MAX_VALUE, queue.lastIndex() + 1,
            lastOfFirstCycle + 1, lastOfFirstCycle + (1L << 29)}) {
            assertFalse(queue.acked(wrong), Long.toHexString(wrong));
        }

        assertEquals(acked, queue.ackedIndex());
        assertEquals(489, queue.unackedMessages());
        assertTrue(queue.acked(acked));
        assertTrue(queue.acked(lastOfFirstCycle));
        assertTrue(queue.acked(queue.lastIndex()));
        assertEquals(0, queue.unackedMessages());
    }

    private static long lastOfFirstCycle(final List<Long> indexes) {
        for (int i = 1; i < indexes.size(); i++) {
            if (indexes.get(i) != indexes.get(i - 1) + 1) {
                return indexes.get(i - 1);
            }
        }
        throw new AssertionError("all in one cycle");
    }

    @Test
    void countsUnackedMessagesAcrossCycles() {
        open(Connections.context());
        final List<Long> indexes = offered(1000, 1000);

        for (int i = 0; i < indexes.size(); i += 7) {
            queue.acked(indexes.get(i));
            assertEquals(1000 - i - 1, queue.unackedMessages());
        }
    }

    @Test
    void knowsTheAckAndTheSessionCounterAfterAKill() {
        open(Connections.context());
        final List<Long> indexes = offered(100, 100);
        queue.acked(indexes.get(59));
        assertEquals(1, queue.nextSessionCounter());
        assertEquals(2, queue.nextSessionCounter());
        final long unackedBytes = unackedBytesExactly();

        reopenAfterAKill(Connections.context());

        assertEquals(indexes.get(59), queue.ackedIndex());
        assertEquals(40, queue.unackedMessages());
        assertEquals(unackedBytes, queue.unackedBytes());
        assertEquals(3, queue.nextSessionCounter());
    }

    private long unackedBytesExactly() {
        return queue.log().lastPosition() - queue.log().positionOf(queue.ackedIndex());
    }

    @Test
    void knowsTheAckAfterItsCycleWasPurged() {
        open(Connections.context());
        final List<Long> indexes = offered(1000, 1000);
        final long acked = lastOfFirstCycle(indexes);
        queue.acked(acked);
        for (int i = 0; i < 10; i++) {
            queue.doWork();
        }
        assertTrue(queue.log().firstIndex() > acked);
        final long unacked = queue.unackedMessages();

        reopenAfterAKill(Connections.context());

        assertEquals(acked, queue.ackedIndex());
        assertEquals(unacked, queue.unackedMessages());
        assertEquals(unackedBytesFrom(0), queue.unackedBytes());
    }

    private long unackedBytesFrom(final long index) {
        return queue.log().lastPosition() - queue.log().positionOf(index);
    }

    @Test
    void takesTheLowerOfAnAckAndItsComplementIfTheyDiffer() throws IOException {
        open(Connections.context());
        final long acked = offered(10, 8).get(9);
        queue.acked(acked - 5);
        root.close();
        final Path state = folder.resolve("root/Client/Server/state");
        try (RandomAccessFile file = new RandomAccessFile(state.toFile(), "rw")) {
            file.seek(ACKED_INDEX_WORD);
            file.writeLong(Long.reverseBytes(acked));
        }

        open(Connections.context());

        assertEquals(acked - 5, queue.ackedIndex(), "a flipped bit must not let unacked messages be purged");
        assertEquals(5, queue.unackedMessages());
    }

    @Test
    void clampsAnAckBeyondALogThatLostItsTail() throws IOException {
        open(Connections.context());
        offered(10, 8);
        root.close();
        final Path state = folder.resolve("root/Client/Server/state");
        try (RandomAccessFile file = new RandomAccessFile(state.toFile(), "rw")) {
            file.seek(ACKED_INDEX_WORD);
            file.writeLong(Long.reverseBytes(Long.MAX_VALUE));
            file.writeLong(Long.reverseBytes(~Long.MAX_VALUE));
        }

        open(Connections.context());

        assertEquals(queue.lastIndex(), queue.ackedIndex());
        assertEquals(0, queue.unackedMessages());
    }

    @Test
    void setsTheAckForwardsAndBackwardsAtLogin() {
        open(Connections.context());
        final List<Long> indexes = offered(100, 1000);
        queue.acked(indexes.get(50));

        queue.resetAcked(indexes.get(20));
        queue.doWork();
        assertEquals(79, queue.unackedMessages());
        assertEquals(unackedBytesExactly(), queue.unackedBytes());
        queue.resetAcked(indexes.get(99));
        assertEquals(0, queue.unackedMessages());
        queue.resetAcked(0);
        queue.doWork();

        assertEquals(0, queue.ackedIndex());
        assertEquals(100, queue.unackedMessages());
        assertEquals(unackedBytesFrom(0), queue.unackedBytes());
        assertThrows(IllegalArgumentException.class, () -> queue.resetAcked(indexes.get(99) + 1));
        assertThrows(IllegalArgumentException.class, () -> queue.resetAcked(-1));
        assertTrue(queue.acked(indexes.get(0)));
    }

    @Test
    void staysBelowThreeCyclesOnDiskUnderSustainedLoadWithAcks() {
        open(Connections.context().maxBacklogMessages(50));
        long most = 0;

        for (int i = 0; i < 20_000; i++) {
            if (Connections.offer(queue, 100 + i % 900) < 0) {
                assertTrue(queue.acked(queue.lastIndex()));
            }
            if (i % 10 == 0) {
                queue.doWork();
                most = Math.max(most, queue.log().diskBytes());
            }
        }

        assertTrue(most > Connections.CYCLE_SIZE / 2, "used " + most);
        assertTrue(most < 3 * Connections.CYCLE_SIZE, "used " + most);
    }

    @Test
    void keepsEveryMessageOfManyThreadsInOrderWhileItReservesRollsAndPurges() {
        open(Connections.context().maxBacklogMessages(200));
        final AtomicBoolean isDone = new AtomicBoolean();
        final CompletableFuture<Void> housekeeper = Connections.onAThread(() -> keepHouseUntil(isDone));
        final List<CompletableFuture<Void>> senders = IntStream.range(0, 3)
            .mapToObj(type -> Connections.onAThread(() -> offerFromThread(type))).toList();

        final int[] next = new int[3];
        try (LogReader reader = queue.reader()) {
            reader.moveAfter(0);
            for (long ordinal = 1; ordinal <= 3L * PER_THREAD; ordinal++) {
                while (!reader.next()) {
                    senders.stream().filter(CompletableFuture::isCompletedExceptionally)
                        .forEach(CompletableFuture::join);
                    Thread.onSpinWait();
                }
                assertEquals(ordinal, reader.ordinal());
                assertEquals(next[reader.type()]++ % 1000, reader.payloadLength());
                assertTrue(queue.acked(reader.index()));
            }
        }
        isDone.set(true);
        senders.forEach(CompletableFuture::join);
        housekeeper.join();

        assertEquals(0, queue.unackedMessages());
        for (int i = 0; i < 3L * PER_THREAD; i++) {
            queue.doWork();
        }
        assertTrue(queue.log().diskBytes() <= Connections.CYCLE_SIZE, () -> "used " + queue.log().diskBytes());
    }

    private void offerFromThread(final int type) {
        for (int i = 0; i < PER_THREAD; ) {
            final long result = Connections.offer(queue, type, i % 1000);
            if (result > 0) {
                i++;
            } else {
                assertEquals(Connection.BACK_PRESSURED, result);
                Thread.onSpinWait();
            }
        }
    }

    private void keepHouseUntil(final AtomicBoolean isDone) {
        while (!isDone.get()) {
            queue.doWork();
            assertTrue(queue.unackedMessages() >= 0 && queue.unackedMessages() <= 200 + 3);
            Thread.onSpinWait();
        }
    }
}
