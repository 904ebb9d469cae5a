package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.bridge.channel.Cut;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A handler that throws at every poll: its session goes on living, and ends, like any other. */
class ThrowingHandlerTest extends DeliveryFixture {
    private void pollThrough(final int times, final long stepNs) {
        for (int i = 0; i < times; i++) {
            try {
                pair.poll();
            } catch (final IllegalStateException e) {
                pair.client.doWork();
                pair.client.connection().poll(pair.atClient, pair.atClient.limit);
            }
            pair.clock.advance(stepNs);
        }
    }

    private void throwAlways() {
        pair.atServer.handler = (connection, message) -> {
            throw new IllegalStateException("always");
        };
    }

    @Test
    void acksBehindTheMessageAreTaken() {
        pair.serverOptions = context -> context.maxBacklogMessages(1);
        connect();
        pair.atServer.handler = (connection, message) -> {
            final long result = connection.offer(1, new byte[0], 0, 0);
            if (result < 0) {
                throw new IllegalStateException(Connection.resultName(result));
            }
            return Action.CONSUMED;
        };
        TestPair.send(pair.atServer(), "fills the backlog");
        send(1);
        pair.atClient().poll(pair.atClient, 10);

        pollThrough(20, TestPair.TICK_NS);

        assertEquals(List.of("message 0"), pair.atServer.received);
    }

    @Test
    void silenceOfThePeerEndsTheSession() {
        connect();
        throwAlways();
        send(1);
        pollThrough(3, TestPair.TICK_NS);
        pair.network.blackHole(true);

        pollThrough(25, TimeUnit.SECONDS.toNanos(1) / 2);

        assertEquals(List.of(DisconnectReason.PEER_TIMEOUT), pair.atServer.disconnects);
        assertEquals(ConnectionState.DISCONNECTED, pair.atServer().state());
    }

    @Test
    void theEndOfTheStreamEndsTheSession() {
        connect();
        throwAlways();
        send(1);
        pollThrough(3, TestPair.TICK_NS);
        pair.network.refuse(true);
        pair.network.cutAll(Cut.END_OF_STREAM);

        pollThrough(3, TestPair.TICK_NS);

        assertEquals(List.of(DisconnectReason.CONNECTION_LOST), pair.atServer.disconnects);
    }

    @Test
    void aFullBufferIsNoSilenceOfThePeer() {
        pair.serverOptions = context -> context.socketBufferLength(4096);
        connect();
        throwAlways();
        for (int i = 0; i < 50; i++) {
            TestPair.send(pair.atClient(), "x".repeat(1000));
        }
        pollThrough(40, TimeUnit.SECONDS.toNanos(1) / 2);
        pair.atServer.handler = (connection, message) -> Action.CONSUMED;

        pair.pollUntilAcked();

        assertEquals(List.of(), pair.atServer.disconnects);
        assertTrue(pair.atClient.disconnects.isEmpty(), pair.atClient.disconnects::toString);
    }
}
