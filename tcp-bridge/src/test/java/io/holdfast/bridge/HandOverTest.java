package io.holdfast.bridge;

import io.holdfast.ConnectionState;
import io.holdfast.bridge.protocol.Introduction;
import io.holdfast.bridge.protocol.Login;
import io.holdfast.bridge.protocol.LoginOk;
import io.holdfast.bridge.protocol.ResumeOffer;
import io.holdfast.bridge.protocol.SharedMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/** Between the thread that does the logins and the one that polls. */
class HandOverTest {
    @TempDir
    Path folder;
    private TestPair pair;

    @BeforeEach
    void open() {
        pair = new TestPair(folder);
        pair.openServer();
    }

    @AfterEach
    void close() {
        pair.close();
    }

    private RawClient connect() {
        return new RawClient(pair.network, TestPair.ADDRESS, this::doWork);
    }

    private void doWork() {
        pair.clock.advance(TestPair.TICK_NS);
        pair.server.doWork();
    }

    private RawClient confirmed() throws Exception {
        final RawClient raw = connect().send(RawClient.login("X", "S")::encode);
        LoginOk.decode(raw.awaitFrame());
        raw.send(RawClient.confirm()::encode);
        doWork();
        return raw;
    }

    private static Login loginAgain() {
        final Login first = RawClient.login("X", "S");
        return new Login(2, first.terms(), new Introduction("X", "S", new byte[0], new byte[0]), SharedMemory.NONE);
    }

    @Test
    void aLoginThatIsReplacedBeforeItsSessionBeganLeavesNoSession() throws Exception {
        try (RawClient first = confirmed(); RawClient second = connect()) {
            second.send(loginAgain()::encode);
            doWork();
            doWork();
            pair.server.group(0).poll(pair.atServer, 1);

            assertEquals(ConnectionState.DISCONNECTED, pair.server.connection("X").state());
            assertEquals("", first.awaitEnd());
        }
    }

    @Test
    void aRequestToEndOneSessionDoesNotEndTheNext() throws Exception {
        final RawClient first = confirmed();
        final SessionSlot slot = ((PeerConnection) pair.server.connection("X")).slot();
        pair.server.group(0).poll(pair.atServer, 1);
        final SessionStart.Identity gone = slot.identity();
        first.close();
        pair.server.group(0).poll(pair.atServer, 1);
        assertEquals(ConnectionState.DISCONNECTED, pair.server.connection("X").state());
        try (RawClient second = connect().send(loginAgain()::encode)) {
            LoginOk.decode(second.awaitFrame());
            second.send(RawClient.confirm()::encode);
            doWork();

            slot.requestDetach(gone);
            pair.server.group(0).poll(pair.atServer, 1);

            assertEquals(ConnectionState.CONNECTED, pair.server.connection("X").state());
            assertNotNull(second.awaitFrame());
        }
    }

    @Test
    void aLoginHandedToAConnectionThatHasJustEndedBeginsNoSession() throws Exception {
        final PeerConnection connection = (PeerConnection) pair.server.connection("X");
        final SessionSlot slot = connection.slot();
        final ResumeOffer offer = RawClient.confirm().offer();
        final SessionStart start = new SessionStart(pair.network.connect(TestPair.ADDRESS, 1024), offer, 0, offer,
            new SessionStart.Identity("X", RawClient.INCARNATION, 1), new byte[0], new byte[0], null);
        final Thread loginThread = new Thread(() -> slot.begin(start));
        connection.close();

        synchronized (slot.status()) { // holds the other thread up where the login is put but not yet dropped
            loginThread.start();
            while (loginThread.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
            slot.poll(pair.atServer, 1);
        }
        loginThread.join();

        assertEquals(0, connection.stats().sessions());
        assertEquals(ConnectionState.CLOSED, connection.state());
    }
}
