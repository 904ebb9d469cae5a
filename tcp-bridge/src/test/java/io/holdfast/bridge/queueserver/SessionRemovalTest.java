package io.holdfast.bridge.queueserver;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A durable consumer that is removed by the program around the server. */
class SessionRemovalTest extends QueueServerFixture {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsKeptOfOneThatIsRemoved(final boolean isConnected) {
        start(context());
        final WireSession desk = welcomed('c', "desk").send(WireSession.subscribe(1, 2, 0, "a"));
        awaitReceived(desk, 1);
        final WireSession feed = welcomed('p', "feed").send(WireSession.produce(1, "a", "1"));
        awaitConfirmed(feed, 1);
        awaitReceived(desk, 2);
        if (!isConnected) {
            desk.close();
            pollUntil("it is gone", () -> server.clientCount() == 1);
            assertEquals(server.lastIndex(), server.names().sentIndex("desk"));
        }

        assertTrue(server.removeSubscriber("desk"));
        if (isConnected) {
            awaitFarewell(desk, "CLOSE 2 ");
            pollUntil("it is gone", () -> server.clientCount() == 1);
        }

        assertEquals(0, server.names().sentIndex("desk"));
        assertFalse(server.removeSubscriber("desk"));
        assertEquals("v1 flags=0 heartbeat=10000 queues-server", welcomed('c', "desk").welcome());
    }
}
