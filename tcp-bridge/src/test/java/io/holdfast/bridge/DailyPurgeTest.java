package io.holdfast.bridge;

import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Session days that ended long ago are deleted, and nothing else is. */
class DailyPurgeTest extends DailyFixture {
    private List<String> folders() {
        try (Stream<Path> list = Files.list(pair.serverStore())) {
            return list.map(path -> path.getFileName().toString()).sorted().toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void openFor(final long retainNs) {
        pair.serverOptions = context -> context.daily(ROLL).retainSessionsNs(retainNs);
        pair.openServer();
    }

    private void passDays(final int days) {
        for (int day = 0; day < days; day++) {
            for (int peer = 0; peer < 3; peer++) {
                TestPair.send(pair.server.connection("P" + peer), "never sent");
            }
            final String before = pair.server.localName();
            pair.clock.advance(DAY_NS);
            pair.pollUntil("rolled", () -> !before.equals(pair.server.localName()));
            pair.poll(30);
        }
    }

    private StoreContext options() {
        return new StoreContext().bootId(TestPair.BOOT).clock(pair.clock).cycleSize(TestPair.CYCLE_SIZE)
            .maxMessageLength(4096);
    }

    @Test
    void daysAreKeptForEverByDefault() {
        serverRolls();
        pair.openServer();

        passDays(4);

        assertEquals(5, folders().size());
    }

    @Test
    void daysThatEndedLongEnoughAgoArePurged() {
        openFor(2 * DAY_NS);

        passDays(6);

        pair.pollUntil("purged", () -> folders().size() == 3);
        assertEquals(List.of("S20241007", "S20241008", "S20241009"), folders());
        assertEquals(List.of("never sent"), TestPairTexts.of(pair, "S20241007", "P1"));
    }

    @Test
    void whatIsNoSessionDayOrBelongsToAnotherStays() {
        StoreRoot.open(pair.serverStore(), "S20200101", options()).close();
        StoreRoot.open(pair.serverStore(), "T20200101", options()).close();
        openFor(0);
        passDays(1);
        pair.pollUntil("purged", () -> !folders().contains("S20241003"));
        pair.closeServer();
        try (StoreRoot used = StoreRoot.open(pair.serverStore(), "S20241004", options())) {
            pair.clock.advance(3 * DAY_NS);
            pair.openServer();
            pair.poll(100);

            assertEquals(List.of("S20200101", "S20241004", "S20241007", "T20200101"), folders(), used.localName());
        }
        pair.clock.advance(TimeUnit.MINUTES.toNanos(2));
        pair.pollUntil("purged", () -> folders().stream().noneMatch(name -> name.endsWith("S20241004")));
        assertTrue(folders().containsAll(List.of("S20200101", "T20200101", pair.server.localName())), "" + folders());
    }

    @Test
    void aPurgeThatWasKilledHalfwayIsFinishedByTheNextProcess() throws IOException {
        openFor(DAY_NS);
        passDays(1);
        pair.clock.advance(DAY_NS);
        pair.pollUntil("renamed", () -> folders().contains(".purged-S20241003"));
        pair.killServer();
        assertTrue(folders().contains(".purged-S20241003"));
        Files.createDirectories(pair.serverStore().resolve(".purged-other"));

        openFor(DAY_NS);
        pair.pollUntil("finished", () -> !folders().contains(".purged-S20241003"));

        assertEquals(List.of(".purged-other", "S20241004", "S20241005"), folders());
    }

    /** What is still to be read of a day, the server being closed first. */
    private static final class TestPairTexts {
        static List<String> of(final TestPair pair, final String local, final String remote) {
            pair.close();
            return replayed(pair.serverStore(), local, remote, 0);
        }
    }
}
