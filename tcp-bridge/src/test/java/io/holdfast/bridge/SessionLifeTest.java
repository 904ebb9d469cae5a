package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.ConnectionListener;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** How sessions begin and end, seen from the polling thread. */
class SessionLifeTest {
    @TempDir
    Path folder;

    @Test
    void countsAttemptsOnFromSessionToSession() {
        try (TestPair pair = TestPair.connected(folder)) {
            final List<Integer> attempts = new ArrayList<>();
            pair.atServer.handler = (connection, message) -> {
                attempts.add(message.attempt());
                return attempts.size() < 4 ? Action.RETRY : Action.CONSUMED;
            };
            TestPair.send(pair.atClient(), "again and again");
            pair.pollUntil("two attempts", () -> attempts.size() == 2);

            pair.network.cutAll();
            pair.pollUntilAcked();

            assertEquals(List.of(1, 2, 3, 4), attempts);
        }
    }

    @Test
    void tellsHowManyMessagesAPollDeliveredAlsoWhenItEndsTheSession() {
        try (TestPair pair = TestPair.connected(folder)) {
            pair.poll();
            TestPair.send(pair.atClient(), "1");
            TestPair.send(pair.atClient(), "2");
            pair.atClient().disconnect();

            final int delivered = pair.server.group(0).poll(pair.atServer, 10);

            assertEquals(2, delivered);
            assertEquals(DisconnectReason.REMOTE_DISCONNECT, pair.atServer().lastDisconnect());
        }
    }

    @Test
    void aLongMessageOnASlowLineIsProgress() {
        try (TestPair pair = new TestPair(folder)) {
            pair.network.capacity(2);
            pair.serverOptions = SessionLifeTest::withShortTimes;
            pair.clientOptions = SessionLifeTest::withShortTimes;
            pair.openServer();
            pair.openClient();
            pair.pollUntilConnected();
            TestPair.send(pair.atClient(), "x".repeat(4000));

            pair.pollUntilAcked();

            assertEquals(1, pair.atServer.received.size());
            assertEquals(List.of(), pair.atServer.disconnects);
        }
    }

    private static void withShortTimes(final EndpointContext<?> context) {
        context.heartbeatIntervalNs(100 * TestPair.TICK_NS).livenessTimeoutNs(500 * TestPair.TICK_NS);
    }

    @Test
    void aConnectionThatAClientClosesDuringItsLoginStaysClosed() {
        try (TestPair pair = new TestPair(folder)) {
            pair.openServer();
            pair.openClient();
            pair.pollUntil("logging in", () -> pair.atClient().state() == ConnectionState.LOGGING_IN);

            pair.atClient().close();
            for (int i = 0; i < 100; i++) {
                pair.poll();
                pair.clock.advance(TestPair.TICK_NS);
            }

            assertEquals(ConnectionState.CLOSED, pair.atClient().state());
            assertEquals(List.of(), pair.atServer.reports);
            assertEquals(1, pair.network.connectCount());
        }
    }

    @Test
    void aConnectionThatTheServerClosesDuringALoginBeginsAnewWithTheNextOne() {
        try (TestPair pair = new TestPair(folder)) {
            pair.openServer();
            pair.openClient();
            TestPair.send(pair.atServer(), "kept");
            pair.pollUntil("logging in", () -> pair.atClient().state() == ConnectionState.LOGGING_IN);
            pair.client.doWork();
            pair.clock.advance(TestPair.TICK_NS);
            pair.server.doWork();

            pair.atServer().close();
            pair.pollUntilConnected();
            pair.pollUntilAcked();

            assertEquals(List.of("kept"), pair.atClient.received);
        }
    }

    @Test
    void disconnectInsideTheHandlerTakesEffectWhenItHasReturned() {
        try (TestPair pair = TestPair.connected(folder)) {
            pair.atServer.handler = (connection, message) -> {
                connection.disconnect();
                assertEquals(ConnectionState.CONNECTED, connection.state());
                return Action.CONSUMED;
            };
            TestPair.send(pair.atClient(), "1");
            TestPair.send(pair.atClient(), "2");

            pair.pollUntil("one delivered", () -> !pair.atServer.received.isEmpty());
            final List<String> atFirst = List.copyOf(pair.atServer.received);
            final ConnectionState state = pair.atServer().state();
            pair.pollUntilAcked();

            assertEquals(List.of("1"), atFirst);
            assertEquals(ConnectionState.DISCONNECTED, state);
            assertEquals(List.of("1", "2"), pair.atServer.received);
            assertEquals(DisconnectReason.LOCAL_DISCONNECT, pair.atServer.disconnects.get(0));
        }
    }

    @Test
    void closeInsideTheHandlerTakesEffectWhenItHasReturned() {
        try (TestPair pair = TestPair.connected(folder)) {
            final Connection closed = pair.atServer();
            pair.atServer.handler = (connection, message) -> {
                connection.close();
                return Action.CONSUMED;
            };
            TestPair.send(pair.atClient(), "1");
            pair.pollUntil("one delivered", () -> !pair.atServer.received.isEmpty());
            pair.atServer.handler = (connection, message) -> Action.CONSUMED;
            TestPair.send(pair.atClient(), "2");

            pair.pollUntilAcked();

            assertEquals(ConnectionState.CLOSED, closed.state());
            assertEquals(List.of("1", "2"), pair.atServer.received);
        }
    }

    @Test
    void refusesToPollOrToCloseTheServerInsideTheHandler() {
        try (TestPair pair = TestPair.connected(folder)) {
            pair.atServer.handler = (connection, message) -> {
                assertThrows(IllegalStateException.class, () -> connection.poll(pair.atServer, 1));
                assertThrows(IllegalStateException.class, pair.server::close);
                return Action.CONSUMED;
            };
            TestPair.send(pair.atClient(), "1");

            pair.pollUntilAcked();

            assertFalse(pair.atServer.received.isEmpty());
        }
    }

    @Test
    void closeLetsGoOfTheStoreThoughTheListenerThrows() {
        try (TestPair pair = new TestPair(folder)) {
            final ConnectionListener throwing = new ConnectionListener() {
                @Override
                public void onDisconnected(final Connection connection, final DisconnectReason reason,
                                           final String detail) {
                    throw new IllegalStateException("as planned");
                }
            };
            pair.serverOptions = context -> context.listener(throwing);
            pair.clientOptions = context -> context.listener(throwing);
            pair.openServer();
            pair.openClient();
            pair.pollUntil("connected", () -> pair.atClient().state() == ConnectionState.CONNECTED
                && pair.atServer().stats().sessions() == 1 && pair.atClient().stats().sessions() == 1);

            assertThrows(IllegalStateException.class, pair::closeClient);
            assertThrows(IllegalStateException.class, pair::closeServer);
            pair.serverOptions = context -> { };
            pair.clientOptions = context -> { };
            pair.openServer();
            pair.openClient();
            pair.pollUntilConnected();

            assertEquals(1, pair.atServer.reports.size());
        }
    }
}
