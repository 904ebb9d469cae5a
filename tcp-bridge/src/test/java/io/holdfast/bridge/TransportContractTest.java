package io.holdfast.bridge;

import io.holdfast.AckMode;
import io.holdfast.Action;
import io.holdfast.Batch;
import io.holdfast.Connection;
import io.holdfast.Transport;
import io.holdfast.store.CycleSurgery;
import io.holdfast.store.Log;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What holds for messages on their way, whichever way they travel. */
class TransportContractTest extends TransportFixture {
    private static List<String> concat(final List<String> first, final List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private Log senderLog() {
        return ((PeerConnection) way.sender()).store().sendQueue().log();
    }

    @Test
    void aConnectionTellsHowItsMessagesTravel() {
        pair.openServer();
        pair.openClient();
        assertEquals(Transport.AUTO, way.sender().transport(), "before the first session");

        pair.pollUntilConnected();

        assertEquals(transport, way.sender().transport());
        assertEquals(transport, way.receiver().transport());
        way.sender().disconnect();
        assertEquals(transport, way.sender().transport(), "of the last session");
    }

    @Test
    void messagesArriveInOrderUnchangedAndOnceInBothDirectionsAtATime() {
        connect();
        for (int i = 0; i < 300; i++) {
            way.send(3 * i, 3 * i + 3);
            back.send(2 * i, 2 * i + 2);
            pair.poll();
        }

        pair.pollUntilAcked();
        pair.poll(40);

        assertEquals(Way.texts(0, 900), way.receiverSide().received);
        assertEquals(Way.texts(0, 600), back.receiverSide().received);
        assertEquals(1, way.sender().stats().sessions());
        assertEquals(900, way.sender().stats().sent());
        assertEquals(900, way.receiver().stats().received());
    }

    @Test
    void messagesTellWhatTheSendersLogSays() {
        connect();
        final List<String> facts = new ArrayList<>();
        way.receiverSide().handler = (connection, message) -> {
            facts.add(message.index() + " " + message.ordinal() + " " + message.type() + " " + message.length() + " "
                + message.appendedAtNs() + " " + message.isReplay() + " " + message.isRedelivered());
            return Action.CONSUMED;
        };
        final long ns = pair.clock.epochNs();
        final long first = way.sender().offer(-7, new byte[3], 0, 3);
        final long second = way.sender().offer(Integer.MAX_VALUE, new byte[3], 0, 0);

        pair.pollUntilAcked();

        assertEquals(List.of(first + " 1 -7 3 " + ns + " false false",
            second + " 2 2147483647 0 " + ns + " false false"), facts);
    }

    @Test
    void theLongestMessageGoesThrough() {
        connect();
        final String longest = "x".repeat(4096);

        TestPair.send(way.sender(), longest);
        TestPair.send(way.sender(), "");
        TestPair.send(way.sender(), longest);
        pair.pollUntilAcked();

        assertEquals(List.of(longest, "", longest), way.receiverSide().received);
    }

    @Test
    void theFirstMessageEverReachesAPeerThatWasNeverThere() {
        if (isToServer) {
            pair.openClient();
        } else {
            pair.openServer();
        }
        way.send(0, 3);
        pair.poll(20);

        if (isToServer) {
            pair.openServer();
        } else {
            pair.openClient();
        }
        pair.pollUntilConnected();
        pair.pollUntilAcked();

        assertEquals(Way.texts(0, 3), way.receiverSide().received);
        assertEquals(transport, way.sender().transport());
    }

    @Test
    void aPollDeliversNoMoreThanItsLimit() {
        connect();
        way.receiverSide().limit = 0;
        way.send(0, 10);
        pair.poll(40);
        assertEquals(List.of(), way.receiverSide().received);

        assertEquals(4, way.receiver().poll(way.receiverSide(), 4));
        assertEquals(6, way.receiver().poll(way.receiverSide(), 100));
        assertEquals(0, way.receiver().poll(way.receiverSide(), 100));
        assertEquals(Way.texts(0, 10), way.receiverSide().received);
    }

    @Test
    void aReplyAndTheAckItMakesAreSeenTogether() {
        connect();
        final List<Boolean> isAcked = new ArrayList<>();
        way.receiverSide().handler = (connection, message) ->
            TestPair.reply(connection, message.index(), "re " + message.ordinal()) > 0 ? Action.CONSUMED : Action.RETRY;
        way.senderSide().handler = (connection, message) -> {
            isAcked.add(connection.ackedIndex() >= connection.lastIndex() - 4 + message.ordinal());
            return Action.CONSUMED;
        };
        way.send(0, 4);

        pair.pollUntil("answered", () -> way.senderSide().received.size() == 4);

        assertEquals(List.of("re 1", "re 2", "re 3", "re 4"), way.senderSide().received);
        assertEquals(List.of(true, true, true, true), isAcked);
    }

    @Test
    void aReplyOutlivesAKillTogetherWithItsAck() {
        connect();
        way.receiverSide().handler = (connection, message) -> {
            if (message.ordinal() == 1) {
                TestPair.reply(connection, message.index(), "re 1");
            }
            return Action.RETRY;
        };
        way.send(0, 2);
        pair.pollUntil("replied", () -> way.receiver().lastOrdinal() == 1);
        way.killReceiver();
        way.receiverSide().handler = (connection, message) -> Action.CONSUMED;

        way.openReceiver(null);
        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertEquals(List.of("re 1"), way.senderSide().received);
        assertEquals(List.of("message 1"), way.receiverSide().received, "answered ones do not come again");
    }

    @Test
    void aBatchArrivesWholeOrNotAtAll() {
        connect();
        final List<String> places = new ArrayList<>();
        way.receiverSide().handler = (connection, message) -> {
            places.add(message.batchPosition() + "/" + message.batchSize());
            return Action.CONSUMED;
        };
        try (Batch committed = way.sender().batch(); Batch dropped = way.sender().batch()) {
            add(committed, "a", "b", "c");
            add(dropped, "never");
            pair.poll(40);
            assertEquals(List.of(), way.receiverSide().received);

            assertTrue(committed.commit() > 0);
        }
        pair.pollUntilAcked();

        assertEquals(List.of("a", "b", "c"), way.receiverSide().received);
        assertEquals(List.of("0/3", "1/3", "2/3"), places);
    }

    @Test
    void aBatchThatAcksIsSeenWithItsAck() {
        connect(context -> context.ackMode(AckMode.MANUAL));
        way.receiverSide().handler = (connection, message) -> Action.DEFER;
        way.send(0, 1);
        pair.pollUntil("given", () -> way.receiverSide().received.size() == 1);
        final List<Long> unacked = new ArrayList<>();
        way.senderSide().handler = (connection, message) -> {
            unacked.add(connection.unackedMessages());
            return Action.CONSUMED;
        };

        try (Batch batch = way.receiver().batch()) {
            add(batch, "x", "y");
            batch.ackOnCommit(way.receiverSide().indices.get(0));
            assertTrue(batch.commit() > 0);
        }
        pair.pollUntilAcked();

        assertEquals(List.of(0L, 0L), unacked);
    }

    private static void add(final Batch batch, final String... texts) {
        for (final String text : texts) {
            final byte[] payload = text.getBytes(StandardCharsets.UTF_8);
            batch.add(1, Bytes.wrapForRead(payload), 0, payload.length);
        }
    }

    @Test
    void retryDeliversTheSameMessageAgainInTheNextPoll() {
        connect();
        final List<Integer> attempts = new ArrayList<>();
        way.receiverSide().handler = (connection, message) -> {
            attempts.add(message.attempt());
            return message.attempt() < 3 ? Action.RETRY : Action.CONSUMED;
        };
        way.send(0, 2);

        pair.pollUntilAcked();

        assertEquals(List.of(1, 2, 3, 1, 2, 3), attempts);
        assertEquals(Way.texts(0, 2), way.receiverSide().received);
    }

    @Test
    void aHandlerThatThrowsIsGivenTheMessageAgain() {
        connect();
        way.receiverSide().handler = (connection, message) -> {
            if (message.attempt() == 1) {
                throw new IllegalStateException("the first time");
            }
            return Action.CONSUMED;
        };
        way.send(0, 2);

        assertEquals("the first time", pair.pollUntilThrown().getMessage());
        assertEquals("the first time", pair.pollUntilThrown().getMessage());
        pair.pollUntilAcked();

        assertEquals(Way.texts(0, 2), way.receiverSide().received);
        assertEquals(1, way.receiver().stats().sessions());
    }

    @Test
    void deferredMessagesAreAckedLaterAndTheSenderSeesIt() {
        connect(context -> context.ackMode(AckMode.MANUAL));
        way.receiverSide().handler = (connection, message) -> Action.DEFER;
        way.send(0, 5);
        pair.pollUntil("given", () -> way.receiverSide().received.size() == 5);
        pair.poll(40);
        assertEquals(5, way.sender().unackedMessages());

        way.receiver().ack(way.receiverSide().indices.get(2));
        pair.pollUntil("seen", () -> way.sender().unackedMessages() == 2);

        assertEquals(way.receiverSide().indices.get(2), way.sender().ackedIndex());
        assertEquals(Way.texts(0, 5), way.receiverSide().received);
    }

    @Test
    void aFullBacklogPressesBackUntilThePeerAcks() {
        connect(context -> context.maxBacklogMessages(3));
        way.receiverSide().limit = 0;
        way.send(0, 3);
        pair.poll(40);
        assertEquals(Connection.BACK_PRESSURED, way.sender().offer(1, new byte[1], 0, 1));

        way.receiverSide().limit = 1;
        pair.pollUntil("room", () -> way.sender().offer(1, new byte[] {'x'}, 0, 1) > 0);
        way.receiverSide().limit = 1000;
        pair.pollUntilAcked();

        assertEquals(concat(Way.texts(0, 3), List.of("x")), way.receiverSide().received);
    }

    @Test
    void manyCyclesAreFollowedAndDeletedOnceTheyAreAcked() {
        connect();
        final String longText = "y".repeat(4000);
        final long firstIndex = senderLog().firstIndex();
        for (int i = 0; i < 600; i++) {
            TestPair.send(way.sender(), longText);
            if (i % 20 == 0) {
                pair.poll(2);
            }
        }

        pair.pollUntilAcked();
        pair.poll(40);

        assertEquals(600, way.receiverSide().received.size());
        assertTrue(way.receiverSide().stepsBetweenCycles() > 3);
        assertTrue(senderLog().firstIndex() > firstIndex);
        assertTrue(senderLog().diskBytes() <= 3 * TestPair.CYCLE_SIZE);
        assertEquals(1, way.sender().stats().sessions());
    }

    @Test
    void rollsWhileTheReceiverDoesNotPollAreCaughtUpWith() {
        connect();
        way.receiverSide().limit = 0;
        IntStream.range(0, 300).forEach(i -> TestPair.send(way.sender(), i + "z".repeat(3000)));
        pair.poll(40);

        way.receiverSide().limit = 7;
        pair.pollUntilAcked();

        assertEquals(IntStream.range(0, 300).mapToObj(i -> i + "z".repeat(3000)).toList(),
            way.receiverSide().received);
        assertEquals(1, way.sender().stats().sessions());
    }

    @Test
    void inManualModeTheOldestUnackedMessageIsKnownAcrossCyclesAndNoIndexInBetweenIs() {
        connect(context -> context.ackMode(AckMode.MANUAL));
        way.receiverSide().handler = (connection, message) -> Action.DEFER;
        IntStream.range(0, 200).forEach(i -> TestPair.send(way.sender(), "w".repeat(4000)));
        pair.pollUntil("given", () -> way.receiverSide().received.size() == 200);
        final List<Long> indices = way.receiverSide().indices;
        final int step = IntStream.range(1, 200).filter(i -> indices.get(i) != indices.get(i - 1) + 1).findFirst()
            .orElseThrow();

        assertThrows(IllegalArgumentException.class, () -> way.receiver().ack(indices.get(step - 1) + 1));
        way.receiver().ack(indices.get(step - 1));

        assertTrue(TestPair.reply(way.receiver(), indices.get(step), "oldest") > 0);
        assertEquals(indices.get(step), way.receiver().consumedIndex());
    }

    @Test
    void aTombstoneIsSteppedOverReportedAndAcked() {
        connect();
        way.receiverSide().limit = 0;
        way.send(0, 3);
        final long second = way.sender().lastIndex() - 1;
        CycleSurgery.at(senderFolder(), second).bury();

        way.receiverSide().limit = 1000;
        pair.pollUntilAcked();

        assertEquals(List.of("message 0", "message 2"), way.receiverSide().received);
        assertEquals("lost incoming " + second + " " + second, way.receiverSide().event("lost"));
        assertEquals(way.sender().lastIndex(), way.receiver().consumedIndex());
    }

    @Test
    void aTombstoneBehindADeferredMessageIsConsumedTogetherWithThatAndNotBefore() {
        connect(context -> context.ackMode(AckMode.MANUAL));
        way.receiverSide().limit = 0;
        way.receiverSide().handler = (connection, message) -> Action.DEFER;
        way.send(0, 4);
        final long last = way.sender().lastIndex();
        CycleSurgery.at(senderFolder(), last - 1).bury();

        way.receiverSide().limit = 1000;
        pair.pollUntil("given", () -> way.receiverSide().received.size() == 3);
        pair.poll(40);

        assertEquals(0, way.receiver().consumedIndex());
        assertEquals(4, way.sender().unackedMessages());
        way.receiver().ack(last - 3);
        assertEquals(last - 3, way.receiver().consumedIndex());
        way.receiver().ack(last - 2);
        assertEquals(last - 1, way.receiver().consumedIndex(), "nobody else acks the tombstone");
        assertTrue(TestPair.reply(way.receiver(), last, "oldest") > 0);
        pair.pollUntilAcked();
    }
}
