package io.holdfast.bridge.queueserver;

import io.holdfast.Durability;
import io.holdfast.bridge.queueserver.protocol.WireBytes;
import io.holdfast.store.DiskDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import static io.holdfast.bridge.queueserver.WireSession.produce;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A disk that takes its time: nobody hears of a message of a synced log before the disk has it. */
class QueueServerSyncTest extends QueueServerFixture {
    private static final int MOST_POLLS = 1_000_000;
    private static final int POLLS = 200;

    private final DiskDouble disk = new DiskDouble();
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore released = new Semaphore(0);
    private Thread forcing;
    private volatile boolean isHeld;

    private void hold(final String file) {
        if (isHeld && file.endsWith(".cq4")) {
            isHeld = false;
            begun.release();
            released.acquireUninterruptibly();
        }
    }

    /** Has the first shard force the log on a thread of its own, and returns while it waits for the disk. */
    private void forceLog() throws InterruptedException {
        isHeld = true;
        forcing = new Thread(() -> {
            while (isHeld) {
                server.shard(0).doWork();
            }
        });
        forcing.start();
        assertTrue(begun.tryAcquire(10, TimeUnit.SECONDS), "the log is never forced");
    }

    @AfterEach
    void release() throws InterruptedException {
        isHeld = false;
        if (forcing != null) {
            released.release();
            forcing.join();
            forcing = null;
        }
    }

    private void pollOtherShards(final int times) {
        for (int i = 0; i < times; i++) {
            for (int shard = 1; shard < server.context().shards(); shard++) {
                server.shard(shard).doWork();
            }
        }
    }

    private void pollOtherShardsUntilLogHas(final long ordinal) {
        for (int i = 0; i < MOST_POLLS && server.log().lastOrdinal() < ordinal; i++) {
            pollOtherShards(1);
        }
        assertEquals(ordinal, server.log().lastOrdinal());
        pollOtherShards(POLLS);
    }

    @Test
    void confirmationsAnswersAndDeliveriesWaitForTheDisk() throws InterruptedException {
        disk.beforeForce(this::hold);
        start(context().durability(Durability.SYNC).disk(disk).shards(4).replyOk(true));
        final WireSession forced = welcomed('p', "forced");
        final WireSession consumer = welcomed('c', "").send(WireSession.subscribe(1, 0, 0, ""));
        awaitReceived(consumer, 1);
        final WireSession confirmed = welcomed('p', "confirmed");
        final WireClient answered = producer();
        receive(answered, 1);

        forced.send(produce(1, "a", "1"));
        forceLog();
        confirmed.send(produce(1, "a", "2"));
        pollOtherShardsUntilLogHas(2);
        answered.send(new WireBytes().message("a", "3"));
        pollOtherShardsUntilLogHas(3);

        assertEquals(1, consumer.receive().received().size(), consumer.received()::toString);
        assertEquals(0, confirmed.receive().confirmed());
        assertEquals(List.of("OK"), answered.receive().received());
        release();

        forceLog();
        pollOtherShards(POLLS);

        assertEquals(1, forced.receive().confirmed());
        assertEquals(List.of("a=1 #1"), consumer.receive().received().subList(1, consumer.received().size()));
        assertEquals(0, confirmed.receive().confirmed());
        assertEquals(List.of("OK"), answered.receive().received());
        release();

        awaitReceived(consumer, 4);
        awaitConfirmed(confirmed, 1);
        receive(answered, 2);
        assertEquals(List.of("a=1 #1", "a=2 #2", "a=3 #3"), consumer.received().subList(1, 4));
    }
}
