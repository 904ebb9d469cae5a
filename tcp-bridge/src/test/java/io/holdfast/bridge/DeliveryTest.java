package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.PoisonPolicy;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What becomes of a message that its handler consumes, defers the poll of, or throws at. */
class DeliveryTest extends DeliveryFixture {
    @Test
    void aConsumedMessageIsAckedWhenItsHandlerReturns() {
        connect();
        final List<Long> consumedInHandler = new ArrayList<>();
        pair.atServer.handler = (connection, message) -> {
            consumedInHandler.add(connection.consumedIndex());
            return Action.CONSUMED;
        };

        send(3);
        pair.pollUntilAcked();

        final long last = pair.atClient().lastIndex();
        assertEquals(List.of(0L, last - 2, last - 1), consumedInHandler);
        assertEquals(last, pair.atServer().consumedIndex());
        assertEquals(last, pair.atClient().ackedIndex());
    }

    @Test
    void retryStopsThePollAndDeliversAgainWithAHigherAttempt() {
        connect();
        final List<Integer> attempts = new ArrayList<>();
        pair.atServer.handler = (connection, message) -> {
            attempts.add(message.attempt());
            return message.attempt() < 4 ? Action.RETRY : Action.CONSUMED;
        };
        send(2);

        pair.pollUntil("first attempt", () -> attempts.size() == 1);
        pair.poll();
        assertEquals(List.of(1, 2), attempts, "one attempt in each poll");
        pair.pollUntilAcked();

        assertEquals(List.of(1, 2, 3, 4, 1, 2, 3, 4), attempts);
        assertEquals(Way.texts(0, 2), pair.atServer.received);
        assertEquals(6, pair.atServer().stats().retries());
        assertEquals(2, pair.atServer().stats().received());
    }

    @Test
    void attemptsCountOnFromSessionToSession() {
        connect();
        final List<Integer> attempts = new ArrayList<>();
        pair.atServer.handler = (connection, message) -> {
            attempts.add(message.attempt());
            return attempts.size() < 3 ? Action.RETRY : Action.CONSUMED;
        };
        send(1);
        pair.pollUntil("first attempt", () -> attempts.size() == 1);

        pair.network.cutAll();
        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertEquals(List.of(1, 2, 3), attempts);
    }

    @Test
    void anExceptionReachesTheCallerAndTheNextPollDeliversAgain() {
        connect();
        final IllegalStateException failure = new IllegalStateException("handler failed");
        pair.atServer.handler = (connection, message) -> {
            if (message.attempt() == 1) {
                throw failure;
            }
            return Action.CONSUMED;
        };
        send(2);

        assertEquals(failure, pair.pollUntilThrown());
        assertEquals(0, pair.atServer().consumedIndex());
        assertEquals(failure, pair.pollUntilThrown());
        pair.pollUntilAcked();

        assertEquals(Way.texts(0, 2), pair.atServer.received);
        assertEquals(1, pair.atServer().stats().sessions(), "the session does not mind");
    }

    @Test
    void whatWasConsumedBeforeTheExceptionIsAcked() {
        connect();
        pair.atServer.handler = (connection, message) -> {
            if (pair.atServer.received.size() == 2) {
                throw new IllegalStateException("the third");
            }
            return Action.CONSUMED;
        };
        send(3);

        pair.pollUntilThrown();

        assertEquals(pair.atClient().lastIndex() - 1, pair.atServer().consumedIndex());
    }

    @Test
    void aThrowingHandlerKeepsNobodyElseWaiting() {
        connect();
        final Client first = pair.client;
        pair.clientStore(folder.resolve("other"));
        pair.clientOptions = context -> context.name("D");
        pair.openClient();
        pair.pollUntil("both in", () -> pair.server.connection("D").stats().sessions() == 1);
        pair.atServer.handler = (connection, message) -> {
            if ("C".equals(connection.remoteName())) {
                throw new IllegalStateException("always");
            }
            return Action.CONSUMED;
        };
        TestPair.send(first.connection(), "poison");
        first.connection().poll(pair.atClient, 1);
        new Way(pair, true).send(0, 3);

        int thrown = 0;
        for (int i = 0; i < 50; i++) {
            try {
                pair.poll();
            } catch (final IllegalStateException e) {
                thrown++;
                pair.client.connection().poll(pair.atClient, 1);
            }
        }

        assertTrue(thrown > 3);
        assertEquals(Way.texts(0, 3), pair.atServer.received);
        first.close();
    }

    @Test
    void afterMaxAttemptsDeliveryStopsAndTheRestOfTheSessionGoesOn() {
        pair.serverOptions = context -> context.maxAttempts(3).poisonPolicy(PoisonPolicy.STOP);
        connect();
        pair.atServer.handler = (connection, message) -> {
            throw new IllegalStateException("always");
        };
        send(2);
        for (int i = 0; i < 3; i++) {
            pair.pollUntilThrown();
        }

        pair.poll(100);
        TestPair.send(pair.atServer(), "still sending");
        pair.pollUntil("sent", () -> pair.atServer().unackedMessages() == 0);

        assertEquals("poison STOP 3", pair.atServer.event("poison"));
        assertEquals(List.of("still sending"), pair.atClient.received);
        assertEquals(0, pair.atServer().consumedIndex());
        assertEquals(2, pair.atClient().unackedMessages());
        assertEquals(1, pair.atClient().stats().sessions());
    }

    @Test
    void aProcessThatOpensTheConnectionAnewStartsWithAFreshCount() {
        pair.serverOptions = context -> context.maxAttempts(1);
        connect();
        pair.atServer.handler = (connection, message) -> {
            throw new IllegalStateException("once");
        };
        send(2);
        pair.pollUntilThrown();
        pair.killServer();
        pair.atServer.handler = (connection, message) -> Action.CONSUMED;

        pair.openServer();
        pair.pollUntilAcked();

        assertEquals(Way.texts(0, 2), pair.atServer.received);
    }

    @Test
    void afterMaxAttemptsTheMessageIsSkippedIfThePolicySaysSo() {
        pair.serverOptions = context -> context.maxAttempts(2).poisonPolicy(PoisonPolicy.SKIP);
        connect();
        pair.atServer.handler = (connection, message) -> {
            if (pair.atServer.received.size() == 1 && message.ordinal() == 2) {
                throw new IllegalStateException("poison");
            }
            return Action.CONSUMED;
        };
        send(3);

        pair.pollUntilThrown();
        pair.pollUntilThrown();
        pair.pollUntilAcked();

        assertEquals(List.of("message 0", "message 2"), pair.atServer.received);
        assertEquals("poison SKIP 2", pair.atServer.event("poison"));
        assertEquals(1, pair.atServer().stats().skipped());
    }

    @Test
    void retriesAreNotPoison() {
        pair.serverOptions = context -> context.maxAttempts(1);
        connect();
        pair.atServer.handler = (connection, message) -> message.attempt() < 10 ? Action.RETRY : Action.CONSUMED;

        send(1);
        pair.pollUntilAcked();

        assertEquals(Way.texts(0, 1), pair.atServer.received);
    }

    @Test
    void nullIsMisuse() {
        connect();
        pair.atServer.handler = (connection, message) -> null;
        send(1);

        assertTrue(pair.pollUntilThrown().getMessage().contains("null"));
    }

    @Test
    void unackedMessagesAreDeliveredAgainAfterAKillAndSaySo() {
        connectInManualMode();
        final List<Boolean> redelivered = new ArrayList<>();
        pair.atServer.handler = (connection, message) -> {
            redelivered.add(message.isRedelivered());
            return Action.DEFER;
        };
        send(3);
        pair.pollUntil("given", () -> redelivered.size() == 3);
        pair.atServer().ack(pair.atServer.indices.get(0));
        pair.killServer();
        send(1);
        pair.openServer();

        pair.pollUntil("given again", () -> redelivered.size() == 6);

        assertEquals(List.of(false, false, false, true, true, false), redelivered);
        assertEquals(List.of("message 0", "message 1", "message 2", "message 1", "message 2", "message 0"),
            pair.atServer.received);
    }

    @Test
    void aLimitOfZeroDeliversNothingButTakesAcks() {
        connect();
        pair.atServer.limit = 0;
        send(1);
        TestPair.send(pair.atServer(), "to client");

        pair.pollUntil("acked", () -> pair.atServer().unackedMessages() == 0);

        assertEquals(0, pair.atServer.received.size());
        assertEquals(1, pair.atClient().unackedMessages());
    }

    @Test
    void aPollDeliversNoMoreThanItsLimitAndSaysHowMany() {
        connect();
        send(10);
        pair.atServer.limit = 0;
        pair.poll(5);
        final Connection connection = pair.atServer();

        assertEquals(4, connection.poll(pair.atServer, 4));
        assertEquals(6, connection.poll(pair.atServer, 100));
        assertEquals(0, connection.poll(pair.atServer, 100));
    }

    @Test
    void aPollAfterAnExceptionGoesOnWithTheConnectionBehind() {
        connect();
        final Client first = pair.client;
        final List<String> polled = new ArrayList<>();
        final List<Client> others = new ArrayList<>();
        for (final String name : List.of("D", "E", "F")) {
            pair.clientStore(folder.resolve(name));
            pair.clientOptions = context -> context.name(name);
            pair.openClient();
            pair.pollUntil("in", () -> pair.server.connection(name).stats().sessions() == 1);
            others.add(pair.client);
        }
        TestPair.send(first.connection(), "poison");
        others.forEach(other -> TestPair.send(other.connection(), "good"));
        first.connection().poll(pair.atClient, 1);
        others.forEach(other -> other.connection().poll(pair.atClient, 1));
        pair.atServer.handler = (connection, message) -> {
            polled.add(connection.remoteName());
            if ("C".equals(connection.remoteName())) {
                throw new IllegalStateException("always");
            }
            return Action.CONSUMED;
        };

        for (int i = 0; i < 2; i++) {
            assertThrows(IllegalStateException.class, () -> pair.server.group(0).poll(pair.atServer, 1));
        }

        assertEquals(Set.of("C", "D", "E", "F"), Set.copyOf(polled));
        first.close();
        others.get(0).close();
        others.get(1).close();
    }
}
