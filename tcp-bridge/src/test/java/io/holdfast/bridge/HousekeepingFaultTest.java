package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.Refusal;
import io.holdfast.store.SmallDisk;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The disk fails while files are reserved or deleted: that concerns one connection, whose listener is told. */
class HousekeepingFaultTest extends PairFixture {
    private static final int MESSAGES = 1000;

    private final FailingDisk disk = new FailingDisk();

    private static void sendMany(final TestPair pair, final Connection connection) {
        for (int i = 0; i < MESSAGES; i++) {
            TestPair.send(connection, "x".repeat(1000));
            pair.poll();
        }
    }

    @Test
    void aServersFaultEndsOneSessionAndTheOthersGoOn() {
        disk.where = path -> path.toString().matches(".*/C/send/.*[.]cq4");
        pair.serverOptions = context -> context.disk(disk.disk());
        connect();
        final Connection faulty = pair.atServer();
        disk.failing = "delete";

        sendMany(pair, faulty);
        pair.pollUntil("the listener is told", () -> pair.atServer.event("fault") != null);
        pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());

        assertTrue(pair.atServer.event("fault").contains("Input/output error"), pair.atServer.events::toString);
        assertTrue(pair.atServer.disconnects.contains(DisconnectReason.STORE_FAULT));
        assertEquals(ConnectionState.DISCONNECTED, faulty.state());
        assertEquals(Refusal.Code.STORE_FAILED, pair.atClient.refusals.get(0).code());
        assertEquals(1, pair.atServer.events.stream().filter(event -> event.startsWith("fault")).count());
        pair.closeClient();
        pair.clientOptions = context -> context.name("D");
        pair.openClient();
        pair.pollUntil("the other peer is served", () -> pair.atClient().state() == ConnectionState.CONNECTED);
        sendMany(pair, pair.server.connection("D"));
        pair.pollUntil("acked", () -> pair.server.connection("D").unackedMessages() == 0);
    }

    @Test
    void aClientsFaultDoesNotComeOutOfItsDutyCycle() {
        disk.where = path -> path.toString().endsWith(".cq4");
        pair.clientOptions = context -> context.disk(disk.disk());
        connect();
        disk.failing = "delete";

        sendMany(pair, pair.atClient());
        pair.pollUntil("the listener is told", () -> pair.atClient.event("fault") != null);
        pair.poll(50);

        assertEquals(DisconnectReason.STORE_FAULT, pair.atClient().lastDisconnect());
        assertEquals(1, pair.atClient().stats().sessions(), "does not try again for nothing");
    }

    @Test
    void whatCouldNotBeReservedIsNotAccepted() {
        pair.clientOptions = context -> context.disk(disk.disk()).cycleSize(16 << 20);
        connect();
        sendMany(pair, pair.atClient());
        disk.failing = "write";

        long result = 1;
        for (int i = 0; i < 100_000 && result > 0; i++) {
            result = pair.atClient().offer(1, new byte[1000], 0, 1000);
            pair.poll();
        }

        assertEquals(Connection.STORE_FAILED, result);
        disk.failing = "";
        assertEquals(Connection.STORE_FAILED, pair.atClient().offer(1, new byte[1000], 0, 1000));
    }

    @Test
    void aDiskThatIsFullWhenASessionBeginsIsTriedAgain() {
        connect();
        new Way(pair, false).send(0, 3);
        pair.pollUntilAcked();
        pair.closeServer();
        pair.wipeServerStore();
        pair.closeClient();
        final SmallDisk small = SmallDisk.inMemory(folder, 2);
        final Path former = pair.clientStore();
        try {
            pair.clientStore(small.path().resolve("client"));
            small.takeIn(former, pair.clientStore());
            pair.openClient();
            small.leave(0);
            pair.openServer();

            pair.pollUntil("the listener is told", () -> pair.atClient.event("fault") != null);
            assertNull(((PeerConnection) pair.atClient()).slot().status().fault());
            small.free();
            new Way(pair, true).send(10, 12);
            pair.pollUntilAcked();
            assertEquals(ConnectionState.CONNECTED, pair.atClient().state());
        } finally {
            pair.closeClient();
            small.close();
        }
    }

    @Test
    void theHandlerMayGoOnWhileItsConnectionIsEnded() {
        disk.where = path -> path.toString().matches(".*/C/send/.*[.]cq4");
        pair.serverOptions = context -> context.disk(disk.disk());
        pair.atServer.handler = (connection, message) ->
            connection.reply(message.index(), 1, message.payload(), 0, message.length()) > 0 ? Action.CONSUMED
                : Action.RETRY;
        connect();
        disk.failing = "delete";

        for (int i = 0; i < 20 * MESSAGES && pair.atServer.event("fault") == null; i++) {
            pair.atClient().offer(1, new byte[1000], 0, 1000);
            pair.poll();
            pair.clock.advance(TimeUnit.MILLISECONDS.toNanos(1));
        }

        assertTrue(pair.atServer.disconnects.contains(DisconnectReason.STORE_FAULT));
    }
}
