package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.log.QueueLimits;
import io.holdfast.bridge.queueserver.protocol.WireBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who breaks a rule goes, and nobody else notices. */
class QueueServerLimitsTest extends QueueServerFixture {
    private static final long SECOND_NS = 1_000_000_000L;

    private static WireBytes bytes() {
        return new WireBytes();
    }

    static Stream<Map.Entry<String, WireBytes>> offences() {
        return Map.of(
            "a stranger", bytes().role("GET / HTTP/1.1"),
            "a role in capitals", bytes().role("PRODUCE"),
            "an unknown event", bytes().role("produce").message("a", "1").raw('?'),
            "a producer that subscribes", bytes().role("produce").message("a", "1").subscribe("a"),
            "a producer that unsubscribes", bytes().role("produce").message("a", "1").unsubscribe(""),
            "a consumer that produces", bytes().role("consume").message("a", "1"),
            "a long name", bytes().role("consume").raw('>').u32(1025),
            "a long message", bytes().role("produce").message("a", "1").named('*', new byte[1]).u32(0xFFFF_FFFFL),
            "many subscriptions", bytes().role("consume").subscribe("1").subscribe("2").subscribe("3").subscribe("4")
        ).entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("offences")
    void anOffenderIsCutAndWhatItSentBeforeCounts(final Map.Entry<String, WireBytes> offence) {
        start(context().maxSubscriptions(3));
        final WireClient consumer = consumer(bytes().subscribe("a"));
        final WireClient producer = producer();
        final WireClient offender = client().send(offence.getValue());

        awaitEnd(offender);
        producer.send(bytes().message("a", "2"));
        final boolean isMessageBefore = new String(offence.getValue().toBytes()).startsWith("produce*");
        receive(consumer, isMessageBefore ? 2 : 1);

        assertEquals(isMessageBefore ? List.of("a=1", "a=2") : List.of("a=2"), consumer.received());
        assertFalse(producer.receive().isEnded());
        pollUntil("the offender is forgotten", () -> server.clientCount() == 2);
    }

    @Test
    void noMoreClientsThanAllowedAreServed() {
        start(context().maxConnections(2));
        final WireClient first = client().send(bytes().role("produce"));
        final WireClient second = client().send(bytes().role("produce"));
        pollUntil("both are there", () -> server.clientCount() == 2);
        final WireClient third = client();
        awaitEnd(third);
        assertFalse(first.receive().isEnded() || second.receive().isEnded());

        first.close();
        pollUntil("one has gone", () -> server.clientCount() == 1);
        client().send(bytes().role("produce").message("a", "1"));
        awaitLog(1);
    }

    @Test
    void aQueueTooManyCutsItsProducerOnly() {
        start(context().queueLimits(new QueueLimits(2, 0)));
        final WireClient producer = client().send(bytes().role("produce").message("a", "1").message("b", "1"));
        awaitLog(2);
        final WireClient other = producer();

        producer.send(bytes().message("c", "1"));
        awaitEnd(producer);
        other.send(bytes().message("a", "2"));
        awaitLog(3);
        assertFalse(other.receive().isEnded());
    }

    @Test
    void whoSaysNoRoleInTimeIsCut() {
        start(context());
        final WireClient silent = client();
        final WireClient slow = client();
        slow.trySend(bytes().role("produ").toBytes(), 0, 5);
        final WireClient producer = producer();
        pollUntil("all are there", () -> server.clientCount() == 3);
        poll(10);
        clock.advance(10 * SECOND_NS - 1);
        poll(200);
        assertFalse(silent.receive().isEnded() || slow.receive().isEnded());

        clock.advance(SECOND_NS);
        awaitEnd(silent);
        awaitEnd(slow);

        assertFalse(producer.receive().isEnded());
    }

    @Test
    void whoIsIdleIsCutOnlyWhenToldSo() {
        start(context().idleTimeoutNs(5 * SECOND_NS));
        final WireClient consumer = consumer(bytes().subscribe("a"));
        final WireClient producer = producer();
        for (int i = 0; i < 10; i++) {
            clock.advance(SECOND_NS);
            producer.send(bytes().message("a", "" + i));
            receive(consumer, i + 1);
        }
        assertFalse(consumer.isEnded());

        clock.advance(5 * SECOND_NS);
        awaitEnd(consumer);
        awaitEnd(producer);
    }

    @Test
    void whoIsTooFarBehindIsCutByTheRule() {
        start(context().maxLagBytes(8 << 20).socketBufferLength(64 << 10));
        final WireClient stalled = consumer(bytes().subscribe(""), 32 << 10);
        final WireClient reading = consumer(bytes().subscribe("")).counting();
        final WireClient producer = producer();
        final byte[] message = bytes().message("a", "x".repeat(10_000)).toBytes();

        for (int i = 0; i < 1500 && server.clientCount() == 3; i++) {
            sendAll(producer, message);
            clock.advance(SECOND_NS / 100);
            poll(2);
            reading.receive();
        }
        pollUntil("the stalled one is cut", () -> server.clientCount() == 2);

        assertTrue(server.log().lastOrdinal() > 700 && server.log().lastOrdinal() < 1200,
            "lastOrdinal=" + server.log().lastOrdinal());
        awaitEnd(stalled);
    }

    @Test
    void whoTakesNothingForTooLongIsCutByTheRule() {
        start(context().maxLagNs(30 * SECOND_NS).socketBufferLength(64 << 10));
        final WireClient stalled = consumer(bytes().subscribe(""), 32 << 10);
        final WireClient producer = producer();
        sendAll(producer, bytes().message("a", "x".repeat(4 << 20)).toBytes());
        pollUntil("all is in the log", () -> server.log().lastOrdinal() > 1);
        clock.advance(29 * SECOND_NS);
        poll(200);
        assertEquals(2, server.clientCount());

        clock.advance(2 * SECOND_NS);
        awaitEnd(stalled);
    }

    @Test
    void longFramesOfManyAtATimeCannotTakeAllMemory() {
        start(context().maxInputBytes(4 << 20));
        final byte[] half = Arrays.copyOf(bytes().role("produce").message("a", "x".repeat(3 << 20)).toBytes(), 2 << 20);
        final WireClient first = client();
        sendAll(first, half);
        final WireClient second = client();
        pollUntil("the second is cut", () -> {
            second.trySend(half, 0, half.length);
            return second.receive().isEnded();
        });

        sendAll(first, bytes().role("x".repeat((1 << 20) + 7 + 5 + 1 + 4)).toBytes());
        awaitLog(1);
        assertFalse(first.receive().isEnded());
    }

    @Test
    void tellsAllFaultsOfItsOptionsAtOnce() {
        final IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> QueueServer.open(
            new QueueServerContext().name("no name").listen(new InetSocketAddress(0)).ringEntries(1000).shards(0)));

        for (final String option : List.of("name", "store", "ringEntries", "shards")) {
            assertTrue(e.getMessage().contains(option), e.getMessage());
        }
    }

    @Test
    void bytesThatAreNoWholeFrameYetTakeNoMoreMemoryThanAllowedHoweverManySendThem() {
        start(context().maxInputBytes(1 << 20).socketBufferLength(64 << 10));
        final byte[] half = Arrays.copyOf(bytes().role("produce").message("a", "x".repeat(250_000)).toBytes(), 200_000);
        final long[] most = {0};
        for (int i = 0; i < 40; i++) {
            final WireClient client = client();
            for (int sent = 0, tries = 0; sent < half.length && tries < 100; tries++) {
                sent += Math.max(0, client.trySend(half, sent, half.length - sent));
                poll();
                most[0] = Math.max(most[0], server.shard(0).inputBytes());
            }
        }

        assertTrue(most[0] > 256 << 10 && most[0] <= (1 << 20) + 40 * 4096, "inputBytes=" + most[0]);
    }
}
