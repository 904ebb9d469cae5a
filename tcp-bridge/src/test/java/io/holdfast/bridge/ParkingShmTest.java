package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Transport;
import io.holdfast.bridge.channel.Direction;
import io.holdfast.bridge.channel.FaultyWaiter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A parked thread whose peer writes to memory instead of a socket, and so has to ring; in lock step. */
class ParkingShmTest {
    private static final long BOUND_NS = TimeUnit.MILLISECONDS.toNanos(10);

    @TempDir
    Path folder;
    private TestPair pair;
    private Parking parking;
    private FaultyWaiter waiter;

    @BeforeEach
    void connect() {
        pair = new TestPair(folder);
        pair.transport = Transport.SHM;
        pair.openServer();
        pair.openClient();
        parking = (Parking) pair.client.parking(BOUND_NS);
        waiter = pair.network.waiters().get(0);
        pair.pollUntilConnected();
        pair.poll(2500); // half a heartbeat interval past the last one, so that none is on its way
        assertEquals(Parkable.RETRY_NS, parking.beginParking(), "the peer may not know yet that it parks");
        parking.endParking();
        assertEquals(BOUND_NS, parking.beginParking());
        assertFalse(waiter.isDue());
    }

    @AfterEach
    void close() {
        pair.close();
    }

    private void pollServer() {
        pair.server.group(0).poll(pair.atServer, 100);
    }

    private void pollClient() {
        pair.atClient().poll(pair.atClient, 100);
    }

    private void sendFromServer(final String text) {
        TestPair.send(pair.atServer(), text);
        pollServer();
    }

    @Test
    void thePeersMessagesWakeItOnceInASleep() {
        final long before = pair.network.bytesWritten(Direction.TO_CLIENT);
        sendFromServer("1");
        assertTrue(waiter.isDue());
        final long rung = pair.network.bytesWritten(Direction.TO_CLIENT);
        assertTrue(rung > before);

        sendFromServer("2");
        assertEquals(rung, pair.network.bytesWritten(Direction.TO_CLIENT));
        waiter.await(1);
        parking.endParking();
        pollClient();
        sendFromServer("3");
        assertEquals(rung, pair.network.bytesWritten(Direction.TO_CLIENT), "rung although it does not sleep");

        assertEquals(0, parking.beginParking());
        parking.endParking();
        pollClient();
        assertTrue(parking.beginParking() > 0);
        assertFalse(waiter.isDue(), "the next sleep begins with what had ended the last one");
        sendFromServer("4");
        assertTrue(waiter.isDue());
        parking.endParking();
        pollClient();

        assertEquals(List.of("1", "2", "3", "4"), pair.atClient.received);
    }

    @Test
    void aMessageThatComesWhileItLooksIsSeen() {
        parking.endParking();
        waiter.onWatch(() -> sendFromServer("message"));

        assertEquals(0, parking.beginParking());
    }

    @Test
    void anOfferOfTheOwnProcessWakesItAndThenThePeer() {
        final Parking atServer = (Parking) pair.server.parking(BOUND_NS);
        final FaultyWaiter serverWaiter = (FaultyWaiter) atServer.waiter();
        atServer.beginParking();
        serverWaiter.await(1); // for the client's last heartbeat, which is read then
        atServer.endParking();
        pollServer();
        assertEquals(BOUND_NS, atServer.beginParking());
        assertFalse(serverWaiter.isDue());

        TestPair.send(pair.atClient(), "message");

        assertEquals(1, waiter.wakes());
        assertFalse(serverWaiter.isDue());
        parking.endParking();
        assertEquals(0, parking.beginParking());
        pollClient();
        assertTrue(serverWaiter.isDue());
    }

    @Test
    void thePeersAckWakesItAndIsTakenBeforeItSleepsAgain() {
        TestPair.send(pair.atClient(), "message");
        waiter.await(1);
        parking.endParking();
        pollClient();
        assertEquals(BOUND_NS, parking.beginParking());
        assertFalse(waiter.isDue());

        pollServer();

        assertTrue(waiter.isDue());
        parking.endParking();
        assertEquals(0, parking.beginParking());
        parking.endParking();
        pollClient();
        assertEquals(0, pair.atClient().unackedMessages());
    }

    @Test
    void aMessageThatTheHandlerDidNotTakeIsTriedAgainSoon() {
        pair.atClient.handler = (connection, message) -> Action.RETRY;
        sendFromServer("message");
        parking.endParking();
        pollClient();

        assertEquals(Parkable.RETRY_NS, parking.beginParking());
    }

    @Test
    void theFirstPollAfterASleepLooksAtTheTime() {
        final long before = pair.network.bytesWritten(Direction.TO_SERVER);
        pair.clock.advance(TimeUnit.SECONDS.toNanos(1));
        parking.endParking();

        pollClient();

        assertTrue(pair.network.bytesWritten(Direction.TO_SERVER) > before, "no heartbeat");
    }

    @Test
    void itsPeersLastWordWakesIt() {
        pair.atServer().disconnect();

        assertTrue(waiter.isDue());
        parking.endParking();
        pollClient();
        assertEquals(0, parking.beginParking());
    }
}
