package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.WireBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import static io.holdfast.bridge.queueserver.WireSession.ack;
import static io.holdfast.bridge.queueserver.WireSession.close;
import static io.holdfast.bridge.queueserver.WireSession.hello;
import static io.holdfast.bridge.queueserver.WireSession.subscribe;
import static io.holdfast.bridge.queueserver.WireSession.unsubscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Consumers of the session protocol: places to begin, acks, ways back, and what outlives a session. */
class SessionConsumerTest extends QueueServerFixture {
    private static final int LAST_ACK = 0;
    private static final int START = 1;
    private static final int END = 2;
    private static final int INDEX = 3;
    private static final int TIME = 4;

    private WireClient producer;
    private final List<Long> logged = new ArrayList<>();

    private void publish(final String queue, final String... messages) {
        if (producer == null || producer.isEnded()) {
            producer = producer();
        }
        for (final String message : messages) {
            final long ordinal = server.log().lastOrdinal();
            producer.send(new WireBytes().message(queue, message));
            awaitLog(ordinal + 1);
            logged.add(server.lastIndex());
        }
    }

    private WireSession consumer(final String name, final WireBytes subscription) {
        return welcomed('c', name).send(subscription);
    }

    private void restart() {
        restart(context());
        producer = null;
    }

    @Test
    void eachMessageComesWithItsSequences() {
        start(context());
        publish("a", "before");
        final WireSession consumer = consumer("", subscribe(7, END, 0, "a"));
        awaitReceived(consumer, 1);

        publish("a", "1", "2");
        publish("b", "not wanted");
        publish("a", "3");
        awaitReceived(consumer, 4);

        assertEquals(List.of("SUBSCRIBED 7 round=0 flags=0", "a=1 #2", "a=2 #3", "a=3 #4"), consumer.received());
        assertEquals(List.of(logged.get(0), logged.get(1), logged.get(2), logged.get(4)), consumer.indices());
        assertEquals(List.of(0, 0, 0, 0), consumer.flags());
    }

    @ParameterizedTest
    @ValueSource(ints = {START, INDEX, TIME})
    void beginsWhereItIsTold(final int from) {
        start(context());
        publish("a", "1");
        clock.advance(1_000_000_000);
        publish("b", "2");
        clock.advance(1_000_000_000);
        final long time = clock.epochNs();
        publish("a", "3");
        publish("b", "4");
        final long position = from == START ? 0 : from == INDEX ? logged.get(2) : time;

        final WireSession consumer = consumer("", subscribe(1, from, position, ""));
        awaitReceived(consumer, from == START ? 5 : 3);
        publish("c", "5");
        awaitReceived(consumer, from == START ? 6 : 4);

        final List<String> expected = new ArrayList<>(List.of("SUBSCRIBED 1 round=0 flags=0", "a=1 #1", "b=2 #1",
            "a=3 #2", "b=4 #2", "c=5 #1"));
        if (from != START) {
            expected.subList(1, 3).clear();
        }
        assertEquals(expected, consumer.received());
        assertEquals(from == START ? 0 : logged.get(1), consumer.indices().get(0));
    }

    @Test
    void placesOutsideOfTheLogAreItsEnds() {
        start(context());
        publish("a", "1", "2");

        for (final WireBytes early : List.of(subscribe(1, INDEX, 0, "a"), subscribe(1, TIME, 0, "a"),
            subscribe(1, INDEX, logged.get(0), "a"))) {
            final WireSession consumer = consumer("", early);
            awaitReceived(consumer, 3);
            assertEquals(0, consumer.indices().get(0));
        }
        for (final WireBytes late : List.of(subscribe(1, INDEX, logged.get(1) + 1, "a"),
            subscribe(1, INDEX, Long.MAX_VALUE, "a"), subscribe(1, INDEX, -1, "a"), subscribe(1, TIME, -1, "a"),
            subscribe(1, TIME, clock.epochNs() + 1, "a"))) {
            final WireSession consumer = consumer("", late);
            awaitReceived(consumer, 1);
            assertEquals(logged.get(1), consumer.indices().get(0));
        }
    }

    @Test
    void goesOnBehindItsAckAfterAReconnect() {
        start(context());
        final WireSession first = consumer("desk", subscribe(1, LAST_ACK, 0, "a"));
        awaitReceived(first, 1);
        publish("a", "1", "2", "3");
        awaitReceived(first, 4);
        first.send(ack(0, logged.get(1)));
        poll(10);
        first.close();
        pollUntil("it is gone", () -> server.clientCount() == 1);
        publish("a", "4");

        final WireSession second = welcomed('c', "desk");
        awaitReceived(second, 2);

        assertEquals("v1 flags=1 heartbeat=10000 queues-server", second.welcome());
        assertEquals(logged.get(1), second.mark());
        assertEquals(List.of("a=3 #3", "a=4 #4"), second.received());
        assertEquals(List.of(1, 0), second.flags());
    }

    @Test
    void goesOnBehindItsAckAfterARestartOfTheServer() {
        start(context());
        final WireSession first = consumer("desk", subscribe(1, LAST_ACK, 0, "a"));
        awaitReceived(first, 1);
        publish("b", "other");
        publish("a", "1", "2");
        awaitReceived(first, 3);
        first.send(ack(0, logged.get(1)));
        poll(10);
        restart();
        publish("a", "3");

        final WireSession second = welcomed('c', "desk").send(subscribe(9, LAST_ACK, 0, "a"));
        awaitReceived(second, 3);

        assertTrue(first.receive().farewell().startsWith("CLOSE 3 "), first.farewell());
        assertEquals(logged.get(1), second.mark());
        assertTrue(second.received().containsAll(List.of("SUBSCRIBED 9 round=0 flags=0", "a=2 #2", "a=3 #3")),
            second.received().toString());
        assertEquals(1, second.flags().get(second.received().indexOf("a=2 #2")));
        assertEquals(0, second.flags().get(second.received().indexOf("a=3 #3")));
    }

    @Test
    void whatItPassedOverNeedsNoAck() {
        start(context());
        final WireSession consumer = consumer("desk", subscribe(1, LAST_ACK, 0, "a"));
        awaitReceived(consumer, 1);

        publish("b", "1", "2", "3");
        pollUntil("its ack moves on", () -> server.subscribers().get(0).ack() == logged.get(2));
        publish("a", "wanted");
        publish("b", "4");
        awaitReceived(consumer, 2);

        assertEquals(logged.get(2), server.subscribers().get(0).ack());
    }

    @Test
    void aWayBackBeginsARoundInWhichOlderAcksDoNotCount() {
        start(context());
        final WireSession consumer = consumer("desk", subscribe(1, LAST_ACK, 0, "a"));
        awaitReceived(consumer, 1);
        publish("b", "old");
        publish("a", "1", "2");
        awaitReceived(consumer, 3);
        consumer.send(ack(0, logged.get(1)));
        poll(10);

        consumer.send(subscribe(2, START, 0, "b")).send(ack(0, logged.get(2)));
        awaitReceived(consumer, 6);

        assertEquals(List.of("SUBSCRIBED 1 round=0 flags=0", "a=1 #1", "a=2 #2", "SUBSCRIBED 2 round=1 flags=0",
            "b=old #1", "a=2 #2"), consumer.received());
        assertEquals(List.of(0, 0, 0, 0, 1, 1), consumer.flags());
        assertEquals(0, server.subscribers().get(0).ack());

        consumer.send(ack(1, logged.get(2)));
        pollUntil("the ack of the new round counts", () -> server.subscribers().get(0).ack() == logged.get(2));
    }

    @Test
    void aWayBackOutlivesARestart() {
        start(context());
        publish("b", "old");
        final WireSession first = consumer("desk", subscribe(1, LAST_ACK, 0, "a"));
        awaitReceived(first, 1);
        publish("a", "1");
        awaitReceived(first, 2);
        first.send(ack(0, logged.get(1)));
        poll(10);
        first.send(subscribe(2, START, 0, "b"));
        awaitReceived(first, 4);
        restart();

        final WireSession second = welcomed('c', "desk");
        awaitReceived(second, 1);

        assertEquals(0, second.mark());
        assertEquals(List.of("b=old #1"), second.received());
    }

    @Test
    void anEndedSubscriptionIsEndedForTheNextSessionToo() {
        start(context());
        final WireSession first = consumer("desk", subscribe(1, LAST_ACK, 0, "a")).send(subscribe(2, END, 0, "b"));
        awaitReceived(first, 2);
        first.send(unsubscribe("a"));
        poll(10);
        publish("a", "1");
        publish("b", "2");
        awaitReceived(first, 3);
        first.send(close(1));
        pollUntil("it is closed", () -> first.receive().isEnded());

        final WireSession second = welcomed('c', "desk");
        awaitReceived(second, 1);

        assertEquals("b=2 #1", first.received().get(2));
        assertEquals(List.of("b=2 #1"), second.received());
    }

    @Test
    void whoWantsToBeForgottenIs() {
        start(context());
        final WireSession first = consumer("desk", subscribe(1, START, 0, "a"));
        awaitReceived(first, 1);
        first.send(close(2));
        pollUntil("it is closed", () -> first.receive().isEnded());
        assertEquals(List.of(), server.subscribers());
        assertEquals("", first.farewell());
        publish("a", "1");

        final WireSession second = welcomed('c', "desk");
        assertEquals("v1 flags=0 heartbeat=10000 queues-server", second.welcome());
        assertEquals(logged.get(0), second.mark());
    }

    @Test
    void aSecondSessionOfTheNameGoesOnForTheFirst() {
        start(context().shards(2));
        final WireSession first = consumer("desk", subscribe(1, LAST_ACK, 0, "a"));
        awaitReceived(first, 1);
        publish("a", "1");
        awaitReceived(first, 2);

        final WireSession second = welcomed('c', "desk");
        awaitReceived(second, 1);

        awaitFarewell(first, "CLOSE 4 ");
        assertEquals("v1 flags=3 heartbeat=10000 queues-server", second.welcome());
        assertEquals(List.of("a=1 #1"), second.received());
        assertEquals(List.of(1), second.flags());
    }

    @Test
    void anAckOfWhatWasNotDeliveredEndsTheSession() {
        start(context());
        publish("a", "1");
        for (final long index : new long[] {logged.get(0) + 1, -1, Long.MAX_VALUE}) {
            final WireSession consumer = consumer("", subscribe(1, START, 0, "a"));
            awaitReceived(consumer, 2);

            consumer.send(ack(0, index));

            awaitFarewell(consumer, "CLOSE 14 ");
        }
    }

    @Test
    void aHeartbeatTellsHowFarTheLogIs() {
        start(context());
        final WireSession consumer = consumer("", subscribe(1, END, 0, "a"));
        awaitReceived(consumer, 1);
        publish("b", "1");
        assertNotEquals(logged.get(0), consumer.lastIndex());

        clock.advance(10_000_000_000L);
        pollUntil("a heartbeat comes", () -> consumer.receive().heartbeats() == 1);

        assertEquals(logged.get(0), consumer.lastIndex());
    }

    @Test
    void longMessagesToASlowReaderAndAnswersInBetweenKeepTheirBounds() {
        start(context().socketBufferLength(64 << 10).ringLength(64 << 10).ringEntries(64));
        final String large = "x".repeat(1_000_000);
        publish("a", "1");
        final WireSession consumer = session(new WireBytes().bytes(hello('c', "").toBytes())
            .bytes(subscribe(1, START, 0, "a").toBytes()), 32 << 10);
        poll(20);
        sendAll(producer, new WireBytes().message("a", large).message("b", large).message("a", "2").toBytes());
        awaitLog(4);
        logged.add(server.lastIndex());

        for (int i = 2; i <= 40; i++) {
            consumer.send(subscribe(i, LAST_ACK, 0, "q" + i));
            poll(2);
            clock.advance(1_000_000_000L);
            consumer.send(WireSession.heartbeat());
        }
        consumer.send(subscribe(41, START, 0, "b"));
        pollUntil("the answer to the last one", () -> consumer.receive().received().stream()
            .anyMatch(one -> one.startsWith("SUBSCRIBED 41 ")));
        pollUntil("the way back is over", () -> consumer.receive().received().stream()
            .anyMatch(one -> one.equals("b=" + WireClient.shortened(large) + " #1")));

        assertEquals(41, consumer.received().stream().filter(one -> one.startsWith("SUBSCRIBED")).count());
        assertEquals("", consumer.farewell());
    }

    @Test
    void ringAndLogMeetWithoutASeam() {
        start(context().ringLength(16 << 10).ringEntries(64).socketBufferLength(8 << 10));
        final WireSession named = consumer("desk", subscribe(1, LAST_ACK, 0, ""));
        awaitReceived(named, 1);
        final WireSession slow = session(new WireBytes().bytes(hello('c', "").toBytes())
            .bytes(subscribe(1, START, 0, "even").toBytes()), 8 << 10);
        poll(20);
        producer = producer();
        int sent = 0;
        for (int round = 0; round < 60; round++) {
            final WireBytes burst = new WireBytes();
            for (int i = 0; i < 1 + round * 7 % 130; i++) {
                sent++;
                burst.message(sent % 2 == 0 ? "even" : "odd", "m" + sent + "x".repeat(sent % 97));
            }
            sendAll(producer, burst.toBytes());
            poll(3);
            named.receive();
            if (round % 7 == 0) {
                slow.receive();
            }
        }
        final int total = sent;
        awaitReceived(named, total + 1);
        awaitReceived(slow, total / 2 + 1);

        assertEquals(IntStream.rangeClosed(1, total).mapToObj(SessionConsumerTest::told).toList(),
            named.received().subList(1, total + 1));
        assertEquals(IntStream.rangeClosed(1, total / 2).mapToObj(i -> told(2 * i)).toList(),
            slow.received().subList(1, total / 2 + 1));
    }

    private static String told(final int number) {
        return (number % 2 == 0 ? "even" : "odd") + "=" + WireClient.shortened("m" + number + "x".repeat(number % 97))
            + " #" + (number + 1) / 2;
    }

    @Test
    void everySplitOfTheStreamMeansTheSame() {
        start(context());
        publish("ab", "1", "2");
        final byte[] all = new WireBytes().bytes(hello('c', "").toBytes())
            .bytes(subscribe(1, START, 0, "ab").toBytes()).bytes(unsubscribe("x").toBytes())
            .bytes(ack(0, 0).toBytes()).bytes(subscribe(2, END, 0, "").toBytes()).toBytes();

        for (int cut = 1; cut < all.length; cut++) {
            final WireSession consumer = session(new WireBytes().bytes(Arrays.copyOf(all, cut)));
            poll(3);
            consumer.send(Arrays.copyOfRange(all, cut, all.length));
            awaitReceived(consumer, 4);

            assertEquals(4, consumer.received().size(), "cut=" + cut + " " + consumer.received());
            assertTrue(consumer.received().containsAll(List.of("ab=1 #1", "ab=2 #2")), "cut=" + cut);
            consumer.close();
        }
    }
}
