package io.holdfast.bridge;

import io.holdfast.AckMode;
import io.holdfast.Action;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.ResumeOutcome;
import io.holdfast.bridge.channel.Cut;
import io.holdfast.store.CycleSurgery;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How sessions end and go on, whichever way the messages travel. */
class TransportEndsTest extends TransportFixture {
    private static void withShortTimes(final EndpointContext<?> context) {
        context.heartbeatIntervalNs(100 * TestPair.TICK_NS).livenessTimeoutNs(500 * TestPair.TICK_NS);
    }

    /** Ten messages each way, of which the first four that go our way are delivered, and nothing is acked back. */
    private void leaveMessagesInFlight() {
        way.receiverSide().limit = 2;
        way.senderSide().limit = 0;
        way.send(0, 10);
        back.send(0, 10);
        pair.pollUntil("some are delivered", () -> way.receiverSide().received.size() >= 4);
    }

    private void assertAllArriveOnce() {
        way.receiverSide().limit = 1000;
        way.senderSide().limit = 1000;
        pair.pollUntilConnected();
        way.send(10, 12);
        back.send(10, 12);
        pair.pollUntilAcked();

        assertEquals(Way.texts(0, 12), way.receiverSide().received);
        assertEquals(Way.texts(0, 12), back.receiverSide().received);
        assertEquals(transport, way.receiver().transport());
    }

    @Test
    void aSenderThatDisconnectsLosesAndRepeatsNothing() {
        connect();
        leaveMessagesInFlight();

        way.sender().disconnect();
        pair.pollUntilReconnected();

        assertAllArriveOnce();
    }

    @Test
    void aReceiverThatDisconnectsLosesAndRepeatsNothing() {
        connect();
        leaveMessagesInFlight();

        way.receiver().disconnect();
        pair.pollUntilReconnected();

        assertAllArriveOnce();
    }

    @Test
    void aNetworkThatIsCutLosesAndRepeatsNothing() {
        connect(TransportEndsTest::withShortTimes);
        for (final Cut cut : Cut.values()) {
            way.receiverSide().received.clear();
            back.receiverSide().received.clear();
            leaveMessagesInFlight();

            pair.network.cutAll(cut);
            pair.pollUntilReconnected();

            assertAllArriveOnce();
        }
    }

    @Test
    void aSideThatClosesInOrderAndComesBackLosesAndRepeatsNothing() {
        connect();
        leaveMessagesInFlight();
        pair.closeServer();
        pair.openServer();
        pair.pollUntilReconnected();

        pair.closeClient();
        pair.openClient();
        pair.pollUntilReconnected();

        assertAllArriveOnce();
    }

    @Test
    void aSideThatClosesInOrderAndDeletesItsStoreIsNoFaultOfItsFiles() throws IOException {
        connect();
        way.exchange(0, 3);

        pair.closeClient();
        deleteAll(pair.clientStore());
        pair.clock.advance(200 * TestPair.TICK_NS);
        pair.pollUntil("ended", () -> !pair.atServer.disconnects.isEmpty());

        assertEquals(List.of(DisconnectReason.REMOTE_SHUTDOWN), pair.atServer.disconnects);
    }

    private static void deleteAll(final Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (final Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void aSenderThatIsKilledLosesAndRepeatsNothing() {
        connect();
        leaveMessagesInFlight();

        way.killSender();
        pair.poll(3);
        way.openSender(null);
        pair.pollUntilReconnected();

        assertAllArriveOnce();
    }

    @Test
    void aReceiverThatIsKilledLosesAndRepeatsNothing() {
        connect();
        leaveMessagesInFlight();

        way.killReceiver();
        pair.poll(3);
        way.openReceiver(null);
        pair.pollUntilReconnected();

        assertAllArriveOnce();
    }

    @Test
    void whatAKilledReceiverHadNotAckedComesAgainAndSaysSo() {
        connect(context -> context.ackMode(AckMode.MANUAL));
        way.receiverSide().handler = (connection, message) -> Action.DEFER;
        way.send(0, 3);
        pair.pollUntil("given", () -> way.receiverSide().received.size() == 3);
        way.receiver().ack(way.receiverSide().indices.get(0));
        way.receiverSide().received.clear();
        way.receiverSide().handler = (connection, message) -> {
            assertTrue(message.isRedelivered());
            return Action.CONSUMED;
        };

        way.killReceiver();
        way.openReceiver(null);
        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertEquals(Way.texts(1, 3), way.receiverSide().received);
    }

    /** Over TCP the acks of a first part could not be written any more, which ends the session too. */
    private int mostAtATime() {
        return isShared() ? 2 : 1000;
    }

    @Test
    void whatWasSentBeforeADisconnectIsDelivered() {
        connect();
        way.send(0, 100);
        way.receiverSide().limit = mostAtATime();
        pair.network.refuse(true);

        way.sender().disconnect();
        pair.pollUntil("ended", () -> !way.receiverSide().disconnects.isEmpty());

        assertEquals(Way.texts(0, 100), way.receiverSide().received);
        assertEquals(List.of(DisconnectReason.REMOTE_DISCONNECT), way.receiverSide().disconnects);
        assertEquals(way.receiver().consumedIndex(), way.sender().lastIndex());
    }

    @Test
    void whatWasSentBeforeTheEndOfTheStreamIsDelivered() {
        connect();
        way.receiverSide().limit = 0;
        way.send(0, 100);
        pair.poll(40);
        way.receiverSide().limit = mostAtATime();
        pair.network.refuse(true);

        pair.network.cutAll(Cut.END_OF_STREAM);
        pair.pollUntil("ended", () -> !way.receiverSide().disconnects.isEmpty());

        assertEquals(Way.texts(0, 100), way.receiverSide().received);
        assertEquals(List.of(DisconnectReason.CONNECTION_LOST), way.receiverSide().disconnects);
    }

    @Test
    void theAckOfTheLastMessagesIsSeenAfterADisconnectOfTheirReceiver() {
        connect();
        way.send(0, 5);
        pair.pollUntil("given", () -> way.receiverSide().received.size() == 5);
        pair.network.refuse(true);

        way.receiver().disconnect();
        pair.pollUntil("ended", () -> !way.senderSide().disconnects.isEmpty());

        assertEquals(0, way.sender().unackedMessages());
    }

    @Test
    void silenceEndsTheSessionOnBothSides() {
        connect(TransportEndsTest::withShortTimes);
        pair.network.blackHole(true);

        pair.pollUntil("both ended", () -> !pair.atServer.disconnects.isEmpty()
            && !pair.atClient.disconnects.isEmpty());

        assertEquals(DisconnectReason.PEER_TIMEOUT, pair.atServer.disconnects.get(0));
        assertEquals(DisconnectReason.PEER_TIMEOUT, pair.atClient.disconnects.get(0));
        pair.network.blackHole(false);
        pair.pollUntilReconnected();
        leaveMessagesInFlight();
        assertAllArriveOnce();
    }

    @Test
    void heartbeatsKeepAnIdleSessionAlive() {
        connect(TransportEndsTest::withShortTimes);

        pair.poll(3000);

        assertEquals(List.of(), pair.atServer.disconnects);
        assertEquals(List.of(), pair.atClient.disconnects);
    }

    @Test
    void whoPollsRarelyStaysConnectedAndHearsOfTheEndAtOnce() {
        connect(TransportEndsTest::withShortTimes);

        for (int i = 0; i < 100; i++) {
            pair.poll();
            pair.clock.advance(90 * TestPair.TICK_NS);
        }

        assertEquals(List.of(), pair.atServer.disconnects);
        assertEquals(List.of(), pair.atClient.disconnects);
        way.send(0, 1);
        way.sender().disconnect();
        pair.clock.advance(90 * TestPair.TICK_NS);
        way.receiver().poll(way.receiverSide(), 1000);
        way.receiver().poll(way.receiverSide(), 1000);
        assertEquals(Way.texts(0, 1), way.receiverSide().received);
        assertEquals(List.of(DisconnectReason.REMOTE_DISCONNECT), way.receiverSide().disconnects);
    }

    @Test
    void aReceiverThatTakesItsTimeIsNoLackOfProgress() {
        connect(TransportEndsTest::withShortTimes);
        way.receiverSide().handler = (connection, message) -> Action.RETRY;
        way.send(0, 2);

        pair.poll(2000);

        assertEquals(List.of(), pair.atServer.disconnects);
        assertEquals(List.of(), pair.atClient.disconnects);
    }

    @Test
    void aMessageThatVanishedFromTheSendersFileEndsTheSessionAndIsNotStoodBeforeInSilence() {
        connect(TransportEndsTest::withShortTimes);
        way.receiverSide().limit = 0;
        way.send(0, 3);
        final CycleSurgery second = CycleSurgery.at(senderFolder(), way.sender().lastIndex() - 1);
        final int header = second.header();
        second.header(0);
        way.receiverSide().limit = 1000;

        pair.pollUntil("ended", () -> !way.receiverSide().disconnects.isEmpty());

        assertEquals(Way.texts(0, 1), way.receiverSide().received);
        if (isShared()) {
            assertEquals(DisconnectReason.NO_PROGRESS, way.receiverSide().disconnects.get(0));
            second.header(header);
            pair.pollUntilReconnected();
            pair.pollUntilAcked();
            assertEquals(Way.texts(0, 3), way.receiverSide().received);
        } else {
            assertEquals(DisconnectReason.STORE_FAULT, way.senderSide().disconnects.get(0));
        }
    }

    @Test
    void aHalfOpenSessionIsTakenOverByTheSameClient() {
        connect();
        leaveMessagesInFlight();
        pair.network.cutAll(Cut.UNSEEN_BY_SERVER);

        pair.pollUntilReconnected();

        assertFalse(pair.atServer.disconnects.isEmpty());
        assertEquals(DisconnectReason.REPLACED, pair.atServer.disconnects.get(0));
        assertAllArriveOnce();
    }

    @Test
    void whatAHalfOpenSessionDeliversWhileItsClientLogsInAgainIsNoContradiction() {
        connect();
        way.exchange(0, 3);
        logInAgainUnseenByTheServer();
        way.send(3, 6);
        pair.atServer().poll(pair.atServer, 1000);

        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertEquals(Way.texts(0, 6), way.receiverSide().received);
        assertEquals(List.of(), pair.atServer.refusals);
        assertEquals(List.of(), pair.atClient.refusals);
    }

    @Test
    void anAckThatAHalfOpenSessionSeesWhileItsClientLogsInAgainDoesNotMakeTheClientBehind() {
        connect(context -> context.ackMode(AckMode.MANUAL));
        way.receiverSide().handler = (connection, message) -> Action.DEFER;
        way.send(0, 3);
        pair.pollUntil("given", () -> way.receiverSide().received.size() == 3);
        logInAgainUnseenByTheServer();
        way.receiver().ack(way.receiverSide().indices.get(2));
        pair.atServer().poll(pair.atServer, 1000);
        final long acked = way.sender().ackedIndex();
        way.senderSide().reports.clear();
        way.receiverSide().reports.clear();

        pair.pollUntil("connected again", () -> {
            assertTrue(way.sender().ackedIndex() >= acked);
            return !way.senderSide().reports.isEmpty() && !way.receiverSide().reports.isEmpty();
        });

        assertEquals(ResumeOutcome.CONTINUED, way.toldToSender());
        assertEquals(ResumeOutcome.CONTINUED, way.toldToReceiver());
        pair.pollUntilAcked();
        assertEquals(Way.texts(0, 3), way.receiverSide().received);
    }

    /** The client's new LOGIN is on its way while the server's session goes on. */
    private void logInAgainUnseenByTheServer() {
        pair.network.cutAll(Cut.UNSEEN_BY_SERVER);
        while (pair.atClient.disconnects.isEmpty()) {
            pair.atClient().poll(pair.atClient, 1000);
            pair.clock.advance(TestPair.TICK_NS);
        }
        while (pair.atClient().state() != ConnectionState.LOGGING_IN) {
            pair.client.doWork();
            pair.clock.advance(TestPair.TICK_NS);
        }
    }
}
