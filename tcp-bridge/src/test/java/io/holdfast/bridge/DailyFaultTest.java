package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.ConnectionListener;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.Durability;
import io.holdfast.ResumeReport;
import io.holdfast.SessionRoll;
import io.holdfast.bridge.protocol.LoginOk;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Rolls at the wrong moment: during a login, inside handlers and listeners that misbehave, with a slow disk. */
class DailyFaultTest extends DailyFixture {
    @Test
    void aLoginUnderWayAtTheRollIsRefusedAsRolledThoughItsConnectionHasEnded() throws Exception {
        serverRolls();
        pair.openServer();
        pair.server.connection("X");
        try (RawClient raw = new RawClient(pair.network, TestPair.ADDRESS, pair::poll)) {
            raw.send(RawClient.login("X", "S20241003")::encode);
            LoginOk.decode(raw.awaitFrame());
            pair.clock.stepWallClock(ROLL_AFTER_NS);

            pair.pollUntil("ended", () -> !pair.atServer.rolls.isEmpty());

            assertEquals("REFUSED SESSION_ROLLED", raw.awaitEnd());
        }
    }

    @Test
    void whatIsNotSyncedAtTheRollIsWithinTheRangeTold() {
        pair.serverOptions = context -> context.daily(ROLL).durability(Durability.SYNC);
        pair.openServer();
        final Connection old = pair.atServer();
        final long first = TestPair.send(old, "a");
        TestPair.send(old, "b");
        final long last = TestPair.send(old, "c");
        pair.clock.stepWallClock(ROLL_AFTER_NS);

        pair.pollUntil("ended", () -> !pair.atServer.rolls.isEmpty());

        assertEquals(List.of(new SessionRoll("S20241004", "C", 3, first, last)), pair.atServer.rolls);
        assertEquals(last, old.syncedIndex());
    }

    @Test
    void aConnectionThatIsUsedAgainAfterItsPeerRolledIsToldOfAtTheServersRoll() {
        serverRolls();
        pair.clientOptions = context -> context.remoteDaily("S", ROLL);
        open();
        final Connection first = pair.atServer();
        ((PeerConnection) first).dayEnd().end("S20241003", null);
        pair.poll(3);
        final Connection again = pair.atServer();
        TestPair.send(again, "left");
        again.close();
        pair.closeClient();
        pair.poll(3);

        pair.clock.stepWallClock(ROLL_AFTER_NS);
        pair.pollUntil("told", () -> pair.atServer.rolls.size() > 1);

        assertEquals(1, pair.atServer.rolls.get(1).unackedMessages());
    }

    @Test
    void listenersThatThrowHoldUpNoRoll() {
        final List<String> told = new ArrayList<>();
        final ConnectionListener throwing = new ConnectionListener() {
            @Override
            public void onConnected(final Connection connection, final ResumeReport report) {
                told.add("connected " + connection);
                throw new IllegalStateException("as planned");
            }

            @Override
            public void onDisconnected(final Connection connection, final DisconnectReason reason,
                                       final String detail) {
                if (told.size() < 7) {
                    throw new IllegalStateException("as planned");
                }
            }

            @Override
            public void onSessionRolled(final Connection old, final SessionRoll roll) {
                told.add("rolled " + old);
                throw new IllegalStateException("as planned");
            }
        };
        pair.serverOptions = context -> context.daily(ROLL).listener(throwing);
        pair.clientOptions = context -> context.remoteDaily("S", ROLL).listener(throwing);
        pair.openServer();
        TestPair.send(pair.server.connection("Away"), "x");
        pair.openClient();
        pollThoughThrown(() -> told.size() == 2);
        pair.clock.stepWallClock(ROLL_AFTER_NS);

        pollThoughThrown(() -> told.size() == 7);

        assertEquals(List.of("connected C->S20241004", "connected S20241004->C", "rolled C->S20241003",
            "rolled S20241003->Away", "rolled S20241003->C"), told.subList(2, 7).stream().sorted().toList());
        for (int i = 0; i < 100; i++) {
            pollThoughThrown(() -> true);
        }
        assertEquals(List.of("x"), replayed(pair.serverStore(), "S20241003", "Away", 0),
            "nobody owns the day any more");
    }

    private void pollThoughThrown(final BooleanSupplier condition) {
        int polls = 0;
        do {
            pair.clock.advance(TestPair.TICK_NS);
            try {
                pair.poll();
            } catch (final IllegalStateException e) {
                assertEquals("as planned", e.getMessage());
            }
        } while (!condition.getAsBoolean() && ++polls < 10_000);
        assertTrue(condition.getAsBoolean());
    }

    @Test
    void aListenerThatClosesTheConnectionWhileItEndsDoesNoHarm() {
        final List<Connection> closed = new ArrayList<>();
        serverRolls();
        pair.serverOptions = context -> context.daily(ROLL).listener(new ConnectionListener() {
            @Override
            public void onDisconnected(final Connection connection, final DisconnectReason reason,
                                       final String detail) {
                closed.add(connection);
                connection.close();
            }
        });
        clientComputesName();
        pair.openServer();
        pair.openClient();
        pair.pollUntil("connected", () -> !pair.atClient.reports.isEmpty());
        TestPair.send(pair.atServer(), "x");
        pair.atClient.limit = 0;

        pair.pollUntil("rolled", () -> "S20241004".equals(pair.atClient().remoteName()));
        pair.atClient.limit = 10;
        TestPair.send(pair.atServer(), "y");

        pair.pollUntil("received", () -> pair.atClient.received.contains("y"));
        assertEquals(1, closed.size());
        assertEquals(ConnectionState.CLOSED, closed.get(0).state());
        pair.poll(50);
        assertEquals(List.of("x"), replayed(pair.serverStore(), "S20241003", "C", 0),
            "nobody owns the day any more");
    }

    @Test
    void theServerIsNotClosedInsideTheHandlerOfADayThatIsEnding() {
        serverRolls();
        clientComputesName();
        open();
        final List<RuntimeException> refused = new ArrayList<>();
        pair.atServer.handler = (connection, message) -> {
            pair.clock.stepWallClock(ROLL_AFTER_NS);
            pair.server.doWork();
            try {
                pair.server.close();
            } catch (final IllegalStateException e) {
                refused.add(e);
            }
            return Action.CONSUMED;
        };
        TestPair.send(pair.atClient(), "x");

        pair.pollUntil("handled", () -> pair.atServer.received.size() == 1);

        assertEquals(1, refused.size());
        pollUntilRolled();
        assertNotNull(pair.atServer());
    }
}
