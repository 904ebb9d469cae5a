package io.holdfast.bridge.queueserver.log;

import io.holdfast.Connection;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Counters of queues and producers, through restarts, kills and purges. */
class QueueLogTest extends QueueLogFixture {
    private static final byte[] LARGE = new byte[20_000];

    @Test
    void countsEachQueueAndKeepsTheOrderOfAll() {
        open();

        final long first = append("a", "one");
        append("b", "two");
        append("", "three");
        append("a", "");

        assertEquals(List.of("a#1=one", "b#1=two", "#1=three", "a#2="), read(0));
        assertEquals(List.of("b#1=two", "#1=three", "a#2="), read(first));
        assertEquals(2, sequenceOf("a"));
        assertEquals(1, sequenceOf(""));
        assertEquals(0, sequenceOf("c"));
        assertEquals(3, log.queueCount());
    }

    @Test
    void goesOnCountingAfterAnOrderlyEnd() {
        open();
        append("a", "one");
        append("b", "two");

        reopen();
        append("a", "three");

        assertEquals(List.of("a#1=one", "b#1=two", "a#2=three"), read(0));
    }

    @Test
    void goesOnCountingAfterAKillWithAndWithoutACheckpoint() throws IOException {
        open();
        append("a", "one");
        reopen();
        append("a", "two");
        append("b", "three");

        killAndReopen(folder.resolve("killed"));
        append("a", "four");

        assertEquals(List.of("a#1=one", "a#2=two", "b#1=three", "a#3=four"), read(0));
        log.close();
        Files.delete(folder.resolve("killed/server/queues").resolve(QueueLog.CHECKPOINT_FILE));
        open(folder.resolve("killed"), options(), QueueLimits.DEFAULT);
        assertEquals(3, sequenceOf("a"));
        assertEquals(1, sequenceOf("b"));
    }

    @Test
    void countsAnewWhatADamagedCheckpointHeld() throws IOException {
        open();
        append("a", "one");
        append("a", "two");
        log.close();
        final byte[] damaged = Files.readAllBytes(counters());
        damaged[damaged.length / 2] ^= 1;
        Files.write(counters(), damaged);

        open();

        assertEquals(2, sequenceOf("a"));
    }

    @Test
    void remembersQueuesAndProducersWhoseMessagesWereAllPurged() throws IOException {
        open();
        append("old", new byte[] {1}, 77, 5);
        final long first = log.lastIndex();
        for (int i = 0; i < 60; i++) {
            append("new", LARGE, 0, 0);
        }
        for (int i = 0; i < 20; i++) {
            log.doWork(Long.MAX_VALUE);
        }
        assertTrue(log.purgedIndex() >= first, "nothing was purged");

        killAndReopen(folder.resolve("killed"));

        assertEquals(1, sequenceOf("old"));
        assertEquals(60, sequenceOf("new"));
        assertEquals(5, log.producerSequence(77));
        assertEquals(QueueLog.DUPLICATE, append("old", new byte[] {1}, 77, 5));
    }

    @Test
    void purgesNothingThatSomebodyNeeds() {
        open();
        append("a", "needed");
        for (int i = 0; i < 60; i++) {
            append("a", LARGE, 0, 0);
        }

        for (int i = 0; i < 20; i++) {
            log.doWork(0);
        }
        assertEquals(61, read(0).size());
        assertEquals(0, log.purgedIndex());

        final long mark = log.retentionMark();
        log.doWork(log.lastIndex());
        assertTrue(log.retentionMark() > mark);
        log.doWork(0);
        assertTrue(log.retentionMark() > mark, "the mark never goes back");
    }

    @Test
    void recognisesWhatAProducerSendsAgain() throws IOException {
        open();
        assertTrue(append("a", new byte[] {'x'}, 9, 1) > 0);
        assertTrue(append("a", new byte[] {'y'}, 9, 3) > 0);

        assertEquals(QueueLog.DUPLICATE, append("a", new byte[] {'y'}, 9, 3));
        assertEquals(QueueLog.DUPLICATE, append("a", new byte[] {'y'}, 9, 2));
        assertTrue(append("a", new byte[] {'z'}, 10, 1) > 0);

        killAndReopen(folder.resolve("killed"));
        assertEquals(3, log.producerSequence(9));
        assertEquals(1, log.producerSequence(10));
        assertEquals(0, log.producerSequence(11));
        assertEquals(QueueLog.DUPLICATE, append("a", new byte[] {'z'}, 10, 1));
        assertEquals(List.of("a#1=x", "a#2=y", "a#3=z"), read(0));
    }

    @Test
    void refusesQueuesAndProducersBeyondTheLimits() {
        open(folder.resolve("store"), options(), new QueueLimits(2, 1));
        append("a", "one");
        append("b", "two");

        assertEquals(QueueLog.TOO_MANY_QUEUES, append("c", "three"));
        assertTrue(append("b", new byte[1], 5, 1) > 0);
        assertEquals(QueueLog.TOO_MANY_PRODUCERS, append("b", new byte[1], 6, 1));
        assertTrue(append("b", new byte[1], 5, 2) > 0);
        assertEquals(4, log.lastIndex() + 1 & 0xFFFF);
    }

    @Test
    void aFullStoreChangesNoCounterAndGoesOnWhenThereIsRoom() {
        open(folder.resolve("store"), options().diskQuotaBytes(2 << 20), QueueLimits.DEFAULT);
        long accepted = 0;
        while (append("a", LARGE, 1, accepted + 1) > 0) {
            accepted++;
        }
        assertEquals(Connection.STORE_FULL, append("a", LARGE, 1, accepted + 1));
        assertEquals(accepted, sequenceOf("a"));
        assertEquals(accepted, log.producerSequence(1));

        for (int i = 0; i < 20; i++) {
            log.doWork(Long.MAX_VALUE);
        }

        assertTrue(append("a", LARGE, 1, accepted + 1) > 0);
        assertEquals(accepted + 1, sequenceOf("a"));
    }

    @Test
    void manyKillsLoseAndRepeatNoCount() throws IOException {
        final long seed = new Random().nextLong();
        final Random random = new Random(seed);
        final long[] counts = new long[8];
        open();

        for (int life = 0; life < 12; life++) {
            for (int i = random.nextInt(200); i > 0; i--) {
                final int queue = random.nextInt(counts.length);
                assertTrue(append("q" + queue, new byte[random.nextInt(3000)], queue + 1, ++counts[queue]) > 0);
                if (random.nextInt(20) == 0) {
                    log.doWork(random.nextBoolean() ? Long.MAX_VALUE : 0);
                }
            }
            final Path copy = folder.resolve("life" + life);
            copy(log.storeFolder(), copy);
            log.close();
            open(copy, options(), QueueLimits.DEFAULT);
            for (int queue = 0; queue < counts.length; queue++) {
                assertEquals(counts[queue], sequenceOf("q" + queue), "seed=" + seed + " life=" + life);
                assertEquals(counts[queue], log.producerSequence(queue + 1), "seed=" + seed + " life=" + life);
            }
        }
    }

    @Test
    void longNamesOfManyQueuesCannotTakeAllMemory() {
        open(folder.resolve("store"), options(), new QueueLimits(10_000, 0));
        final String filler = "-".repeat(1000);
        long index = 1;
        int count = 0;
        while (index > 0 && count < 10_000) {
            index = append(filler + count, "one");
            count++;
        }

        assertEquals(QueueLog.TOO_MANY_QUEUES, index, "after " + count);
        assertTrue(count > 1500 && count < 1800, "after " + count);
        assertTrue(append(filler + 0, "two") > 0);
    }
}
