package io.holdfast.bridge.queueserver;

import com.sun.management.ThreadMXBean;
import io.holdfast.bridge.queueserver.protocol.WireBytes;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Many consumers, stalled consumers and a full store. */
class QueueServerLoadTest extends QueueServerFixture {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static byte[] batch(final int from, final int count, final int length) {
        final WireBytes bytes = new WireBytes();
        for (int i = from; i < from + count; i++) {
            bytes.message("q" + i % 10, String.format("%0" + length + "d", i));
        }
        return bytes.toBytes();
    }

    /** Allocated by the server alone while it works. */
    private long pollMeasured(final int times) {
        final long before = THREADS.getCurrentThreadAllocatedBytes();
        poll(times);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void aConsumerThatStallsForAMinuteUnderLoadCostsNoMemoryAndGetsAllInTheEnd() {
        start(context().socketBufferLength(32 << 10).ringLength(256 << 10));
        final WireClient stalled = consumer(new WireBytes().subscribe(""), 32 << 10);
        final WireClient filtered = consumer(new WireBytes().subscribe("q3").subscribe("q7"), 32 << 10);
        final WireClient reading = consumer(new WireBytes().subscribe("")).counting();
        final WireClient producer = producer();
        final int perSecond = 2000;
        long allocated = 0;
        int sent = 0;
        for (int second = 0; second < 60; second++) {
            for (int i = 0; i < 10; i++) {
                sendAll(producer, batch(sent, perSecond / 10, 100));
                sent += perSecond / 10;
                clock.advance(SECOND_NS / 10);
                final long more = pollMeasured(20);
                allocated += second < 10 ? 0 : more;
                reading.receive();
            }
        }

        assertTrue(allocated < 256 << 10, "the server allocated " + allocated + " bytes in 50 s of load");
        receive(stalled, sent);
        receive(filtered, sent / 5);
        assertEquals(sent, stalled.received().size());
        for (int i = 0; i < sent; i++) {
            assertEquals("q" + i % 10 + "=" + WireClient.shortened(String.format("%0100d", i)),
                stalled.received().get(i));
        }
        assertEquals(stalled.received().stream().filter(text -> text.startsWith("q3=") || text.startsWith("q7="))
            .toList(), filtered.received());
        pollUntil("the reading one has all", () -> reading.receive().receivedCount() == 120_000);
    }

    @Test
    void aThousandConsumersAreServed() {
        start(context().ringLength(64 << 10).socketBufferLength(64 << 10));
        final List<WireClient> consumers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            final String name = i % 2 == 0 ? "" : "q" + i % 10;
            consumers.add(client().counting().send(new WireBytes().role("consume").subscribe(name)));
            poll();
        }
        pollUntil("all are there", () -> server.clientCount() == 1000);
        settle(consumers.get(999));
        final WireClient producer = producer();

        for (int i = 0; i < 20; i++) {
            sendAll(producer, batch(i * 50, 50, 20));
            poll(3);
        }

        pollUntil("everybody has all", () -> {
            consumers.forEach(WireClient::receive);
            return consumers.stream().mapToLong(WireClient::receivedCount).sum() == 500 * 1000 + 500 * 100;
        });
        for (int i = 0; i < 1000; i++) {
            assertEquals(i % 2 == 0 ? 1000 : 100, consumers.get(i).receivedCount(), "consumer " + i);
        }
        consumers.forEach(WireClient::close);
        pollUntil("all have gone", () -> server.clientCount() == 1);
    }

    /** Sends all of it while time goes on, in which a producer that waits for room is tried again. */
    private void sendInTime(final WireClient producer, final byte[] bytes) {
        final int[] sent = {0};
        pollUntil("the server takes " + bytes.length + " bytes in time", () -> {
            final int count = producer.trySend(bytes, sent[0], bytes.length - sent[0]);
            sent[0] += Math.max(0, count);
            clock.advance(count > 0 ? 0 : SECOND_NS / 1000);
            return sent[0] == bytes.length;
        });
    }

    @Test
    void aFullStoreHoldsProducersUpUntilTheSlowestConsumerIsCut() {
        start(context().diskQuotaBytes(4 << 20).cycleSize(256 << 10).maxMessageLength(100_000)
            .socketBufferLength(64 << 10).ringLength(64 << 10));
        final WireClient stalled = consumer(new WireBytes().subscribe("a"), 32 << 10).counting();
        final WireClient reading = consumer(new WireBytes().subscribe("b")).counting();
        final WireClient producer = producer();
        final byte[] message = new WireBytes().message("a", "x".repeat(1000)).message("b", "y").toBytes();
        final int[] sent = {0, 0};
        for (int quiet = 0; quiet < 500; quiet++) {
            final int count = Math.max(0, producer.trySend(message, sent[0], message.length - sent[0]));
            sent[0] = (sent[0] + count) % message.length;
            sent[1] += count;
            quiet = count > 0 ? 0 : quiet;
            clock.advance(count > 0 ? 0 : SECOND_NS / 1000);
            poll(2);
            reading.receive();
        }
        final long whenFull = server.log().lastOrdinal();
        assertTrue(server.log().isFull());
        assertEquals(3, server.clientCount());
        assertTrue(reading.receivedCount() >= whenFull / 2 - 3, "others go on");

        for (int i = 0; i < 200 && server.clientCount() == 3; i++) {
            clock.advance(SECOND_NS / 10);
            poll(10);
        }
        awaitEnd(stalled);
        for (int i = 0; i < 50; i++) {
            sendInTime(producer, Arrays.copyOfRange(message, sent[0], message.length));
            sent[0] = 0;
            for (int j = 0; j < 100; j++) {
                sendInTime(producer, message);
            }
            clock.advance(SECOND_NS / 10);
            poll(10);
            reading.receive();
        }
        assertTrue(server.log().lastOrdinal() > whenFull + 9000, "lastOrdinal=" + server.log().lastOrdinal());
        assertFalse(producer.receive().isEnded());
    }

    @Test
    void aProducerThatWaitsForRoomIsNotIdle() {
        start(context().diskQuotaBytes(4 << 20).cycleSize(256 << 10).maxMessageLength(100_000)
            .idleTimeoutNs(5 * SECOND_NS));
        welcomed('c', "away").close();
        pollUntil("it is away", () -> server.clientCount() == 0);
        final WireClient producer = producer();
        final byte[] message = new WireBytes().message("a", "x".repeat(50_000)).toBytes();
        int sent = 0;
        for (int i = 0; i < 10_000 && !server.log().isFull(); i++) {
            sent = (sent + Math.max(0, producer.trySend(message, sent, message.length - sent))) % message.length;
            poll(10);
        }
        assertTrue(server.log().isFull());

        for (int i = 0; i < 100; i++) {
            clock.advance(SECOND_NS / 10);
            poll(10);
        }

        assertFalse(producer.receive().isEnded());
        server.removeSubscriber("away");
        final long whenFull = server.log().lastOrdinal();
        pollUntil("it goes on", () -> {
            clock.advance(SECOND_NS / 1000);
            return server.log().lastOrdinal() > whenFull;
        });
    }
}
