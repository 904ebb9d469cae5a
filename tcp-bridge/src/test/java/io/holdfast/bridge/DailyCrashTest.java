package io.holdfast.bridge;

import io.holdfast.Connection;
import io.holdfast.Durability;
import io.holdfast.SessionRoll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Processes that are killed, or closed, in the middle of a roll; and what many rolls leave in a process. */
class DailyCrashTest extends DailyFixture {
    private static final int STEPS = 14;
    private static final int DAYS = 60;

    @ParameterizedTest
    @CsvSource({"PAGE_CACHE, true", "PAGE_CACHE, false", "SYNC, true", "SYNC, false"})
    void whereverARollStopsWhatIsLeftBehindIsToldAndTheNextDayWorks(final Durability durability,
                                                                   final boolean isKill) {
        for (int step = 0; step < STEPS; step++) {
            try (TestPair one = new TestPair(folder.resolve("step " + step))) {
                stopAt(one, step, durability, isKill);
            }
        }
    }

    private static void stopAt(final TestPair one, final int step, final Durability durability, final boolean isKill) {
        one.serverOptions = context -> context.daily(ROLL).durability(durability);
        one.clientOptions = context -> context.daily(ROLL).remoteDaily("S", ROLL).durability(durability);
        one.openServer();
        TestPair.send(one.server.connection("Away"), "never opened again");
        one.closeServer();
        one.openServer();
        one.openClient();
        one.pollUntil("connected", () -> !one.atServer.reports.isEmpty() && !one.atClient.reports.isEmpty());
        one.atServer.limit = 0;
        one.atClient.limit = 0;
        final Connection down = one.server.connection("C20241003");
        final long downFirst = TestPair.send(down, "a");
        final long downLast = TestPair.send(down, "b");
        one.poll(3);
        final long upFirst = TestPair.send(one.atClient(), "c");
        final long upLast = TestPair.send(one.atClient(), "d");
        one.clock.stepWallClock(ROLL_AFTER_NS);

        for (int i = 0; i < step; i++) {
            doPart(one, i);
        }
        if (isKill) {
            one.killServer();
            one.killClient();
        } else {
            one.closeServer();
            one.closeClient();
        }
        one.openServer();
        one.openClient();
        one.atServer.limit = 10;
        one.atClient.limit = 10;
        TestPair.send(one.atClient(), "new");

        one.pollUntil("received", () -> one.atServer.received.contains("new"));
        one.pollUntil("told", () -> told(one.atServer).size() == 2 && told(one.atClient).size() == 1);
        one.poll(30);
        assertEquals(List.of("S20241003->Away S20241004 1 " + downFirst + " " + downFirst,
            "S20241003->C20241003 S20241004 2 " + downFirst + " " + downLast), told(one.atServer), "step " + step);
        assertEquals(List.of("C20241003->S20241003 C20241004 2 " + upFirst + " " + upLast), told(one.atClient),
            "step " + step);
        assertEquals(List.of("new"), one.atServer.received);
        final int events = one.atServer.rolls.size() + one.atClient.rolls.size();
        one.closeClient();
        one.closeServer();
        one.openServer();
        one.openClient();
        one.poll(60);
        assertEquals(events, one.atServer.rolls.size() + one.atClient.rolls.size(), "told for good, step " + step);
    }

    private static void doPart(final TestPair one, final int part) {
        switch (part % 4) {
            case 0 -> one.server.doWork();
            case 1 -> one.client.doWork();
            case 2 -> one.server.group(0).poll(one.atServer, 0);
            default -> one.client.connection().poll(one.atClient, 0);
        }
    }

    /** What was told to have been left behind, each once. */
    private static List<String> told(final Side side) {
        final List<String> told = new ArrayList<>();
        for (int i = 0; i < side.rolls.size(); i++) {
            if (side.rolls.get(i).unackedMessages() > 0) {
                final SessionRoll roll = side.rolls.get(i);
                told.add(side.ended.get(i) + " " + roll.newLocalName() + " " + roll.unackedMessages() + " "
                    + roll.fromIndex() + " " + roll.toIndex());
            }
        }
        return told.stream().distinct().sorted().toList();
    }

    @Test
    void manyDaysLeaveNothingOpen() throws IOException {
        final Path descriptors = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.exists(descriptors), "needs /proc");
        pair.serverOptions = context -> context.daily(ROLL).durability(Durability.SYNC);
        pair.clientOptions = context -> context.daily(ROLL).remoteDaily("S", ROLL);
        pair.openServer();
        pair.openClient();
        long filesAtFirst = 0;
        long mappingsAtFirst = 0;
        for (int day = 0; day < DAYS; day++) {
            new Way(pair, true).send(day, day + 1);
            final int count = day + 1;
            pair.pollUntil("received", () -> pair.atServer.received.size() == count);
            pair.clock.stepWallClock(day == 0 ? ROLL_AFTER_NS : DAY_NS);
            pair.pollUntil("rolled", () -> pair.atServer.rolls.size() == count && pair.atClient.rolls.size() == count);
            pair.poll(20);
            if (day == DAYS / 4) {
                filesAtFirst = count(descriptors);
                mappingsAtFirst = mappings();
            }
        }

        assertTrue(count(descriptors) <= filesAtFirst + 5, "descriptors");
        assertTrue(mappings() <= mappingsAtFirst + 5, "mappings, of which some go later than what they are of");
        assertEquals(1, pair.server.connectionCount());
        assertEquals(1, pair.server.group(0).awakeCount());
        assertEquals(Way.texts(0, DAYS), pair.atServer.received);
    }

    private static long count(final Path descriptors) throws IOException {
        try (Stream<Path> list = Files.list(descriptors)) {
            return list.count();
        }
    }

    /** Of the store; the ack file of an old connection goes with the handle, when that is collected. */
    private long mappings() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(folder.toString())
                && !line.endsWith("/ack")).count();
        }
    }
}
