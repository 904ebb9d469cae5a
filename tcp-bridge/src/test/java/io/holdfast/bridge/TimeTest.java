package io.holdfast.bridge;

import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.Refusal;
import io.holdfast.ResumeOutcome;
import io.holdfast.bridge.channel.Cut;
import io.holdfast.bridge.channel.Direction;
import io.holdfast.bridge.protocol.Close;
import io.holdfast.bridge.protocol.CloseReason;
import io.holdfast.bridge.protocol.Confirm;
import io.holdfast.bridge.protocol.FrameType;
import io.holdfast.bridge.protocol.HeartbeatFrame;
import io.holdfast.bridge.protocol.LoginOk;
import io.holdfast.bridge.protocol.ResumeOffer;
import io.holdfast.bridge.protocol.SharedMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every deadline is met to the nanosecond of a manual clock: nothing happens one tick before it. */
class TimeTest extends PairFixture {
    private static final long HEARTBEAT_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LIVENESS_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOGIN_NS = TimeUnit.SECONDS.toNanos(5);

    /** Polls often enough for everything under way to arrive, while the clock stands still. */
    private void settle() {
        for (int i = 0; i < 70; i++) {
            pair.poll();
        }
    }

    /** Lets each side hear from the other at the present time of the clock. */
    private void letBothSpeak() {
        pair.clock.advance(HEARTBEAT_NS);
        settle();
    }

    @Test
    void aServerGivesUpOnASilentSocketAtTheDeadlineOfTheLogin() throws Exception {
        pair.openServer();
        try (RawPeer peer = RawPeer.toServer(pair)) {
            settle();
            pair.clock.advance(LOGIN_NS - 1);
            settle();
            assertEquals(1, pair.server.pendingLogins());

            pair.clock.advance(1);
            settle();

            assertEquals(0, pair.server.pendingLogins());
            assertEquals(CloseReason.LOGIN_TIMEOUT, Close.decode(peer.frame()).reason());
        }
    }

    @Test
    void aServerGivesUpOnALoginThatIsNeverConfirmed() throws Exception {
        pair.openServer();
        try (RawPeer peer = RawPeer.toServer(pair)) {
            settle();
            pair.clock.advance(LOGIN_NS / 2);
            peer.send(RawPeer.login("C", "S")::encode);
            settle();
            pair.clock.advance(LOGIN_NS - LOGIN_NS / 2 - 1);
            settle();
            assertEquals(1, pair.server.pendingLogins());

            pair.clock.advance(1);
            settle();

            assertEquals(0, pair.server.pendingLogins());
            assertEquals(FrameType.LOGIN_OK, RawPeer.type(peer.frame()));
            assertEquals(CloseReason.LOGIN_TIMEOUT, Close.decode(peer.frame()).reason());
        }
    }

    @Test
    void aClientGivesUpOnASilentServerAtTheDeadlineOfTheLogin() {
        pair.openServer();
        pair.network.stall(Direction.TO_CLIENT, true);
        pair.openClient();
        settle();
        pair.clock.advance(LOGIN_NS - 1);
        settle();
        assertEquals(ConnectionState.LOGGING_IN, pair.atClient().state());

        pair.clock.advance(1);
        pair.poll();

        assertEquals(DisconnectReason.LOGIN_TIMEOUT, pair.atClient().lastDisconnect());
        pair.network.stall(Direction.TO_CLIENT, false);
        pair.pollUntilConnected();
    }

    @Test
    void aClientGivesUpOnASocketThatDoesNotOpen() {
        pair.network.blackHole(true);
        pair.openClient();
        settle();
        pair.clock.advance(LOGIN_NS - 1);
        settle();
        assertEquals(ConnectionState.CONNECTING, pair.atClient().state());

        pair.clock.advance(1);
        pair.poll();

        assertEquals(DisconnectReason.CONNECT_FAILED, pair.atClient().lastDisconnect());
        pair.network.blackHole(false);
        pair.openServer();
        pair.pollUntilConnected();
    }

    @Test
    void silenceEndsASessionAtTheLivenessTimeoutOnBothSides() {
        connect();
        letBothSpeak();
        pair.network.blackHole(true);
        pair.clock.advance(LIVENESS_NS - 1);
        settle();
        assertEquals(ConnectionState.CONNECTED, pair.atClient().state());
        assertEquals(ConnectionState.CONNECTED, pair.atServer().state());

        pair.clock.advance(1);
        pair.poll();

        assertEquals(DisconnectReason.PEER_TIMEOUT, pair.atClient().lastDisconnect());
        assertEquals(DisconnectReason.PEER_TIMEOUT, pair.atServer().lastDisconnect());
        pair.network.blackHole(false);
        pair.pollUntilReconnected();
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void aHeartbeatComesAfterItsIntervalOfSilenceAndNotBefore(final Direction direction) {
        connect();
        letBothSpeak();
        final long before = pair.network.bytesWritten(direction);
        pair.clock.advance(HEARTBEAT_NS - 1);
        settle();
        assertEquals(before, pair.network.bytesWritten(direction));

        pair.clock.advance(1);
        settle();

        assertEquals(24, pair.network.bytesWritten(direction) - before);
    }

    @Test
    void heartbeatsKeepAnIdleSessionAlive() {
        connect();

        for (long ns = 0; ns < 20 * LIVENESS_NS; ns += HEARTBEAT_NS) {
            pair.clock.advance(HEARTBEAT_NS);
            pair.poll();
        }

        assertEquals(1, pair.atClient().stats().sessions());
        assertEquals(ConnectionState.CONNECTED, pair.atServer().state());
    }

    @Test
    void aPeerWhoseHeartbeatsAreTooRareIsRefused() {
        pair.clientOptions = context -> context.heartbeatIntervalNs(LIVENESS_NS).livenessTimeoutNs(4 * LIVENESS_NS);
        pair.openServer();
        pair.openClient();

        pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());

        assertEquals(Refusal.Code.LIMITS, pair.atClient.refusals.get(0).code());
    }

    @Test
    void messagesThatAreAnnouncedButDoNotComeAreAFault() throws Exception {
        pair.openServer();
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(RawPeer.login("C", "S")::encode);
            assertEquals("S", LoginOk.decode(peer.frame()).localName());
            peer.send(new Confirm(new ResumeOffer(ResumeOutcome.FROM_START, 7, 1, 0, 0, 0, 0), 1,
                SharedMemory.NONE)::encode);
            assertEquals(FrameType.HEARTBEAT, RawPeer.type(peer.frame()));
            settle();
            final long beganNs = pair.clock.monotonicNs();
            peer.send(out -> HeartbeatFrame.encode(out, 1L << 40, 0));
            settle();

            for (long ns = HEARTBEAT_NS; ns < LIVENESS_NS; ns += HEARTBEAT_NS) {
                pair.clock.advance(HEARTBEAT_NS);
                peer.send(out -> HeartbeatFrame.encode(out, 1L << 40, 0));
                settle();
            }
            pair.clock.advance(beganNs + LIVENESS_NS - 1 - pair.clock.monotonicNs());
            settle();
            assertEquals(ConnectionState.CONNECTED, pair.atServer().state());
            pair.clock.advance(1);
            pair.poll();

            assertEquals(DisconnectReason.NO_PROGRESS, pair.atServer().lastDisconnect());
        }
    }

    @Test
    void aSlowHandlerIsNoLackOfProgress() {
        connect();
        pair.atServer.limit = 0;
        TestPair.send(pair.atClient(), "waits");

        for (long ns = 0; ns < 3 * LIVENESS_NS; ns += HEARTBEAT_NS) {
            pair.clock.advance(HEARTBEAT_NS);
            pair.poll();
        }

        assertEquals(1, pair.atClient().stats().sessions());
        pair.atServer.limit = 1;
        pair.pollUntilAcked();
    }

    @Test
    void aHalfOpenSessionIsReplacedByTheSameClientAtOnce() {
        connect();
        pair.network.cutAll(Cut.UNSEEN_BY_SERVER);
        TestPair.send(pair.atClient(), "again");

        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertEquals(DisconnectReason.REPLACED, pair.atServer().lastDisconnect());
        assertTrue(pair.clock.monotonicNs() < HEARTBEAT_NS, "did not wait for any time-out");
        assertEquals(0, pair.atClient.refusals.size());
    }

    @Test
    void aHalfOpenSessionIsNotReplacedByAnotherStoreBeforeItTimedOut() {
        connect();
        letBothSpeak();
        final long heardNs = pair.clock.monotonicNs();
        pair.network.blackHole(true);
        pair.closeClient();
        pair.network.blackHole(false);
        pair.clientStore(folder.resolve("other"));
        pair.openClient();

        pair.pollUntil("in", () -> pair.atClient().state() == ConnectionState.CONNECTED);

        assertEquals(Refusal.Code.ALREADY_LOGGED_ON, pair.atClient.refusals.get(0).code());
        assertEquals(DisconnectReason.PEER_TIMEOUT, pair.atServer().lastDisconnect());
        assertTrue(pair.clock.monotonicNs() - heardNs >= LIVENESS_NS);
    }

    @Test
    void twoLoginsOfOneNameAtATimeLeaveOneInAndTheOtherOut() throws Exception {
        pair.openServer();
        try (RawPeer peer = RawPeer.toServer(pair)) {
            peer.send(RawPeer.login("C", "S")::encode);
            pair.openClient();
            assertEquals(FrameType.LOGIN_OK, RawPeer.type(peer.frame()));

            pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());

            assertEquals(Refusal.Code.ALREADY_LOGGED_ON, pair.atClient.refusals.get(0).code());
        }
        pair.pollUntilConnected();
        assertEquals(1, pair.atServer().stats().sessions());
    }

    @Test
    void aClientThatComesAgainBeforeItsFirstLoginIsDoneTakesItsPlace() {
        pair.openServer();
        pair.network.stall(Direction.TO_CLIENT, true);
        pair.openClient();
        settle();
        pair.network.cutAll(Cut.UNSEEN_BY_SERVER);
        pair.network.stall(Direction.TO_CLIENT, false);

        pair.pollUntilConnected();

        assertTrue(pair.clock.monotonicNs() < LOGIN_NS, "did not wait for the first login's deadline");
        assertEquals(0, pair.atClient.refusals.size());
    }

    @Test
    void manyLoginsAtATimeAllComeIn() {
        pair.openServer();
        final int clients = 20;
        final Client[] opened = new Client[clients];
        for (int i = 0; i < clients; i++) {
            final int number = i;
            pair.clientOptions = context -> context.name("C" + number);
            pair.clientStore(folder.resolve("client" + i));
            pair.openClient();
            opened[i] = pair.client;
        }

        pair.pollUntil("all in", () -> {
            boolean isAllIn = true;
            for (final Client client : opened) {
                client.doWork();
                client.connection().poll(pair.atClient, 1);
                isAllIn &= client.connection().state() == ConnectionState.CONNECTED;
            }
            return isAllIn;
        });

        for (final Client client : opened) {
            assertEquals(1, client.connection().stats().sessions());
            client.close();
        }
    }
}
