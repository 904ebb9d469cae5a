package io.holdfast.bridge.queueserver;

import io.holdfast.Durability;
import io.holdfast.bridge.queueserver.protocol.WireBytes;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The base protocol as clients see it. */
class QueueServerTest extends QueueServerFixture {
    private static WireBytes bytes() {
        return new WireBytes();
    }

    @Test
    void eachMessageReachesEverySubscribedConsumerOnce() {
        start(context());
        final WireClient prices = consumer(bytes().subscribe("prices"));
        final WireClient all = consumer(bytes().subscribe(""));
        final WireClient both = consumer(bytes().subscribe("").subscribe("prices").subscribe("prices"));
        final WireClient none = consumer(bytes());
        final WireClient producer = producer();

        producer.send(bytes().message("prices", "1").message("trades", "2").message("prices", "3").message("", "4"));

        receive(all, 4);
        receive(both, 4);
        receive(prices, 2);
        receive(none, 0);
        assertEquals(List.of("prices=1", "trades=2", "prices=3", "=4"), all.received());
        assertEquals(all.received(), both.received());
        assertEquals(List.of("prices=1", "prices=3"), prices.received());
        assertEquals(List.of(), none.received());
    }

    @Test
    void consumersSeeWhatArrivesAfterTheySubscribedAndUntilTheyUnsubscribe() {
        start(context());
        final WireClient producer = producer();
        producer.send(bytes().message("a", "early").message("b", "early"));
        awaitLog(2);
        final WireClient consumer = consumer(bytes().subscribe("a"));
        producer.send(bytes().message("a", "1").message("b", "1"));
        receive(consumer, 1);
        consumer.send(bytes().subscribe("b"));
        settle(consumer);
        producer.send(bytes().message("b", "2").message("a", "2"));
        receive(consumer, 3);
        consumer.send(bytes().unsubscribe("a").unsubscribe("never"));
        settle(consumer);
        producer.send(bytes().message("a", "3").message("b", "3"));
        receive(consumer, 4);
        consumer.send(bytes().subscribe("").unsubscribe("").subscribe("c"));
        settle(consumer);
        producer.send(bytes().message("a", "4").message("b", "4").message("c", "4"));
        receive(consumer, 5);

        assertEquals(List.of("a=1", "b=2", "a=2", "b=3", "c=4"), consumer.received());
    }

    @Test
    void unsubscribingANameLeavesTheSubscriptionToAll() {
        start(context());
        final WireClient consumer = consumer(bytes().subscribe("").subscribe("a").unsubscribe("a"));
        final WireClient producer = producer();

        producer.send(bytes().message("a", "1"));
        receive(consumer, 1);

        assertEquals(List.of("a=1"), consumer.received());
    }

    @Test
    void framesMayArriveSplitAtAnyByte() {
        start(context());
        final WireClient consumer = consumer(bytes().subscribe("").subscribe("x"));
        final byte[] stream = bytes().role("produce").message("name", "message").message("", "").toBytes();
        for (int cut = 1; cut < stream.length; cut++) {
            final WireClient producer = client();
            assertEquals(cut, producer.trySend(stream, 0, cut));
            poll(5);
            assertEquals(stream.length - cut, producer.trySend(stream, cut, stream.length - cut));
            final int expected = 2 * cut;
            receive(consumer, expected);
            assertEquals(expected, consumer.received().size(), "cut=" + cut);
            producer.close();
        }
        final byte[] subscriptions = bytes().role("consume").subscribe("name").subscribe("other").toBytes();
        for (int cut = 1; cut < subscriptions.length; cut++) {
            final WireClient split = client();
            assertEquals(cut, split.trySend(subscriptions, 0, cut));
            poll(5);
            assertEquals(subscriptions.length - cut, split.trySend(subscriptions, cut, subscriptions.length - cut));
            settle(split);
            assertFalse(split.isEnded(), "cut=" + cut);
        }
    }

    @Test
    void theOrderOfEachProducerIsKeptForEveryConsumer() {
        start(context());
        final List<WireClient> consumers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            consumers.add(consumer(i == 0 ? bytes().subscribe("") : bytes().subscribe("q0").subscribe("q1")
                .subscribe("q2")));
        }
        final List<WireClient> producers = List.of(producer(), producer(), producer());
        for (int round = 0; round < 200; round++) {
            for (int p = 0; p < producers.size(); p++) {
                producers.get((p + round) % 3).send(bytes().message("q" + (p + round) % 3, "" + round));
            }
            poll();
        }

        for (final WireClient consumer : consumers) {
            receive(consumer, 600);
            assertEquals(600, consumer.received().size());
            assertEquals(consumers.get(0).received(), consumer.received());
            for (int p = 0; p < 3; p++) {
                final String queue = "q" + p + "=";
                final List<Integer> rounds = consumer.received().stream().filter(text -> text.startsWith(queue))
                    .map(text -> Integer.parseInt(text.substring(queue.length()))).toList();
                assertEquals(rounds.stream().sorted().toList(), rounds);
            }
        }
    }

    @Test
    void answersOkOnlyWhenTold() {
        start(context().replyOk(true));
        final WireClient producer = client().send(bytes().role("produce"));
        receive(producer, 1);
        producer.send(bytes().message("a", "1").message("a", "2"));
        receive(producer, 3);
        final WireClient consumer = client()
            .send(bytes().role("consume").subscribe("a").unsubscribe("").subscribe("b"));
        receive(consumer, 4);
        producer.send(bytes().message("b", "3"));
        receive(consumer, 5);

        assertEquals(List.of("OK", "OK", "OK"), producer.received().subList(0, 3));
        assertEquals(List.of("OK", "OK", "OK", "OK", "b=3"), consumer.received());
    }

    @Test
    void whoIsRefusedInOneSegmentWithItsRoleIsAnsweredTheRole() {
        start(context().replyOk(true).maxMessageLength(10));
        final WireClient producer = client().send(bytes().role("produce").message("a", "much too long for it"));

        awaitEnd(producer);

        assertEquals(List.of("OK"), producer.received());
    }

    @Test
    void whatWasAcceptedOutlivesARestart() {
        start(context().retainBytes(1 << 20));
        producer().send(bytes().message("a", "1").message("b", "2"));
        awaitLog(2);
        server.close();

        start(context());
        final WireClient consumer = consumer(bytes().subscribe(""));
        producer().send(bytes().message("a", "3"));
        receive(consumer, 1);

        assertEquals(List.of("a=3"), consumer.received());
        assertTrue(server.log().lastOrdinal() >= 3);
    }

    @Test
    void messagesLargerThanTheRingAndEveryBufferArriveWhole() {
        start(context().ringLength(64 << 10).socketBufferLength(64 << 10));
        final WireClient all = consumer(bytes().subscribe(""));
        final WireClient named = consumer(bytes().subscribe("large").subscribe("small"));
        final WireClient producer = producer();
        final String large = "0123456789abcdef".repeat(200_000);

        sendAll(producer, bytes().message("small", "before").message("large", large).message("small", "after")
            .toBytes());
        receive(all, 3);
        receive(named, 3);

        assertEquals(List.of("small=before", "large=" + WireClient.shortened(large), "small=after"), all.received());
        assertEquals(all.received(), named.received());
    }

    @Test
    void aSyncedServerDeliversAndAnswersToo() {
        start(context().durability(Durability.SYNC).replyOk(true));
        final WireClient consumer = client().send(bytes().role("consume").subscribe(""));
        receive(consumer, 2);
        final WireClient producer = client().send(bytes().role("produce").message("a", "1").message("b", "2"));
        receive(producer, 3);
        receive(consumer, 4);

        assertEquals(List.of("OK", "OK", "a=1", "b=2"), consumer.received());
    }

    @Test
    void aProducerThatSendsAndGoesLosesNothing() {
        start(context());
        final WireClient consumer = consumer(bytes().subscribe("a"));
        client().send(bytes().role("produce").message("a", "1").message("a", "2")).close();

        receive(consumer, 2);

        assertEquals(List.of("a=1", "a=2"), consumer.received());
    }

    @Test
    void aProducerThatEndsItsStreamStillGetsItsAnswers() {
        start(context().replyOk(true).durability(Durability.SYNC));
        final WireBytes stream = bytes().role("produce");
        for (int i = 0; i < 5000; i++) {
            stream.message("a", "" + i);
        }
        final WireClient producer = client();
        sendAll(producer, stream.toBytes());
        producer.endOutput();

        awaitEnd(producer);

        assertEquals("", producer.fault());
        assertEquals(5001, producer.received().size());
        assertEquals(5000, server.log().lastOrdinal());
        pollUntil("it is forgotten", () -> server.clientCount() == 0);
    }

    @Test
    void aProducerThatReadsNoAnswersIsNotReadAnyMore() {
        start(context().replyOk(true).socketBufferLength(64 << 10));
        final WireBytes stream = bytes();
        for (int i = 0; i < 1000; i++) {
            stream.message("", "");
        }
        final byte[] bytes = stream.toBytes();
        final WireClient producer = client(32 << 10).send(bytes().role("produce"));
        int sent = 0;
        for (int quiet = 0; quiet < 2000; quiet++) {
            final int count = producer.trySend(bytes, sent % bytes.length, bytes.length - sent % bytes.length);
            sent += count;
            quiet = count > 0 ? 0 : quiet;
            poll();
        }
        assertTrue(server.log().lastOrdinal() < 500_000, "lastOrdinal=" + server.log().lastOrdinal());

        final long before = server.log().lastOrdinal();
        pollUntil("it is read again", () -> server.log().lastOrdinal() > before || producer.receive().isEnded());
        assertFalse(producer.isEnded());
    }

    @Test
    void severalShardsServeTheSameQueues() {
        start(context().shards(3));
        final List<WireClient> consumers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            consumers.add(consumer(i % 2 == 0 ? bytes().subscribe("") : bytes().subscribe("a")));
        }
        final List<WireClient> producers = List.of(producer(), producer(), producer(), producer());
        for (int i = 0; i < 100; i++) {
            producers.get(i % 4).send(bytes().message("a", "" + i));
            poll(3);
        }

        for (final WireClient consumer : consumers) {
            receive(consumer, 100);
            assertEquals(100, consumer.received().stream().distinct().count());
        }
    }
}
