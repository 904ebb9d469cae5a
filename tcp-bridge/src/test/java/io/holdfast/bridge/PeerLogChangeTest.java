package io.holdfast.bridge;

import io.holdfast.Action;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

/** What a process forgets, and what it tells, when its peer comes with another log. */
class PeerLogChangeTest extends DeliveryFixture {
    @Test
    void attemptsAreCountedAnewThoughTheIndexIsTheSame() {
        connect();
        final List<Long> indices = new ArrayList<>();
        final List<Integer> attempts = new ArrayList<>();
        pair.atServer.handler = (connection, message) -> {
            indices.add(message.index());
            attempts.add(message.attempt());
            return Action.RETRY;
        };
        send(1);
        pair.pollUntil("tried", () -> attempts.size() == 3);
        final long index = indices.get(0);
        pair.closeClient();
        pair.pollUntil("away", () -> !pair.atServer.disconnects.isEmpty());
        indices.clear();
        attempts.clear();
        pair.wipeClientStore();
        pair.openClient();
        send(1);

        pair.pollUntil("tried again", () -> attempts.size() == 2);

        assertEquals(List.of(index, index), indices);
        assertEquals(List.of(1, 2), attempts);
        assertEquals(2, pair.atServer().stats().received());
    }

    @Test
    void aPeerIsNewOnce() {
        connect();
        assertNotNull(pair.atServer.event("new"));
        assertNotNull(pair.atClient.event("new"));
        pair.atServer.events.clear();
        pair.atClient.events.clear();

        pair.network.cutAll();
        pair.pollUntilReconnected();

        assertNull(pair.atServer.event("new"));
        assertNull(pair.atClient.event("new"));
    }

    @Test
    void whatWasOfferedIsNotPurgedBeforeTheSessionHasBegun() {
        connect();
        TestPair.send(pair.atServer(), "first");
        pair.pollUntilAcked();
        pair.closeClient();
        pair.pollUntil("away", () -> !pair.atServer.disconnects.isEmpty());
        final Path old = pair.copied(pair.clientStore());
        pair.openClient();
        pair.pollUntilReconnected();
        final int count = 200;
        for (int i = 0; i < count; i++) {
            TestPair.send(pair.atServer(), "x".repeat(4000));
        }
        // no doWork of the server: what is acked stays on disk
        while (pair.atServer().unackedMessages() > 0) {
            pair.server.group(0).poll(pair.atServer, 1000);
            pair.atClient().poll(pair.atClient, 1000);
            pair.clock.advance(TestPair.TICK_NS);
        }
        pair.killServer();
        pair.closeClient();
        pair.clientStore(old);
        pair.atClient.received.clear();
        pair.openServer();
        pair.openClient();
        pair.atClient.reports.clear();
        for (int i = 0; i < 50; i++) {
            pair.server.doWork();
            pair.client.doWork();
            pair.clock.advance(TestPair.TICK_NS);
        }

        pair.pollUntilConnected();
        pair.pollUntilAcked();

        assertEquals(count, pair.atClient.received.size(), pair.atClient.events::toString);
        assertNull(pair.atClient.event("lost"));
    }
}
