package io.holdfast.bridge;

import io.holdfast.AckMode;
import io.holdfast.Action;
import io.holdfast.Batch;
import io.holdfast.Claim;
import io.holdfast.Connection;
import io.holdfast.ConnectionState;
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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a parked thread waits for, and who wakes it; all in lock step. */
class ParkingTest {
    private static final long BOUND_NS = TimeUnit.MILLISECONDS.toNanos(10);

    @TempDir
    Path folder;
    private TestPair pair;
    private Parking parking;
    private FaultyWaiter waiter;

    @BeforeEach
    void open() {
        pair = new TestPair(folder);
        pair.openServer();
        pair.openClient();
        parking = (Parking) pair.client.parking(BOUND_NS);
        waiter = pair.network.waiters().get(0);
    }

    @AfterEach
    void close() {
        pair.close();
    }

    /** Polls until both sides have nothing more to say. */
    private void connectAndSettle() {
        pair.pollUntilConnected();
        pair.pollUntilAcked();
        pair.poll(3);
    }

    private void offer() {
        TestPair.send(pair.atClient(), "message");
    }

    @Test
    void waitsUpToItsBoundWhenThereIsNothingToDo() {
        connectAndSettle();

        assertEquals(BOUND_NS, parking.beginParking());
        assertFalse(waiter.isDue());
    }

    @Test
    void doesNotWaitWhenAMessageWasOfferedBefore() {
        connectAndSettle();

        offer();

        assertEquals(0, parking.beginParking());
        assertEquals(0, waiter.wakes());
    }

    @Test
    void isWokenOnceByMessagesOfferedAfterItLooked() {
        connectAndSettle();
        parking.beginParking();

        offer();
        offer();

        assertEquals(1, waiter.wakes());
        assertTrue(waiter.isDue());
    }

    @Test
    void isWokenByAMessageOfferedWhileItLooks() {
        connectAndSettle();
        waiter.onWatch(this::offer);

        parking.beginParking();

        assertEquals(1, waiter.wakes(), "it must say that it is parked before it looks for work");
    }

    @Test
    void isWokenWhenTheMessageIsThereToSee() {
        connectAndSettle();
        final long before = pair.atClient().lastIndex();
        waiter.onWake(() -> assertTrue(pair.atClient().lastIndex() > before));
        parking.beginParking();

        offer();

        assertEquals(1, waiter.wakes());
    }

    @Test
    void isWokenByClaimsAndBatches() {
        connectAndSettle();
        try (Claim claim = new Claim(); Batch batch = pair.atClient().batch()) {
            parking.beginParking();
            assertEquals(1, pair.atClient().tryClaim(1, 4, claim));
            assertEquals(0, waiter.wakes());
            claim.commit();
            assertEquals(1, waiter.wakes());

            parking.beginParking();
            batch.add(1, claim.buffer(), 0, 4);
            assertEquals(1, waiter.wakes());
            batch.commit();
            assertEquals(2, waiter.wakes());
        }
    }

    @Test
    void isNotWokenWhileItDoesNotWait() {
        connectAndSettle();
        parking.beginParking();
        parking.endParking();

        offer();

        assertEquals(0, waiter.wakes());
    }

    @Test
    void spinsAndYieldsFirstAndAgainAfterEachWaitThatBroughtSomething() {
        connectAndSettle();
        waiter.whileWaiting(this::offer);

        idle(Parking.SPINS + Parking.YIELDS);
        assertEquals(0, waiter.waits());
        idle(1);
        assertEquals(1, waiter.waits());
        pair.poll(3);
        pair.pollUntilAcked();
        pair.poll(3);
        waiter.whileWaiting(() -> { });
        idle(Parking.SPINS + Parking.YIELDS);
        assertEquals(1, waiter.waits());
        idle(3);
        assertEquals(4, waiter.waits());
    }

    private void idle(final int times) {
        for (int i = 0; i < times; i++) {
            parking.idle(0);
        }
    }

    @Test
    void waitsForThePeersMessages() {
        connectAndSettle();
        assertFalse(pair.client.connection().lastIndex() > 0);
        parking.beginParking();
        TestPair.send(pair.atServer(), "message");
        assertFalse(waiter.isDue());

        pair.server.group(0).poll(pair.atServer, 1);

        assertTrue(waiter.isDue());
        assertEquals(0, waiter.wakes());
    }

    @Test
    void waitsUntilTheSocketTakesMoreWhenItIsFull() {
        pair.network.capacity(1024);
        connectAndSettle();
        TestPair.send(pair.atClient(), "x".repeat(4000));
        pair.client.connection().poll(pair.atClient, 1);

        assertTrue(parking.beginParking() > 0);
        assertFalse(waiter.isDue());
        parking.endParking();
        pair.server.group(0).poll(pair.atServer, 1);

        assertTrue(waiter.isDue());
    }

    @Test
    void triesAMessageAgainSoonThatTheHandlerDidNotTakeAndStillHearsThePeer() {
        pair.atClient.handler = (connection, message) -> Action.RETRY;
        connectAndSettle();
        TestPair.send(pair.atServer(), "message");
        pair.poll(3);

        assertEquals(Parkable.RETRY_NS, parking.beginParking());
        assertFalse(waiter.isDue());
        parking.endParking();
        TestPair.send(pair.atServer(), "another");
        pair.server.group(0).poll(pair.atServer, 1);
        assertTrue(waiter.isDue());
        pair.atClient.handler = (connection, message) -> Action.CONSUMED;
        pair.pollUntilAcked();

        assertEquals(List.of("message", "another"), pair.atClient.received);
    }

    @Test
    void doesNotListenToASocketForWhichThereIsNoRoom() {
        pair.clientOptions = context -> context.socketBufferLength(4096);
        pair.closeClient();
        pair.openClient();
        parking = (Parking) pair.client.parking(BOUND_NS);
        waiter = pair.network.waiters().get(1);
        pair.atClient.handler = (connection, message) -> Action.RETRY;
        connectAndSettle();
        for (int i = 0; i < 10; i++) {
            TestPair.send(pair.atServer(), "x".repeat(1000));
        }
        pair.poll(20);

        assertEquals(Parkable.RETRY_NS, parking.beginParking());
        assertFalse(waiter.isDue(), "the wait would end at once, again and again");
    }

    @Test
    void doesNotTryAgainWhatStoppedForGood() {
        pair.clientOptions = context -> context.maxAttempts(1);
        pair.closeClient();
        pair.openClient();
        parking = (Parking) pair.client.parking(BOUND_NS);
        pair.atClient.handler = (connection, message) -> {
            throw new IllegalStateException("as planned");
        };
        connectAndSettle();
        TestPair.send(pair.atServer(), "message");
        pair.pollUntilThrown();
        pair.poll(3);

        assertEquals(BOUND_NS, parking.beginParking());
    }

    @Test
    void doesNotWaitWithAnAckThatWasMadeAfterThePoll() {
        pair.clientOptions = context -> context.ackMode(AckMode.MANUAL);
        pair.closeClient();
        pair.openClient();
        parking = (Parking) pair.client.parking(BOUND_NS);
        pair.atClient.handler = (connection, message) -> Action.DEFER;
        connectAndSettle();
        final long index = TestPair.send(pair.atServer(), "message");
        pair.pollUntil("received", () -> pair.atClient.received.size() == 1);
        pair.poll(3);
        assertEquals(BOUND_NS, parking.beginParking());
        parking.endParking();

        pair.atClient().ack(index);

        assertEquals(0, parking.beginParking());
    }

    @Test
    void waitsForEachStepOfALogin() {
        int waits = 0;
        for (int i = 0; i < 1000 && pair.atClient.reports.isEmpty(); i++) {
            if (parking.beginParking() > 0 && !waiter.isDue()) {
                waits++;
                pair.server.doWork();
                pair.server.group(0).poll(pair.atServer, 1);
            } else {
                pair.client.doWork();
                pair.client.connection().poll(pair.atClient, 1);
            }
            parking.endParking();
        }

        assertEquals(1, pair.atClient.reports.size());
        assertTrue(waits > 0);
    }

    @Test
    void waitsNoLongerThanUntilTheNextTryToConnect() {
        pair.closeClient();
        pair.clientOptions = context -> context.backoffNs(3_000_000, 3_000_000);
        pair.openClient();
        parking = (Parking) pair.client.parking(BOUND_NS);
        pair.network.refuse(true);
        pair.pollUntil("refused", () -> pair.atClient().state() == ConnectionState.DISCONNECTED
            && !pair.atClient.disconnects.isEmpty());

        final long waitNs = parking.beginParking();

        assertTrue(waitNs > 0 && waitNs <= 3_000_000, "waitNs=" + waitNs);
    }

    @Test
    void goesOnAtOnceWhenItsSessionHasEnded() {
        connectAndSettle();
        parking.beginParking();

        pair.network.cutAll();

        assertTrue(waiter.isDue());
        parking.endParking();
        pair.client.connection().poll(pair.atClient, 1);
        assertEquals(0, parking.beginParking());
    }

    @Test
    void waitsNoLongerThanHalfAHeartbeatInterval() {
        final Parking patient = (Parking) pair.client.parking(TimeUnit.HOURS.toNanos(1));
        pair.pollUntilConnected();
        pair.poll(3);

        assertEquals(TimeUnit.MILLISECONDS.toNanos(500), patient.beginParking());
    }

    @Test
    void isFreedByItsClientAndIdlesOnWithoutWork() {
        pair.closeClient();

        assertTrue(waiter.isClosed());
        assertEquals(0, waiter.watchedCount());
        assertEquals(BOUND_NS, parking.beginParking());
        parking.endParking();
    }

    @Test
    void refusesABoundThatIsNone() {
        assertThrows(IllegalArgumentException.class, () -> pair.client.parking(0));
        assertThrows(IllegalArgumentException.class, () -> pair.server.parking(-1));
        assertThrows(IllegalArgumentException.class, () -> pair.server.group(0).parking(0));
    }

    @Test
    void sendingWithoutParkingIsAsItWas() {
        pair.closeClient();
        pair.openClient();
        connectAndSettle();

        final Connection connection = pair.atClient();

        assertTrue(connection.offer(1, new byte[1], 0, 1) > 0);
        assertEquals(0, waiter.wakes());
    }
}
