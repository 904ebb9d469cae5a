package io.holdfast.bridge;

import io.holdfast.AckMode;
import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.PoisonPolicy;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Acks by the user's word, and misuse of them. */
class ManualAckTest extends DeliveryFixture {
    @Test
    void deferIsMisuseInAutoMode() {
        connect();
        pair.atServer.handler = (connection, message) -> Action.DEFER;
        send(1);

        final RuntimeException misuse = pair.pollUntilThrown();

        assertTrue(misuse.getMessage().contains("DEFER"), misuse::getMessage);
        assertEquals(0, pair.atServer().consumedIndex());
        pair.atServer.handler = (connection, message) -> Action.CONSUMED;
        pair.pollUntilAcked();
    }

    @Test
    void ackIsMisuseInAutoMode() {
        connect();
        send(1);
        pair.pollUntilAcked();

        assertThrows(IllegalStateException.class, () -> pair.atServer().ack(pair.atClient().lastIndex()));
    }

    @Test
    void deferredMessagesAreAckedLaterUpToAnyOfThem() {
        connectInManualMode();
        pair.atServer.handler = (connection, message) -> Action.DEFER;
        send(4);
        pair.pollUntil("given", () -> pair.atServer.received.size() == 4);
        pair.poll(10);
        assertEquals(4, pair.atClient().unackedMessages());

        pair.atServer().ack(pair.atServer.indices.get(1));
        pair.pollUntil("two acked", () -> pair.atClient().unackedMessages() == 2);
        pair.poll(10);
        assertEquals(2, pair.atClient().unackedMessages());
        pair.atServer().ack(pair.atServer.indices.get(0));
        assertEquals(pair.atServer.indices.get(1), pair.atServer().consumedIndex(), "never back");
        pair.atServer().ack(pair.atServer.indices.get(3));
        pair.pollUntilAcked();

        assertEquals(Way.texts(0, 4), pair.atServer.received);
    }

    @Test
    void consumedInManualModeAcksEarlierOnesToo() {
        connectInManualMode();
        pair.atServer.handler = (connection, message) ->
            message.ordinal() < 3 ? Action.DEFER : Action.CONSUMED;

        send(3);
        pair.pollUntilAcked();

        assertEquals(pair.atClient().lastIndex(), pair.atServer().consumedIndex());
    }

    @Test
    void ackOfAMessageThatWasNotDeliveredIsMisuse() {
        connectInManualMode();
        pair.atServer.handler = (connection, message) -> Action.DEFER;
        pair.atServer.limit = 1;
        send(2);
        pair.pollUntil("one given", () -> pair.atServer.received.size() == 1);
        pair.atServer.limit = 0;

        assertThrows(IllegalArgumentException.class, () -> pair.atServer().ack(pair.atClient().lastIndex()));
        assertThrows(IllegalArgumentException.class, () -> pair.atServer().ack(Long.MAX_VALUE));
        assertEquals(0, pair.atServer().consumedIndex());
    }

    @Test
    void ackOfAnIndexInTheGapBetweenTwoCyclesIsMisuse() {
        connectInManualMode();
        pair.atServer.handler = (connection, message) -> Action.DEFER;
        pair.pollUntil("a step between cycles", () -> {
            TestPair.send(pair.atClient(), "x".repeat(4000));
            return pair.atServer.stepsBetweenCycles() == 1;
        });
        final List<Long> indices = pair.atServer.indices;
        final long first = indices.get(indices.size() - 1);
        final long before = indices.get(indices.size() - 2);

        assertThrows(IllegalArgumentException.class, () -> pair.atServer().ack(before + 1));
        assertThrows(IllegalArgumentException.class, () -> pair.atServer().ack(first - 1));
        pair.atServer().ack(before);
        assertThrows(IllegalArgumentException.class, () -> pair.atServer().ack(before + 1));
        pair.atServer().ack(first);

        pair.pollUntil("acked", () -> pair.atClient().ackedIndex() >= first);
    }

    @Test
    void ackInTheHandlerCountsForTheMessageBeingHandled() {
        connectInManualMode();
        pair.atServer.handler = (connection, message) -> {
            connection.ack(message.index());
            return Action.DEFER;
        };

        send(2);
        pair.pollUntilAcked();

        assertEquals(Way.texts(0, 2), pair.atServer.received);
    }

    @Test
    void retryOfAMessageThatIsAckedAlreadyIsNotARetry() {
        connectInManualMode();
        final int[] calls = new int[1];
        pair.atServer.handler = (connection, message) -> {
            calls[0]++;
            connection.ack(message.index());
            return Action.RETRY;
        };

        send(2);
        pair.pollUntilAcked();
        pair.poll(5);

        assertEquals(2, calls[0]);
    }

    @Test
    void ackAfterCloseChangesNothing() {
        connectInManualMode();
        pair.atServer.handler = (connection, message) -> Action.DEFER;
        send(1);
        pair.pollUntil("given", () -> pair.atServer.received.size() == 1);
        final Connection closed = pair.atServer();
        closed.close();

        closed.ack(pair.atServer.indices.get(0));

        assertEquals(0, closed.consumedIndex());
    }

    @Test
    void aSkippedMessageAcksNoneOfThoseThatWaitBeforeIt() {
        pair.serverOptions = context -> context.ackMode(AckMode.MANUAL).maxAttempts(1)
            .poisonPolicy(PoisonPolicy.SKIP);
        connect();
        pair.atServer.handler = (connection, message) -> {
            if (message.ordinal() == 2) {
                throw new IllegalStateException("poison");
            }
            return Action.DEFER;
        };
        send(3);

        pair.pollUntilThrown();
        pair.pollUntil("given", () -> pair.atServer.received.size() == 2);

        assertEquals(0, pair.atServer().consumedIndex());
        pair.atServer().ack(pair.atServer.indices.get(0));
        assertEquals(pair.atServer.indices.get(0) + 1, pair.atServer().consumedIndex());
    }
}
