package io.holdfast.bridge;

import io.holdfast.bridge.channel.FaultyWaiter;
import io.holdfast.bridge.protocol.Introduction;
import io.holdfast.bridge.protocol.Login;
import io.holdfast.bridge.protocol.LoginOk;
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

/** A server whose logins and whose group are served by two threads, either of which may be parked; in lock step. */
class ParkingHandOverTest {
    private static final long BOUND_NS = TimeUnit.MILLISECONDS.toNanos(10);

    @TempDir
    Path folder;
    private TestPair pair;
    private Parking desk;
    private Parking group;
    private FaultyWaiter deskWaiter;
    private FaultyWaiter groupWaiter;

    @BeforeEach
    void open() {
        pair = new TestPair(folder);
        pair.openServer();
        desk = (Parking) pair.server.parking(BOUND_NS, List.of());
        group = (Parking) pair.server.group(0).parking(BOUND_NS);
        deskWaiter = pair.network.waiters().get(0);
        groupWaiter = pair.network.waiters().get(1);
    }

    @AfterEach
    void close() {
        pair.close();
    }

    private void doWork() {
        pair.clock.advance(TestPair.TICK_NS);
        pair.server.doWork();
    }

    private RawClient connect() {
        return new RawClient(pair.network, TestPair.ADDRESS, this::doWork);
    }

    private RawClient confirmed() throws Exception {
        final RawClient raw = connect().send(RawClient.login("X", "S")::encode);
        LoginOk.decode(raw.awaitFrame());
        return raw.send(RawClient.confirm()::encode);
    }

    private static Login loginAgain() {
        final Login first = RawClient.login("X", "S");
        return new Login(2, first.terms(), new Introduction("X", "S", new byte[0], new byte[0]),
            first.sharedMemory());
    }

    @Test
    void theLoginThreadWaitsForSocketsAndForWhatTheySend() throws Exception {
        assertEquals(BOUND_NS, desk.beginParking());
        assertFalse(deskWaiter.isDue());
        try (RawClient raw = connect()) {
            assertTrue(deskWaiter.isDue());
            doWork();
            assertEquals(BOUND_NS, desk.beginParking());
            assertFalse(deskWaiter.isDue());

            raw.send(RawClient.login("X", "S")::encode);

            assertTrue(deskWaiter.isDue());
        }
    }

    @Test
    void aFinishedLoginWakesTheThreadThatPolls() throws Exception {
        pair.server.connection("X");
        group.beginParking();
        try (RawClient raw = confirmed()) {
            assertEquals(0, groupWaiter.wakes());

            doWork();

            assertEquals(1, groupWaiter.wakes());
            assertEquals(BOUND_NS, desk.beginParking());
            group.endParking();
            assertEquals(0, group.beginParking());
            pair.server.group(0).poll(pair.atServer, 1);
            group.beginParking();
            raw.send(RawClient.confirm()::encode);
            assertTrue(groupWaiter.isDue());
            assertFalse(deskWaiter.isDue(), "the socket is still watched by the thread that gave it away");
        }
    }

    @Test
    void theLoginThreadDoesNotWaitForASocketThatItGaveAway() throws Exception {
        try (RawClient raw = confirmed()) {
            desk.beginParking();
            desk.endParking();
            doWork();
            assertEquals(BOUND_NS, desk.beginParking());

            raw.send(RawClient.confirm()::encode);

            assertFalse(deskWaiter.isDue());
        }
    }

    @Test
    void aNewConnectionOfAGroupWakesTheThreadThatPolls() {
        group.beginParking();

        pair.server.connection("X");

        assertEquals(1, groupWaiter.wakes());
    }

    @Test
    void aMessageForAConnectionThatJoinedLaterWakesTheThreadThatPolls() {
        pair.openClient();
        pair.pollUntilConnected();
        pair.pollUntilAcked();
        pair.poll(3);
        group.beginParking();

        TestPair.send(pair.atServer(), "message");

        assertEquals(1, groupWaiter.wakes());
    }

    @Test
    void aTakeOverWakesTheThreadThatPollsAndItsEndWakesTheLoginThread() throws Exception {
        try (RawClient first = confirmed()) {
            doWork();
            pair.server.group(0).poll(pair.atServer, 1);
            group.beginParking();
            try (RawClient second = connect().send(loginAgain()::encode)) {
                doWork();
                assertEquals(1, groupWaiter.wakes());
                assertEquals(BOUND_NS, desk.beginParking());
                assertFalse(deskWaiter.isDue());
                group.endParking();
                assertEquals(0, group.beginParking());

                pair.server.group(0).poll(pair.atServer, 1);

                assertTrue(deskWaiter.isDue());
                desk.endParking();
                assertEquals(0, desk.beginParking());
                doWork();
                assertEquals("S", LoginOk.decode(second.awaitFrame()).localName());
            }
            assertEquals("CLOSE REPLACED", first.awaitEnd());
        }
    }

    @Test
    void aConnectionThatIsClosedWakesTheLoginThread() throws Exception {
        try (RawClient raw = connect().send(RawClient.login("X", "S")::encode)) {
            pair.server.connection("X");
            LoginOk.decode(raw.awaitFrame());
            assertEquals(BOUND_NS, desk.beginParking());

            pair.server.connection("X").close();

            assertTrue(deskWaiter.isDue());
            desk.endParking();
            assertEquals(0, desk.beginParking());
        }
    }

    @Test
    void closingTheServerFreesWhatItsThreadsParkedOn() {
        pair.closeServer();

        assertTrue(deskWaiter.isClosed());
        assertTrue(groupWaiter.isClosed());
        assertEquals(0, deskWaiter.watchedCount());
    }
}
