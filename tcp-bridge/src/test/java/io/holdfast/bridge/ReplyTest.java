package io.holdfast.bridge;

import io.holdfast.AckMode;
import io.holdfast.Action;
import io.holdfast.Batch;
import io.holdfast.Connection;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** When a reply is allowed, and that an answer exists if and only if its request is acked. */
class ReplyTest extends PairFixture {
    private void connectInManualMode() {
        pair.serverOptions = context -> context.ackMode(AckMode.MANUAL);
        connect();
    }

    private void answerEverything() {
        pair.atServer.handler = (connection, message) -> {
            assertTrue(TestPair.reply(connection, message.index(), "answer " + message.ordinal()) > 0);
            return Action.CONSUMED;
        };
    }

    private static List<String> answers(final int from, final int to) {
        return IntStream.range(from, to).mapToObj(i -> "answer " + i).toList();
    }

    /** Sends messages, which are given to the server and not acked. */
    private void defer(final int count) {
        pair.atServer.handler = (connection, message) -> Action.DEFER;
        new Way(pair, true).send(0, count);
        pair.pollUntil("given", () -> pair.atServer.received.size() == count);
    }

    private long given(final int number) {
        return pair.atServer.indices.get(number);
    }

    @Test
    void aReplyInTheHandlerAcksTheMessage() {
        connect();
        answerEverything();

        new Way(pair, true).send(0, 3);
        pair.pollUntilAcked();

        assertEquals(answers(1, 4), pair.atClient.received);
        assertEquals(pair.atClient().lastIndex(), pair.atServer().consumedIndex());
    }

    @Test
    void aReplyAcksAtOnceWhateverTheHandlerReturnsOrThrows() {
        connect();
        final int[] calls = new int[1];
        pair.atServer.handler = (connection, message) -> {
            calls[0]++;
            TestPair.reply(connection, message.index(), "answer " + message.ordinal());
            assertEquals(message.index(), connection.consumedIndex());
            if (message.ordinal() == 2) {
                throw new IllegalStateException("after the reply");
            }
            return message.ordinal() == 1 ? Action.RETRY : Action.CONSUMED;
        };
        new Way(pair, true).send(0, 3);

        pair.pollUntilThrown();
        pair.pollUntilAcked();
        pair.poll(10);

        assertEquals(3, calls[0], "none was delivered again");
        assertEquals(answers(1, 4), pair.atClient.received);
    }

    @Test
    void aReplySurvivesAKillTogetherWithItsAck() {
        connect();
        answerEverything();
        new Way(pair, true).send(0, 3);
        pair.pollUntil("answered", () -> pair.atServer().lastOrdinal() == 3);
        pair.killServer();
        pair.openServer();

        pair.pollUntilAcked();

        assertEquals(answers(1, 4), pair.atClient.received);
    }

    @Test
    void aSecondReplyToOneMessageIsOutOfOrder() {
        connect();
        final List<Long> results = new ArrayList<>();
        pair.atServer.handler = (connection, message) -> {
            TestPair.reply(connection, message.index(), "first");
            results.add(TestPair.reply(connection, message.index(), "second"));
            return Action.CONSUMED;
        };

        new Way(pair, true).send(0, 1);
        pair.pollUntilAcked();

        assertEquals(List.of(Connection.OUT_OF_ORDER), results);
        assertEquals(List.of("first"), pair.atClient.received);
    }

    @Test
    void aReplyToAnotherMessageThanTheOneBeingHandledIsOutOfOrder() {
        connect();
        final List<Long> results = new ArrayList<>();
        pair.atServer.handler = (connection, message) -> {
            results.add(TestPair.reply(connection, message.index() - 1, "earlier"));
            results.add(TestPair.reply(connection, message.index() + 1, "later"));
            results.add(TestPair.reply(connection, 0, "none"));
            return Action.CONSUMED;
        };

        new Way(pair, true).send(0, 1);
        pair.pollUntilAcked();

        assertEquals(List.of(Connection.OUT_OF_ORDER, Connection.OUT_OF_ORDER, Connection.OUT_OF_ORDER), results);
        assertEquals(0, pair.atServer().lastOrdinal());
    }

    @Test
    void aReplyOutsideTheHandlerIsOutOfOrderInAutoMode() {
        connect();
        new Way(pair, true).send(0, 1);
        pair.pollUntilAcked();

        assertEquals(Connection.OUT_OF_ORDER, TestPair.reply(pair.atServer(), given(0), "late"));
    }

    @Test
    void inManualModeOnlyTheOldestUnackedMessageMayBeAnswered() {
        connectInManualMode();
        defer(3);

        assertEquals(Connection.OUT_OF_ORDER, TestPair.reply(pair.atServer(), given(1), "too early"));
        assertEquals(0, pair.atServer().lastOrdinal());
        assertTrue(TestPair.reply(pair.atServer(), given(0), "answer 0") > 0);
        assertTrue(TestPair.reply(pair.atServer(), given(1), "answer 1") > 0);
        assertEquals(Connection.OUT_OF_ORDER, TestPair.reply(pair.atServer(), given(1), "again"));
        assertTrue(TestPair.reply(pair.atServer(), given(2), "answer 2") > 0);

        pair.pollUntilAcked();
        assertEquals(answers(0, 3), pair.atClient.received);
    }

    @Test
    void inAManualHandlerWithOlderUnackedMessagesTheCurrentOneMayNotBeAnswered() {
        connectInManualMode();
        final List<Long> results = new ArrayList<>();
        pair.atServer.handler = (connection, message) -> {
            if (message.ordinal() == 2) {
                results.add(TestPair.reply(connection, message.index(), "too early"));
                results.add(TestPair.reply(connection, message.index() - 1, "the oldest"));
                results.add(TestPair.reply(connection, message.index(), "now"));
            }
            return Action.DEFER;
        };

        new Way(pair, true).send(0, 2);
        pair.pollUntilAcked();

        assertEquals(Connection.OUT_OF_ORDER, results.get(0));
        assertEquals(List.of("the oldest", "now"), pair.atClient.received);
    }

    @Test
    void theOldestUnackedIsFoundAcrossCycles() {
        connectInManualMode();
        pair.atServer.handler = (connection, message) -> Action.DEFER;
        pair.pollUntil("two steps between cycles", () -> {
            TestPair.send(pair.atClient(), "x".repeat(4000));
            return pair.atServer.stepsBetweenCycles() == 2;
        });
        final int count = pair.atServer.indices.size();

        for (int i = 0; i < count; i++) {
            assertTrue(TestPair.reply(pair.atServer(), given(i), "answer " + i) > 0, "message " + i + " of " + count);
        }

        pair.pollUntil("all", () -> pair.atClient.received.size() == count);
        assertEquals(answers(0, count), pair.atClient.received);
    }

    @Test
    void aBatchCommitsAllOrNoneAndAcks() {
        connectInManualMode();
        defer(3);
        try (Batch batch = pair.atServer().batch()) {
            batch.ackOnCommit(given(2));
            add(batch, "a", "b", "c");
            assertEquals(Connection.OUT_OF_ORDER, batch.commit());
            assertEquals(3, batch.size(), "as it was");
            assertEquals(0, pair.atServer().lastOrdinal());

            batch.ackOnCommit(given(0));
            assertEquals(3, pair.atServer().lastOrdinal() + batch.size());
            assertTrue(batch.commit() > 0);

            assertEquals(0, batch.size());
            assertEquals(given(0), pair.atServer().consumedIndex());
            add(batch, "d");
            batch.commit();
            assertEquals(given(0), pair.atServer().consumedIndex(), "the ack was for one commit");
        }
        pair.pollUntil("all", () -> pair.atClient.received.size() == 4);
        assertEquals(List.of("a", "b", "c", "d"), pair.atClient.received);
    }

    @Test
    void theMessagesOfABatchKnowTheirPlace() {
        connect();
        final List<String> places = new ArrayList<>();
        pair.atServer.handler = (connection, message) -> {
            places.add(message.batchPosition() + "/" + message.batchSize());
            return Action.CONSUMED;
        };
        try (Batch batch = pair.atClient().batch()) {
            add(batch, "a", "b", "c");
            batch.commit();
        }
        TestPair.send(pair.atClient(), "alone");

        pair.pollUntilAcked();

        assertEquals(List.of("0/3", "1/3", "2/3", "0/1"), places);
    }

    @Test
    void anEmptyBatchIsMisuse() {
        connect();
        try (Batch batch = pair.atClient().batch()) {
            assertThrows(IllegalStateException.class, batch::commit);
            add(batch, "a");
            batch.clear();
            assertThrows(IllegalStateException.class, batch::commit);
        }
    }

    @Test
    void aMessageTooLongForABatchIsNotAdded() {
        connect();
        try (Batch batch = pair.atClient().batch()) {
            add(batch, "a");

            assertEquals(Connection.TOO_LONG, batch.add(1, Bytes.wrapForRead(new byte[4097]), 0, 4097));

            assertEquals(1, batch.size());
        }
    }

    private static void add(final Batch batch, final String... texts) {
        for (final String text : texts) {
            final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            final int before = batch.size();
            assertEquals(before + 1, batch.add(1, Bytes.wrapForRead(bytes), 0, bytes.length));
        }
    }

    @Test
    void twoPeersFullOfMessagesAnswerEachOtherAndGoOn() {
        pair.serverOptions = context -> context.maxBacklogMessages(8);
        pair.clientOptions = context -> context.maxBacklogMessages(8);
        connect();
        fill(pair.atClient());
        fill(pair.atServer());
        answerRequests(pair.atServer);
        answerRequests(pair.atClient);

        pair.pollUntilAcked();

        assertEquals(8, pair.atClient.received.stream().filter("answer"::equals).count());
        assertEquals(8, pair.atServer.received.stream().filter("answer"::equals).count());
    }

    private static void fill(final Connection connection) {
        for (int i = 0; i < 8; i++) {
            TestPair.send(connection, "request");
        }
        assertEquals(Connection.BACK_PRESSURED, connection.offer(1, new byte[1], 0, 1));
    }

    private static void answerRequests(final Side side) {
        side.handler = (connection, message) -> {
            if (message.length() == "answer".length()) {
                return Action.CONSUMED;
            }
            return TestPair.reply(connection, message.index(), "answer") > 0 ? Action.CONSUMED : Action.RETRY;
        };
    }

    @Test
    void aPeerAtItsHardLimitOfRepliesRetriesAndStillTakesAcks() {
        pair.serverOptions = context -> context.maxBacklogMessages(4);
        pair.clientOptions = context -> context.maxBacklogMessages(100);
        connect();
        answerRequests(pair.atServer);
        pair.atClient.limit = 0;
        for (int i = 0; i < 50; i++) {
            TestPair.send(pair.atClient(), "request");
        }

        pair.pollUntil("hard limit", () -> pair.atServer().stats().backPressured() > 3);
        assertEquals(8, pair.atServer().unackedMessages());
        pair.atClient.limit = 1000;
        pair.pollUntilAcked();

        assertEquals(50, pair.atClient.received.size());
        assertEquals(1, pair.atClient().stats().sessions());
    }
}
