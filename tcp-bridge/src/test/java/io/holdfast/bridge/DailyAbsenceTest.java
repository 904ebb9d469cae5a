package io.holdfast.bridge;

import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.DailyRoll;
import io.holdfast.SessionRoll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Session days that pass while a side is away, and clocks that jump. */
class DailyAbsenceTest extends DailyFixture {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatIsAwayForThreeRollsComesBackIntoTheFourthDay(final boolean isNameOpen) {
        serverRolls();
        pair.clientOptions = context -> {
            context.remoteDaily("S", ROLL);
            if (isNameOpen) {
                context.remoteName(null);
            }
        };
        open();
        new Way(pair, true).exchange(0, 2);
        TestPair.send(pair.atServer(), "for the client");
        final long left = pair.atServer().lastIndex();
        pair.network.cutAll();
        pair.closeClient();
        for (int day = 0; day < 3; day++) {
            pair.clock.advance(DAY_NS);
            final int count = day + 1;
            pair.pollUntil("rolled", () -> pair.atServer.rolls.size() == count);
            TestPair.send(pair.atServer(), "day " + day);
        }

        pair.openClient();
        pair.pollUntil("received", () -> pair.atClient.received.contains("day 2"));
        new Way(pair, true).exchange(2, 4);

        assertEquals("S20241006", pair.atClient().remoteName());
        assertEquals(List.of("day 2"), pair.atClient.received);
        assertEquals(new SessionRoll("S20241004", "C", 1, left, left), pair.atServer.rolls.get(0));
        assertEquals(List.of("S20241004", "S20241005", "S20241006"),
            pair.atServer.rolls.stream().map(SessionRoll::newLocalName).toList());
        assertEquals(Way.texts(0, 4), pair.atServer.received);
    }

    @Test
    void aClientProcessThatIsAwayForThreeRollsIsToldWhatItLeftBehind() {
        serverRolls();
        clientComputesName();
        pair.openClient();
        new Way(pair, true).send(0, 3);
        final long last = pair.atClient().lastIndex();
        pair.killClient();
        pair.clock.advance(3 * DAY_NS);

        pair.openServer();
        pair.openClient();
        new Way(pair, true).exchange(3, 5);

        assertEquals("S20241006", pair.atClient().remoteName());
        assertEquals(List.of(new SessionRoll("C", "S20241006", 3, last - 2, last)), pair.atClient.rolls);
        assertEquals(ConnectionState.ENDED, pair.atClient.ended.get(0).state());
        assertEquals("S20241003", pair.atClient.ended.get(0).remoteName());
        pair.closeClient();
        pair.openClient();
        pair.poll(50);
        assertEquals(1, pair.atClient.rolls.size(), "it is told once");
        assertEquals(Way.texts(0, 3), replayedAfterClose(pair.clientStore(), "C", "S20241003"));
    }

    private List<String> replayedAfterClose(final Path store, final String local, final String remote) {
        pair.close();
        return replayed(store, local, remote, 0);
    }

    @Test
    void aServerProcessThatWasAwayAtTheRollTellsWhatEachPeerIsLeftOneTimeOnly() {
        serverRolls();
        pair.openServer();
        for (int peer = 0; peer < 20; peer++) {
            final Connection connection = pair.server.connection("P" + peer);
            if (peer % 2 == 0) {
                TestPair.send(connection, "never sent");
            }
        }
        pair.killServer();
        pair.clock.advance(2 * DAY_NS);

        pair.openServer();
        pair.pollUntil("told", () -> pair.atServer.rolls.size() == 10);
        pair.poll(30);

        assertEquals(10, pair.atServer.rolls.size());
        assertEquals(IntStream.range(0, 10).mapToObj(i -> "P" + 2 * i).sorted().toList(),
            pair.atServer.ended.stream().map(Connection::remoteName).sorted().toList());
        pair.closeServer();
        pair.openServer();
        pair.poll(50);
        assertEquals(10, pair.atServer.rolls.size());
    }

    @Test
    void atARunningRollPeersThatWereNotOpenAreToldOfToo() {
        serverRolls();
        pair.openServer();
        TestPair.send(pair.server.connection("Away"), "x");
        TestPair.send(pair.server.connection("Here"), "x");
        pair.closeServer();
        pair.openServer();
        TestPair.send(pair.server.connection("Here"), "y");

        pair.pollUntil("told", () -> pair.atServer.rolls.size() == 2);
        pair.poll(30);

        assertEquals(List.of("Here 2", "Away 1"), IntStream.range(0, 2).mapToObj(i ->
            pair.atServer.ended.get(i).remoteName() + " " + pair.atServer.rolls.get(i).unackedMessages()).toList());
        assertEquals(2, pair.atServer.rolls.size());
    }

    @Test
    void manyConnectionsOfWhichMostSleepEndAtTheRollAndTheDayIsLetGoOf() {
        pair.serverOptions = context -> context.daily(ROLL).groups(2);
        pair.openServer();
        for (int peer = 0; peer < 60; peer++) {
            TestPair.send(pair.server.connection("P" + peer), "x");
        }
        pair.poll(200);

        pair.pollUntil("told", () -> pair.atServer.rolls.size() == 60);
        pair.poll(100);

        assertTrue(pair.atServer.rolls.stream().allMatch(roll -> roll.unackedMessages() == 1));
        assertEquals(List.of("x"), replayed(pair.serverStore(), "S20241003", "P59", 0), "nobody owns the day any more");
        assertEquals("S20241004", pair.server.localName());
    }

    @Test
    void whoParksWakesForTheRoll() {
        serverRolls();
        clientComputesName();
        pair.openServer();
        pair.openClient();

        assertEquals(ROLL_AFTER_NS, pair.server.untilRollNs());
        pair.clock.advance(ROLL_AFTER_NS);
        assertEquals(0, pair.server.untilRollNs());
        pair.poll();
        assertEquals(DAY_NS, pair.server.untilRollNs());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Asia/Tokyo@00:00", "Europe/Berlin@00:00", "America/Sao_Paulo@00:00",
        "America/Los_Angeles@00:00", "Pacific/Chatham@00:00", "Europe/Berlin@02:30"})
    void sessionsRollAtMidnightOfTheirZoneAndThroughADaylightSavingYear(final String text) {
        final DailyRoll roll = DailyRoll.parse(text);
        pair.serverOptions = context -> context.daily(roll);
        pair.clientOptions = context -> context.remoteDaily("S", roll);
        open();
        String before = pair.server.localName();

        for (int day = 0; day < 200; day++) {
            final long nowNs = pair.clock.epochNs();
            final long rollNs = roll.nextRollNs(nowNs);
            pair.clock.stepWallClock(rollNs - nowNs - TestPair.TICK_NS);
            pair.poll();
            assertEquals(before, pair.server.localName(), "not early");
            pair.clock.advance(TestPair.TICK_NS);
            pair.poll();
            final String name = pair.server.localName();
            assertEquals(roll.nameOf("S", rollNs), name, "not late");
            assertTrue(name.compareTo(before) > 0, before + " " + name);
            before = name;
            if (day % 20 == 0) {
                pair.pollUntil("rolled", () -> name.equals(pair.atClient().remoteName()));
                TestPair.send(pair.atClient(), name);
                pair.pollUntil("received", () -> pair.atServer.received.contains(name));
            }
        }
    }

    @Test
    void aClockSetBackAcrossARollChangesNoNameWhileTheProcessLives() {
        serverRolls();
        clientComputesName();
        open();
        pollUntilRolled();
        pair.pollUntilReconnected();
        final Connection client = pair.atClient();

        pair.clock.stepWallClock(-TimeUnit.HOURS.toNanos(30));
        new Way(pair, true).exchange(0, 3);
        pair.network.cutAll();
        pair.pollUntilReconnected();

        assertSame(client, pair.atClient());
        assertEquals("C->S20241004", client.toString());
        assertEquals(1, pair.atServer.rolls.size());
    }

    @Test
    void processesThatStartWithAClockSetBackAcrossARollGoOnWithTheLaterDay() {
        serverRolls();
        pair.clientOptions = context -> context.remoteDaily("S", ROLL).daily(ROLL);
        pair.openServer();
        pair.openClient();
        pair.pollUntil("rolled", () -> "C20241004->S20241004".equals(pair.atClient().toString()));
        TestPair.send(pair.atClient(), "before");
        pair.pollUntil("received", () -> pair.atServer.received.size() == 1);
        pair.killServer();
        pair.killClient();

        pair.clock.stepWallClock(-TimeUnit.HOURS.toNanos(30));
        pair.openServer();
        pair.openClient();
        TestPair.send(pair.atClient(), "after");
        pair.pollUntil("received", () -> pair.atServer.received.size() == 2);

        assertEquals("C20241004->S20241004", pair.atClient().toString());
        assertEquals("S20241004", pair.server.localName());
        assertEquals(List.of("before", "after"), pair.atServer.received);
    }

    @Test
    void aDayThatAWrongClockHasLeftFarAheadIsNotGoneOnWith() {
        serverRolls();
        pair.clock.stepWallClock(10 * 365 * DAY_NS);
        pair.openServer();
        pair.closeServer();
        pair.clock.stepWallClock(-10 * 365 * DAY_NS);

        pair.openServer();

        assertEquals("S20241003", pair.server.localName());
    }

    @Test
    void aJumpOfTenYearsIsOneRoll() {
        serverRolls();
        clientComputesName();
        open();

        pair.clock.stepWallClock(3652 * DAY_NS);
        pollUntilRolled();
        new Way(pair, true).exchange(0, 2);

        assertEquals("S20341003", pair.server.localName());
        assertEquals("S20341003", pair.atClient().remoteName());
        assertEquals(1, pair.atServer.rolls.size());
    }

    @Test
    void aDayThatCannotBeOpenedIsTriedAgainWhileTheDayBeforeGoesOn() throws IOException {
        serverRolls();
        clientComputesName();
        open();
        final Connection old = pair.atServer();
        Files.writeString(pair.serverStore().resolve("S20241004"), "in the way");

        pair.clock.advance(ROLL_AFTER_NS);
        pair.pollUntil("told", () -> pair.atServer.event("roll failed S20241004") != null);
        new Way(pair, true).exchange(0, 2);
        assertEquals("S20241003", pair.server.localName());
        assertSame(old, pair.atServer());
        Files.delete(pair.serverStore().resolve("S20241004"));
        pollUntilRolled();
        pair.pollUntilReconnected();

        assertEquals("S20241004", pair.server.localName());
        assertNotSame(old, pair.atServer());
    }

    @Test
    void aClientsDayThatCannotBeOpenedIsTriedAgainToo() throws IOException {
        pair.clientOptions = context -> context.daily(ROLL);
        pair.openServer();
        pair.openClient();
        pair.pollUntil("connected", () -> pair.atClient().state() == ConnectionState.CONNECTED);
        Files.writeString(pair.clientStore().resolve("C20241004"), "in the way");

        pair.clock.advance(ROLL_AFTER_NS);
        pair.pollUntil("told", () -> pair.atClient.event("roll failed C20241004") != null);
        TestPair.send(pair.atClient(), "x");
        pair.pollUntil("received", () -> pair.atServer.received.contains("x"));
        Files.delete(pair.clientStore().resolve("C20241004"));
        pair.pollUntil("rolled", () -> !pair.atClient.rolls.isEmpty());

        assertEquals("C20241004", pair.atClient().localName());
        assertEquals(0, pair.atClient.rolls.get(0).unackedMessages());
    }
}
