package io.holdfast.bridge.queueserver;

import io.holdfast.IdleStrategy;
import io.holdfast.SystemClock;
import io.holdfast.bridge.queueserver.protocol.WireBytes;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Shards on threads of their own, which park when there is nothing to do. */
class QueueServerThreadsTest extends QueueServerFixture {
    private static final int MESSAGES = 20_000;
    private static final int MOST_ROUNDS = 50_000_000;

    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private Thread drive(final IntSupplier dutyCycle, final IdleStrategy idle) {
        final Thread thread = new Thread(() -> {
            try {
                while (!isOver.get()) {
                    idle.idle(dutyCycle.getAsInt());
                }
            } catch (final RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void eachConsumerOfEachShardGetsAllInTheOrderOfTheLog() throws InterruptedException {
        start(context().clock(SystemClock.INSTANCE).shards(3).ringLength(64 << 10));
        final List<Thread> threads = new ArrayList<>();
        threads.add(drive(server::doWork, server.parking(1_000_000)));
        for (int i = 0; i < 3; i++) {
            threads.add(drive(server.shard(i)::doWork, server.shard(i).parking(1_000_000_000)));
        }
        try {
            final List<WireClient> consumers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                consumers.add(client().send(new WireBytes().role("consume").subscribe("").subscribe("ready")));
            }
            final WireClient first = client().send(new WireBytes().role("produce"));
            final WireClient second = client().send(new WireBytes().role("produce"));
            awaitReady(consumers, first);
            final byte[][] streams = {stream("a"), stream("b")};
            final int[] sent = {0, 0};
            for (long i = 0; i < MOST_ROUNDS && !haveAll(consumers); i++) {
                sent[0] += first.trySend(streams[0], sent[0], streams[0].length - sent[0]);
                sent[1] += second.trySend(streams[1], sent[1], streams[1].length - sent[1]);
                consumers.forEach(WireClient::receive);
            }

            assertNull(failure.get());
            for (final WireClient consumer : consumers) {
                consumer.received().removeIf("ready="::equals);
                assertEquals(2 * MESSAGES, consumer.received().size());
                assertEquals(consumers.get(0).received(), consumer.received());
            }
            final List<String> ofFirst = consumers.get(0).received().stream().filter(m -> m.startsWith("a")).toList();
            assertEquals(ofFirst.stream().sorted().toList(), ofFirst);
        } finally {
            isOver.set(true);
            for (final Thread thread : threads) {
                thread.join();
            }
        }
        assertNull(failure.get());
    }

    private static byte[] stream(final String name) {
        final WireBytes bytes = new WireBytes();
        for (int i = 0; i < MESSAGES; i++) {
            bytes.message(name, String.format("%06d", i));
        }
        return bytes.toBytes();
    }

    private static void awaitReady(final List<WireClient> consumers, final WireClient producer) {
        final boolean[] isReady = new boolean[consumers.size()];
        final byte[] probe = new WireBytes().message("ready", "").toBytes();
        for (int i = 0; i < MOST_ROUNDS; i++) {
            if (i % 1000 == 0) {
                assertEquals(probe.length, producer.trySend(probe, 0, probe.length));
            }
            for (int c = 0; c < isReady.length; c++) {
                isReady[c] |= consumers.get(c).receive().received().contains("ready=");
            }
            if (Arrays.equals(isReady, new boolean[] {true, true, true, true, true, true})) {
                return;
            }
            Thread.yield();
        }
        assertTrue(false, "not all consumers are subscribed: " + Arrays.toString(isReady));
    }

    private static boolean haveAll(final List<WireClient> consumers) {
        return consumers.stream().allMatch(consumer -> consumer.receivedCount() >= 2 * MESSAGES
            && consumer.received().get(consumer.received().size() - 1).endsWith(String.format("%06d", MESSAGES - 1))
            && consumer.received().stream().filter(m -> !m.startsWith("ready")).count() == 2 * MESSAGES);
    }
}
