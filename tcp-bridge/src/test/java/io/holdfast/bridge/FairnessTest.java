package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.MessageHandler;
import io.holdfast.bridge.channel.NioNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every poll does a bounded piece of work, so that nobody waits for somebody else's long queue. */
class FairnessTest {
    private static final int LIMIT = 10;
    private static final int REPLAY = Integer.getInteger("holdfast.replay", 200_000);
    private static final int MAX_POLLS = 100_000;

    @TempDir
    Path folder;
    private final byte[] payload = new byte[64];
    private final Side atOther = new Side();
    private HostilePort port;
    private TestPair pair;
    private Client other;

    @BeforeEach
    void open() {
        port = new HostilePort(folder, context -> context.cycleSize(64 << 20).maxBacklogMessages(20_000_000),
            context -> context.cycleSize(64 << 20).maxBacklogMessages(20_000_000));
        pair = port.pair;
        other = Client.open(new ClientContext().endpoint(pair.server.localAddress()).remoteName("S").jitterSeed(2)
            .name("Other").store(folder.resolve("other")).clock(pair.clock).network(NioNetwork.INSTANCE)
            .listener(atOther).cycleSize(256 * 1024).maxMessageLength(4096));
    }

    @AfterEach
    void close() {
        other.close();
        port.close();
    }

    private void offer(final Connection connection, final int messages) {
        for (int i = 0; i < messages; i++) {
            assertTrue(connection.offer(7, payload, 0, payload.length) > 0);
        }
    }

    private void pollOther() {
        other.doWork();
        other.connection().poll(atOther, LIMIT);
    }

    @Test
    void aBusyConnectionDoesNotKeepAnotherOfItsGroupWaiting() {
        pair.pollUntil("other connected", () -> {
            pollOther();
            return !atOther.reports.isEmpty();
        });
        offer(pair.atClient(), 50_000);
        final Map<String, Integer> delivered = new HashMap<>();
        final MessageHandler counting = (connection, message) -> {
            delivered.merge(connection.remoteName(), 1, Integer::sum);
            return Action.CONSUMED;
        };

        for (int round = 0; round < 1000; round++) {
            offer(other.connection(), 1);
            pollOther();
            pair.client.doWork();
            pair.client.connection().poll(pair.atClient, LIMIT);
            pair.server.doWork();
            delivered.clear();
            pair.server.group(0).poll(counting, LIMIT);

            assertTrue(delivered.getOrDefault("C", 0) <= LIMIT, "round=" + round + " " + delivered);
            assertTrue(round < 3 || delivered.getOrDefault("Other", 0) >= 1, "round=" + round + " " + delivered);
        }

        assertTrue(pair.atServer().stats().received() > 9000);
    }

    @Test
    void aThrowingHandlerDoesNotKeepAnotherConnectionWaiting() {
        pair.pollUntil("other connected", () -> {
            pollOther();
            return !atOther.reports.isEmpty();
        });
        pair.atServer.handler = (connection, message) -> {
            if (connection.remoteName().equals("C")) {
                throw new IllegalStateException("poison");
            }
            return Action.CONSUMED;
        };

        TestPair.send(pair.atClient(), "poison");

        int thrown = 0;
        for (int i = 0; i < 100; i++) {
            if (thrown > 0) {
                TestPair.send(other.connection(), "good");
            }
            pollOther();
            pair.client.doWork();
            pair.client.connection().poll(pair.atClient, LIMIT);
            thrown += pollServer();
        }

        assertTrue(thrown > 80, "thrown=" + thrown);
        assertTrue(pair.atServer.received.size() > 30, "received=" + pair.atServer.received.size());
    }

    private int pollServer() {
        try {
            pair.server.doWork();
            pair.server.group(0).poll(pair.atServer, 1);
            return 0;
        } catch (final IllegalStateException e) {
            return 1;
        }
    }

    @Test
    void aLongReplayDoesNotStopHeartbeatsAcksAndOthers() {
        pair.closeServer();
        offer(pair.atClient(), REPLAY);
        pair.openServer();
        port.reconnectClient();
        pair.atServer.disconnects.clear();
        pair.atClient.disconnects.clear();
        final Connection atServer = pair.atServer();
        final long heartbeat = TimeUnit.SECONDS.toNanos(1) / 4;
        final int limit = 1000;
        long before = 0;
        int otherSent = 0;
        for (int poll = 0; atServer.stats().received() < REPLAY; poll++) {
            assertTrue(poll < MAX_POLLS + REPLAY / 100, "received=" + atServer.stats().received());
            offer(atServer, 1);
            pair.server.doWork();
            pair.server.group(0).poll((connection, message) -> Action.CONSUMED, limit);
            pair.client.doWork();
            pair.client.connection().poll((connection, message) -> Action.CONSUMED, limit);
            pair.clock.advance(heartbeat);
            assertTrue(atServer.stats().received() - before <= limit);
            before = atServer.stats().received();
            otherSent++;
            // an ack waits behind the data that was in the buffers before it, and no longer
            assertTrue(atServer.unackedMessages() < 100, "poll=" + poll + " unacked=" + atServer.unackedMessages());
        }
        pair.pollUntilAcked();

        assertTrue(otherSent >= REPLAY / limit);
        assertEquals(REPLAY, atServer.stats().received());
        assertEquals(List.of(), pair.atServer.disconnects);
        assertEquals(List.of(), pair.atClient.disconnects);
        assertEquals(1, pair.atClient().stats().sessions());
    }

    @Test
    void aSlowHandlerKeepsItsSessionHoweverLongTheQueue() {
        offer(pair.atClient(), 50_000);
        final Connection atServer = pair.atServer();
        for (int poll = 0; poll < 2000; poll++) {
            pair.server.doWork();
            pair.server.group(0).poll((connection, message) -> Action.CONSUMED, 1);
            pair.client.doWork();
            pair.client.connection().poll(pair.atClient, LIMIT);
            pair.clock.advance(TimeUnit.MILLISECONDS.toNanos(250));
        }

        assertEquals(2000 - 1, atServer.stats().received(), 2);
        assertEquals(List.of(), pair.atServer.disconnects);
        assertEquals(List.of(), pair.atClient.disconnects);
    }

    @Test
    void aHandlerThatTakesNothingKeepsItsSessionWhileAcksAndHeartbeatsFlow() {
        offer(pair.atClient(), 50_000);
        pair.atServer.handler = (connection, message) -> Action.RETRY;
        for (int poll = 0; poll < 2000; poll++) {
            if (poll % 10 == 0) {
                offer(pair.atServer(), 1);
            }
            pair.poll();
            pair.clock.advance(TimeUnit.MILLISECONDS.toNanos(250));
        }

        assertEquals(List.of(), pair.atServer.disconnects);
        assertEquals(List.of(), pair.atClient.disconnects);
        assertEquals(200, pair.atClient.received.size(), 1);
    }
}
