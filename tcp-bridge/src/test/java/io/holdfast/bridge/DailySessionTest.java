package io.holdfast.bridge;

import io.holdfast.Batch;
import io.holdfast.Claim;
import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.DailyRoll;
import io.holdfast.DisconnectReason;
import io.holdfast.Refusal;
import io.holdfast.SessionRoll;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Names with a date behind them: what becomes of connections when a session day is over. */
class DailySessionTest extends DailyFixture {
    @Test
    void atTheRollAClientThatLeftTheNameOpenLearnsTheNewOneAndBeginsABrandNewConnection() {
        serverRolls();
        pair.clientOptions = context -> context.remoteName(null);
        open();
        final Connection old = pair.atClient();
        assertEquals("S20241003", old.remoteName());
        new Way(pair, true).exchange(0, 3);

        pair.pollUntil("rolled", () -> "S20241004".equals(pair.atClient().remoteName()));
        pair.pollUntilReconnected();

        assertNotSame(old, pair.atClient());
        assertEquals(0, pair.atClient().lastOrdinal());
        assertEquals(DisconnectReason.SESSION_ROLLED, old.lastDisconnect());
        assertEquals(List.of(new SessionRoll("C", null, 0, 0, 0)), pair.atClient.rolls);
        assertEquals(List.of(new SessionRoll("S20241004", "C", 0, 0, 0)), pair.atServer.rolls);
        new Way(pair, true).exchange(3, 5);
        new Way(pair, false).exchange(0, 2);
        assertEquals(Way.texts(0, 5), pair.atServer.received);
        assertEquals(Way.texts(0, 2), pair.atClient.received);
    }

    @Test
    void aClientThatComputesTheNameSendsBeforeTheLoginOfEachDay() {
        clientComputesName();
        pair.openClient();
        assertEquals("S20241003", pair.atClient().remoteName());
        TestPair.send(pair.atClient(), "yesterday");
        serverRolls();
        pair.openServer();
        pair.pollUntil("received", () -> pair.atServer.received.contains("yesterday"));
        pair.network.refuse(true);
        pair.network.cutAll();

        pair.pollUntil("rolled", () -> "S20241004".equals(pair.atClient().remoteName()));
        TestPair.send(pair.atClient(), "today");
        pair.network.refuse(false);

        pair.pollUntil("received", () -> pair.atServer.received.contains("today"));
        assertEquals("S20241004", pair.server.localName());
    }

    @Test
    void anOldHandleAnswersSessionEndedAndIsHarmless() {
        serverRolls();
        clientComputesName();
        open();
        final Connection client = pair.atClient();
        final Connection server = pair.atServer();
        final Batch batch = client.batch();
        batch.add(1, Bytes.wrapForRead(new byte[1]), 0, 1);

        pollUntilRolled();

        for (final Connection old : List.of(client, server)) {
            assertEquals(ConnectionState.ENDED, old.state());
            assertEquals(Connection.SESSION_ENDED, old.offer(1, new byte[1], 0, 1));
            assertEquals(Connection.SESSION_ENDED, old.offer(1, ByteBuffer.allocate(1)));
            assertEquals(Connection.SESSION_ENDED, old.offer(1, Bytes.wrapForRead(new byte[1]), 0, 1));
            try (Claim claim = new Claim()) {
                assertEquals(Connection.SESSION_ENDED, old.tryClaim(1, 1, claim));
            }
            assertEquals(Connection.SESSION_ENDED, TestPair.reply(old, 1, "x"));
            assertEquals(0, old.poll(pair.atClient, 10));
            old.disconnect();
            old.ack(1);
            old.close();
            old.close();
            assertEquals(ConnectionState.ENDED, old.state());
            assertEquals(0, old.unackedMessages());
        }
        assertEquals(Connection.SESSION_ENDED, batch.commit());
        batch.close();
        pair.pollUntilReconnected();
        assertNotEquals(client, pair.atClient());
    }

    @Test
    void whatIsUnackedAtTheRollIsLeftBehindCountedToldWithItsRangeAndReadable() {
        serverRolls();
        clientComputesName();
        open();
        new Way(pair, true).exchange(0, 4);
        pair.network.blackHole(true);
        new Way(pair, true).send(4, 7);
        final long last = pair.atClient().lastIndex();
        new Way(pair, false).send(0, 2);
        final Connection atServer = pair.atServer();

        pollUntilRolled();
        pair.network.blackHole(false);
        pair.pollUntilReconnected();
        new Way(pair, true).exchange(7, 9);

        assertEquals(List.of(new SessionRoll("C", "S20241004", 3, last - 2, last)), pair.atClient.rolls);
        assertEquals(List.of(new SessionRoll("S20241004", "C", 2, atServer.lastIndex() - 1, atServer.lastIndex())),
            pair.atServer.rolls);
        assertEquals(3, pair.atClient.ended.get(0).unackedMessages());
        assertEquals(Way.texts(0, 4), pair.atServer.received.subList(0, 4));
        assertEquals(Way.texts(7, 9), pair.atServer.received.subList(4, 6));
        pair.close();
        assertEquals(Way.texts(4, 7), replayed(pair.clientStore(), "C", "S20241003", last - 3));
        assertEquals(Way.texts(0, 2), replayed(pair.serverStore(), "S20241003", "C", 0));
    }

    @Test
    void aClientThatRollsEndsItsConnectionAndThatOfTheServer() {
        pair.clientOptions = context -> context.daily(ROLL);
        pair.openServer();
        pair.openClient();
        pair.pollUntil("connected", () -> !pair.atServer.reports.isEmpty() && !pair.atClient.reports.isEmpty());
        final Connection server = pair.server.connection("C20241003");
        assertEquals("C20241003", pair.atClient().localName());
        new Way(pair, true).send(0, 2);
        pair.pollUntil("received", () -> pair.atServer.received.size() == 2);
        pair.atServer.limit = 0;
        pair.atClient.limit = 0;
        TestPair.send(server, "left");

        pair.pollUntil("rolled", () -> "C20241004".equals(pair.atClient().localName())
            && !pair.atServer.rolls.isEmpty());
        pair.atServer.limit = 10;
        TestPair.send(pair.atClient(), "new");
        pair.pollUntil("received", () -> pair.atServer.received.contains("new"));

        assertEquals(ConnectionState.ENDED, server.state());
        assertEquals(List.of(new SessionRoll("S", null, 1, server.lastIndex(), server.lastIndex())),
            pair.atServer.rolls);
        assertEquals("C20241004", pair.atClient.rolls.get(0).newLocalName());
        assertEquals("S", pair.atClient.rolls.get(0).newRemoteName());
        assertEquals(List.of("message 0", "message 1", "new"), pair.atServer.received);
    }

    @Test
    void bothSidesMayRollAtOnce() {
        serverRolls();
        pair.clientOptions = context -> context.remoteDaily("S", ROLL).daily(ROLL);
        pair.openServer();
        pair.openClient();
        pair.pollUntil("connected", () -> pair.atClient().state() == ConnectionState.CONNECTED);

        pollUntilRolled();
        TestPair.send(pair.atClient(), "today");
        pair.pollUntil("received", () -> pair.atServer.received.contains("today"));

        assertEquals("C20241004->S20241004", pair.atClient().toString());
        assertEquals(0, pair.atClient.rolls.get(0).unackedMessages());
    }

    @Test
    void aNameFixedByHandToYesterdayIsRefusedAndToldWhatToDo() {
        serverRolls();
        pair.clientOptions = context -> context.remoteName("S20241003");
        open();

        pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());

        assertEquals(Refusal.Code.SESSION_ROLLED, pair.atClient.refusals.get(0).code());
        assertTrue(pair.atClient.refusals.get(0).text().contains("S20241004"), pair.atClient.refusals.toString());
        assertTrue(pair.atClient.refusals.get(0).text().contains("leave its name open"));
        assertEquals(DisconnectReason.SESSION_ROLLED, pair.atClient.disconnects.get(0));
        assertTrue(pair.atClient().offer(1, new byte[1], 0, 1) > 0);
        assertEquals("S20241003", pair.atClient().remoteName());
    }

    @Test
    void aNameOfAnotherBaseIsTheWrongOne() {
        serverRolls();
        pair.clientOptions = context -> context.remoteName("T20241003");
        pair.openServer();
        pair.openClient();

        pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());

        assertEquals(Refusal.Code.WRONG_NAME, pair.atClient.refusals.get(0).code());
    }

    @Test
    void aClientWhoseClockIsAheadWaitsForTheServerAndLosesNothing() {
        final DailyRoll later = DailyRoll.at(LocalTime.NOON.plusNanos(TimeUnit.SECONDS.toNanos(3)), ZoneOffset.UTC);
        pair.serverOptions = context -> context.daily(later);
        clientComputesName();
        pair.openServer();
        pair.clock.advance(ROLL_AFTER_NS);
        pair.openClient();
        assertEquals("S20241004", pair.atClient().remoteName());
        TestPair.send(pair.atClient(), "early");

        pair.pollUntil("received", () -> !pair.atServer.received.isEmpty());

        assertTrue(pair.atClient.refusals.size() > 1);
        assertEquals(Refusal.Code.SESSION_ROLLED, pair.atClient.refusals.get(0).code());
        assertEquals("S20241004", pair.server.localName());
        assertEquals(List.of(), pair.atClient.rolls);
        assertEquals(List.of("early"), pair.atServer.received);
    }

    @Test
    void aLiveSessionWithAServerWhoseClockIsBehindGoesOnUntilThatRolls() {
        final DailyRoll later = DailyRoll.at(LocalTime.NOON.plusNanos(TimeUnit.SECONDS.toNanos(3)), ZoneOffset.UTC);
        pair.serverOptions = context -> context.daily(later);
        clientComputesName();
        open();

        pair.clock.advance(ROLL_AFTER_NS);
        new Way(pair, true).exchange(0, 3);

        assertEquals("S20241003", pair.atClient().remoteName());
        pollUntilRolled();
        assertEquals("S20241004", pair.atClient().remoteName());
        assertEquals(0, pair.atClient.rolls.get(0).unackedMessages());
    }

    @Test
    void aServerWhoseClockIsAheadTakesALiveClientWithIt() {
        serverRolls();
        final DailyRoll later = DailyRoll.at(LocalTime.NOON.plusNanos(TimeUnit.SECONDS.toNanos(3)), ZoneOffset.UTC);
        pair.clientOptions = context -> context.remoteDaily("S", later);
        open();

        pollUntilRolled();

        assertEquals("S20241004", pair.atClient().remoteName());
        pair.pollUntilReconnected();
        assertEquals(List.of(), pair.atClient.refusals);
    }
}
