package io.holdfast.bridge.queueserver;

import io.holdfast.Durability;
import io.holdfast.bridge.queueserver.log.MessageDraft;
import io.holdfast.bridge.queueserver.log.QueueLimits;
import io.holdfast.bridge.queueserver.protocol.WireBytes;
import net.openhft.chronicle.core.Jvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static io.holdfast.bridge.queueserver.WireSession.close;
import static io.holdfast.bridge.queueserver.WireSession.hello;
import static io.holdfast.bridge.queueserver.WireSession.produce;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Producers that are told what was accepted, and send again what they do not know of. */
class SessionProducerTest extends QueueServerFixture {
    private List<String> log() {
        final List<String> all = new ArrayList<>();
        try (var reader = server.log().reader()) {
            while (reader.next()) {
                all.add(reader.producerSequence() + ":" + reader.queueSequence());
            }
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void whatIsConfirmedIsInTheLogAndReachesBaseConsumersToo(final Durability durability) {
        start(context().durability(durability));
        final WireClient consumer = consumer(new WireBytes().subscribe("a"));
        final long before = server.log().lastOrdinal();
        final WireSession producer = welcomed('p', "feed");

        producer.send(produce(1, "a", "one")).send(produce(2, "a", "two"));
        awaitConfirmed(producer, 2);
        receive(consumer, 2);

        assertEquals("v1 flags=0 heartbeat=10000 queues-server", producer.welcome());
        assertEquals(0, producer.mark());
        assertEquals(List.of("a=one", "a=two"), consumer.received());
        assertEquals(before + 2, server.log().lastOrdinal());
        assertEquals(server.lastIndex(), producer.indices().get(producer.indices().size() - 1));
    }

    @Test
    void oneConfirmationCoversMany() {
        start(context());
        final WireSession producer = welcomed('p', "feed");
        final WireBytes many = new WireBytes();
        for (int i = 1; i <= 500; i++) {
            many.bytes(produce(i, "a", "x").toBytes());
        }

        producer.send(many);
        awaitConfirmed(producer, 500);

        assertTrue(producer.confirms() < 100, "confirms=" + producer.confirms());
        assertEquals(500, server.log().lastOrdinal());
    }

    @Test
    void whatIsSentAgainAfterAReconnectIsConfirmedAndNotAppended() {
        start(context());
        final WireSession first = welcomed('p', "feed").send(produce(1, "a", "1")).send(produce(2, "a", "2"));
        awaitLog(2);
        first.close();

        final WireSession second = welcomed('p', "feed");
        second.send(produce(1, "a", "1")).send(produce(2, "a", "2"));
        awaitConfirmed(second, 2);
        second.send(produce(2, "a", "2")).send(produce(3, "a", "3"));
        awaitConfirmed(second, 3);

        assertEquals(2, second.mark());
        assertEquals(List.of("1:1", "2:2", "3:3"), log());
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void theMarkConfirmsWhatASessionThatWasCutHadNoAnswerTo(final Durability durability) {
        start(context().durability(durability));
        final WireSession first = welcomed('p', "feed").send(produce(1, "a", "1")).send(produce(2, "a", "2"));
        awaitLog(2);
        first.close();

        final WireSession second = welcomed('p', "feed");
        poll(100);
        second.receive();

        assertEquals(2, second.mark());
        assertEquals(0, second.confirms(), "nothing was sent in this session that could be confirmed");
        second.send(produce(3, "a", "3"));
        awaitConfirmed(second, 3);
        assertEquals(1, second.confirms());
    }

    @Test
    void duplicatesAreKnownAfterARestartOfTheServer() {
        start(context());
        final WireSession first = welcomed('p', "feed").send(produce(1, "a", "1")).send(produce(2, "b", "2"));
        awaitConfirmed(first, 2);
        restart(context());

        final WireSession second = welcomed('p', "feed");
        second.send(produce(2, "b", "2")).send(produce(3, "b", "3"));
        awaitConfirmed(second, 3);

        assertTrue(first.receive().farewell().startsWith("CLOSE 3 "), first.farewell());
        assertEquals("v1 flags=1 heartbeat=10000 queues-server", second.welcome());
        assertEquals(2, second.mark());
        assertEquals(List.of("1:1", "2:1", "3:2"), log());
    }

    @Test
    void aSequenceLeftOutEndsTheSessionAndWhatCameBeforeCounts() {
        start(context());
        final WireSession producer = welcomed('p', "feed");

        producer.send(new WireBytes().bytes(produce(1, "a", "1").toBytes()).bytes(produce(3, "a", "3").toBytes()));
        awaitFarewell(producer, "CLOSE 13 ");

        assertEquals(List.of("1:1"), log());
        assertEquals(1, welcomed('p', "feed").mark());
    }

    @Test
    void producersWithoutANameCountForThemselves() {
        start(context());
        final WireSession one = welcomed('p', "").send(produce(1, "a", "1"));
        final WireSession other = welcomed('p', "").send(produce(1, "a", "1"));
        awaitConfirmed(one, 1);
        awaitConfirmed(other, 1);

        one.send(produce(1, "a", "1")).send(produce(2, "a", "2"));
        awaitConfirmed(one, 2);

        assertEquals(0, welcomed('p', "").mark());
        assertEquals(List.of("0:1", "0:2", "0:3"), log());
    }

    @Test
    void aSecondSessionOfTheNameTakesThePlaceOfTheFirst() {
        start(context());
        final WireSession first = welcomed('p', "feed").send(produce(1, "a", "1"));
        awaitConfirmed(first, 1);
        final WireSession consumer = welcomed('c', "feed");

        final WireSession second = welcomed('p', "feed");
        awaitFarewell(first, "CLOSE 4 ");
        second.send(produce(2, "a", "2"));
        awaitConfirmed(second, 2);

        assertEquals("v1 flags=3 heartbeat=10000 queues-server", second.welcome());
        assertFalse(consumer.receive().isEnded());
    }

    @Test
    void aSessionOfAnotherThreadIsReplacedToo() {
        start(context().shards(3));
        final WireSession first = welcomed('p', "feed").send(produce(1, "a", "1"));
        awaitConfirmed(first, 1);

        final WireSession second = welcomed('p', "feed");
        final WireSession third = welcomed('p', "feed");

        awaitFarewell(first, "CLOSE 4 ");
        awaitFarewell(second, "CLOSE 4 ");
        third.send(produce(2, "a", "2"));
        awaitConfirmed(third, 2);
        assertEquals(List.of("1:1", "2:2"), log());
    }

    @Test
    void whoSaysCloseStillHearsOfItsLastMessages() {
        start(context().durability(Durability.SYNC));
        final WireSession producer = session(new WireBytes().bytes(hello('p', "feed").toBytes())
            .bytes(produce(1, "a", "1").toBytes()).bytes(produce(2, "a", "2").toBytes()).bytes(close(1).toBytes()));

        pollUntil("it is closed", () -> producer.receive().isEnded());

        assertEquals(2, producer.confirmed());
        assertEquals("", producer.farewell());
    }

    @Test
    void aSequenceThatAnotherTookMeanwhileEndsTheSessionInsteadOfBeingConfirmed() {
        start(context());
        final WireSession producer = welcomed('p', "feed").send(produce(1, "a", "1"));
        awaitConfirmed(producer, 1);
        appendAs(ProducerNames.idOf("feed"), 2);

        producer.send(produce(2, "a", "another")).send(produce(3, "a", "3"));
        awaitFarewell(producer, "CLOSE 4 ");

        assertEquals(1, producer.confirmed());
        assertEquals(List.of("1:1", "2:2"), log());
        assertEquals(2, welcomed('p', "feed").mark());
    }

    /** What a producer does whose name has the same id. */
    private void appendAs(final long producerId, final long sequence) {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(1).put(0, (byte) 'a');
        try (MessageDraft draft = new MessageDraft()) {
            draft.set(Jvm.address(bytes), 1, Jvm.address(bytes), 1);
            draft.producer(producerId, sequence);
            assertTrue(server.log().append(draft) > 0);
        }
        Reference.reachabilityFence(bytes);
    }

    @Test
    void everySplitOfTheStreamMeansTheSame() {
        start(context());
        final byte[] all = new WireBytes().bytes(hello('p', "").toBytes()).bytes(produce(1, "ab", "1").toBytes())
            .bytes(produce(2, "", "").toBytes()).bytes(WireSession.heartbeat().toBytes())
            .bytes(close(1).toBytes()).toBytes();

        for (int cut = 1; cut < all.length; cut++) {
            final WireSession producer = session(new WireBytes().bytes(Arrays.copyOf(all, cut)));
            poll(3);
            producer.send(Arrays.copyOfRange(all, cut, all.length));
            pollUntil("cut=" + cut + " is closed", () -> producer.receive().isEnded());

            assertEquals(2, producer.confirmed(), "cut=" + cut);
            producer.close();
        }
        assertEquals(2L * (all.length - 1), server.log().lastOrdinal());
    }

    @Test
    void aStreamThatEndsAnywhereHurtsNobody() {
        start(context());
        final WireSession other = welcomed('p', "other");
        final byte[] all = new WireBytes().bytes(hello('p', "feed").toBytes()).bytes(produce(1, "ab", "1").toBytes())
            .toBytes();

        for (int cut = 1; cut < all.length; cut++) {
            session(new WireBytes().bytes(Arrays.copyOf(all, cut))).close();
            pollUntil("cut=" + cut + " is gone", () -> server.clientCount() == 1);
        }

        other.send(produce(1, "a", "1"));
        awaitConfirmed(other, 1);
        assertEquals(1, server.log().lastOrdinal());
    }

    @Test
    void aQueueOrProducerTooManyEndsTheSession() {
        start(context().queueLimits(new QueueLimits(1, 1)));
        final WireSession producer = welcomed('p', "feed").send(produce(1, "a", "1"));
        awaitConfirmed(producer, 1);

        producer.send(produce(2, "b", "1"));
        final WireSession other = welcomed('p', "other").send(produce(1, "a", "1"));

        awaitFarewell(producer, "CLOSE 15 the queue");
        awaitFarewell(other, "CLOSE 15 the producer");
        assertEquals(1, server.log().lastOrdinal());
    }
}
