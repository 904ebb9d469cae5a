package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Batch;
import io.holdfast.Claim;
import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.bridge.channel.Direction;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Connections that come, go, are closed and come again; rolls; groups. */
class LifeCycleTest extends PairFixture {
    @Test
    void aClientThatDisconnectsComesBackAndGoesOn() {
        connect();
        new Way(pair, true).send(0, 3);

        pair.atClient().disconnect();

        assertEquals(ConnectionState.DISCONNECTED, pair.atClient().state());
        assertEquals(DisconnectReason.LOCAL_DISCONNECT, pair.atClient().lastDisconnect());
        pair.pollUntilReconnected();
        assertEquals(DisconnectReason.REMOTE_DISCONNECT, pair.atServer().lastDisconnect());
        new Way(pair, true).exchange(3, 5);
        assertEquals(Way.texts(0, 5), pair.atServer.received);
    }

    @Test
    void aServerThatDisconnectsAClientIsJoinedAgain() {
        connect();

        pair.atServer().disconnect();

        pair.pollUntilReconnected();
        assertEquals(DisconnectReason.REMOTE_DISCONNECT, pair.atClient().lastDisconnect());
        new Way(pair, false).exchange(0, 2);
        assertEquals(Way.texts(0, 2), pair.atClient.received);
    }

    @Test
    void disconnectWithoutASessionDoesNothing() {
        pair.openClient();

        pair.atClient().disconnect();

        assertEquals(DisconnectReason.NONE, pair.atClient().lastDisconnect());
        assertEquals(List.of(), pair.atClient.events);
    }

    @Test
    void disconnectNeitherWaitsNorDiscardsWhenNothingCanBeWritten() {
        connect();
        pair.network.blackHole(true);
        new Way(pair, true).send(0, 3);

        pair.atClient().disconnect();
        pair.network.blackHole(false);
        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertEquals(Way.texts(0, 3), pair.atServer.received);
    }

    @Test
    void closeNeitherWaitsNorDiscards() {
        connect();
        new Way(pair, true).send(0, 3);
        pair.closeClient();
        pair.pollUntil("noticed", () -> pair.atServer().state() == ConnectionState.DISCONNECTED);
        assertEquals(DisconnectReason.REMOTE_SHUTDOWN, pair.atServer().lastDisconnect());

        pair.openClient();
        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertEquals(Way.texts(0, 3), pair.atServer.received);
    }

    @Test
    void aClosedConnectionAnswersClosed() {
        connect();
        final Connection client = pair.atClient();
        final Batch batch = client.batch();
        batch.add(1, Bytes.wrapForRead(new byte[1]), 0, 1);
        client.close();
        client.close();
        try (Claim claim = new Claim(); batch) {
            assertEquals(ConnectionState.CLOSED, client.state());
            assertEquals(Connection.CLOSED, client.offer(1, new byte[1], 0, 1));
            assertEquals(Connection.CLOSED, client.offer(1, ByteBuffer.allocate(1)));
            assertEquals(Connection.CLOSED, client.offer(1, Bytes.wrapForRead(new byte[1]), 0, 1));
            assertEquals(Connection.CLOSED, client.tryClaim(1, 1, claim));
            assertEquals(Connection.CLOSED, TestPair.reply(client, 1, "x"));
            assertEquals(Connection.CLOSED, batch.commit());
        }
        assertEquals(0, client.poll(pair.atClient, 1));
        client.disconnect();
        client.lastIndex();
        client.unackedMessages();
        pair.poll(20);
        assertEquals(ConnectionState.CLOSED, client.state());
    }

    @Test
    void aServersConnectionThatIsClosedIsOpenedAnewByTheNextLogin() {
        connect();
        new Way(pair, true).exchange(0, 2);
        final Connection closed = pair.atServer();
        closed.close();
        assertEquals(Connection.CLOSED, closed.offer(1, new byte[1], 0, 1));

        pair.pollUntilReconnected();
        new Way(pair, true).exchange(2, 4);

        assertNotSame(closed, pair.atServer());
        assertEquals(Way.texts(0, 4), pair.atServer.received);
    }

    @Test
    void aConnectionMayBeClosedInItsOwnHandler() {
        connect();
        pair.atServer.handler = (connection, message) -> {
            connection.close();
            return Action.CONSUMED;
        };
        new Way(pair, true).send(0, 3);

        pair.pollUntil("given", () -> pair.atServer.received.size() > 0);
        pair.atServer.handler = (connection, message) -> Action.CONSUMED;
        pair.pollUntilAcked();

        assertEquals("message 2", pair.atServer.received.get(pair.atServer.received.size() - 1));
    }

    @Test
    void aSessionMayBeEndedInItsOwnHandler() {
        connect();
        pair.atServer.handler = (connection, message) -> {
            if (message.ordinal() == 2 && connection.stats().sessions() == 1) {
                connection.disconnect();
            }
            return Action.CONSUMED;
        };
        new Way(pair, true).send(0, 4);

        pair.pollUntilAcked();

        assertEquals(Way.texts(0, 4), pair.atServer.received);
        assertEquals(2, pair.atServer().stats().sessions());
    }

    @Test
    void aServerSendsToAPeerThatWasNeverThere() {
        pair.openServer();
        final Connection offline = pair.server.connection("C");
        assertEquals(ConnectionState.DISCONNECTED, offline.state());
        assertSame(offline, pair.server.connection("C"));
        new Way(pair, false).send(0, 3);
        pair.killServer();
        pair.openServer();
        pair.openClient();

        pair.pollUntil("all", () -> pair.atClient.received.size() == 3);

        assertEquals(Way.texts(0, 3), pair.atClient.received);
        assertThrows(IllegalArgumentException.class, () -> pair.server.connection("../x"));
        assertThrows(IllegalArgumentException.class, () -> pair.server.connection("c"));
    }

    @Test
    void whatAKilledServerLeftUnsentIsSentWithoutAnybodyAskingForThePeer() {
        connect();
        pair.network.refuse(true);
        pair.network.cutAll();
        new Way(pair, false).send(0, 3);
        pair.killServer();
        pair.network.refuse(false);
        pair.openServer();

        pair.pollUntil("all", () -> pair.atClient.received.size() == 3);

        assertEquals(Way.texts(0, 3), pair.atClient.received);
    }

    @Test
    void anAbsentServerIsAStateAndNotAnError() {
        pair.openClient();
        pair.poll(200);

        assertEquals(DisconnectReason.CONNECT_FAILED, pair.atClient().lastDisconnect());
        new Way(pair, true).send(0, 2);
        pair.openServer();
        pair.pollUntilAcked();
        assertEquals(Way.texts(0, 2), pair.atServer.received);
    }

    @Test
    void indicesStepOverCyclesWhileOrdinalsAreDense() {
        connect();
        final List<Long> ordinals = new ArrayList<>();
        pair.atServer.handler = (connection, message) -> {
            ordinals.add(message.ordinal());
            return Action.CONSUMED;
        };

        pair.pollUntil("three steps", () -> {
            TestPair.send(pair.atClient(), "x".repeat(4000));
            return pair.atServer.stepsBetweenCycles() == 3;
        });
        pair.pollUntilAcked();

        assertEquals(IntStream.rangeClosed(1, ordinals.size()).mapToObj(Long::valueOf).toList(), ordinals);
        assertEquals(1, pair.atClient().stats().sessions());
        assertEquals(pair.atClient().lastIndex(), pair.atServer().consumedIndex());
    }

    @Test
    void rollsWhileThePeerIsAwayAreCaughtUpWithInOneSessionOrMany() {
        connect();
        final StringBuilder sent = new StringBuilder();
        for (int round = 0; round < 6; round++) {
            pair.network.refuse(true);
            pair.network.cutAll();
            for (int i = 0; i < 80; i++) {
                TestPair.send(pair.atClient(), round + "-" + i + "x".repeat(3000));
                sent.append(round).append('-').append(i).append(' ');
                pair.poll(i % 2);
            }
            pair.network.refuse(false);
            pair.network.cutAfter(Direction.TO_SERVER, 100_000L * round + 5000);
            pair.pollUntilAcked();
            if (round == 3) {
                pair.killClient();
                pair.openClient();
            } else if (round == 4) {
                pair.killServer();
                pair.openServer();
            }
        }

        final StringBuilder received = new StringBuilder();
        pair.atServer.received.forEach(text -> received.append(text, 0, text.indexOf('x')).append(' '));
        assertEquals(sent.toString(), received.toString());
        assertTrue(pair.atServer.stepsBetweenCycles() > 3);
    }

    @Test
    void ackedCyclesAreDeleted() {
        connect();
        final Way way = new Way(pair, true);
        for (int i = 0; i < 10; i++) {
            way.exchangeUntilPurged();
        }
        pair.poll(100);

        assertTrue(((PeerConnection) pair.atClient()).store().sendQueue().log().diskBytes() < 3 * 256 * 1024,
            "a sender whose peer acks stays under three cycles");
    }

    @Test
    void groupsServeTheirOwnPeersOnly() {
        pair.serverOptions = context -> context.groups(2).groupSelector((name, groups) -> "C".equals(name) ? 0 : 1);
        pair.openServer();
        pair.openClient();
        final Client first = pair.client;
        pair.clientStore(folder.resolve("other"));
        pair.clientOptions = context -> context.name("D");
        pair.openClient();
        TestPair.send(first.connection(), "from C");
        TestPair.send(pair.atClient(), "from D");
        final List<String> byGroup0 = new ArrayList<>();

        for (int i = 0; i < 50; i++) {
            pair.server.doWork();
            pair.server.group(0).poll((connection, message) -> {
                byGroup0.add(message.payload().toString());
                return Action.CONSUMED;
            }, 10);
            first.doWork();
            first.connection().poll(pair.atClient, 10);
            pair.client.doWork();
            pair.client.connection().poll(pair.atClient, 10);
            pair.clock.advance(TestPair.TICK_NS);
        }

        assertEquals(1, byGroup0.size());
        assertEquals(1, pair.client.connection().unackedMessages());
        pair.pollUntil("group 1", () -> pair.client.connection().unackedMessages() == 0);
        assertEquals(List.of("from D"), pair.atServer.received);
        first.close();
    }
}
