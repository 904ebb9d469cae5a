package io.holdfast.examples.demo;

import io.holdfast.examples.demo.Timeline.Kill;
import io.holdfast.examples.demo.Timeline.Victim;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ChartTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final Timeline timeline = new Timeline();

    @Test
    void drawsRatesKillsAndAnAxis() {
        timeline.sample(0, 0);
        timeline.sample(4 * SECOND_NS, 8000);
        timeline.kill(new Kill(4 * SECOND_NS, Victim.SERVER, 8000, true));
        timeline.sample(6 * SECOND_NS, 8000);
        timeline.sample(8 * SECOND_NS, 10_000);
        timeline.kill(new Kill(7 * SECOND_NS, Victim.CLIENT, 9000, true));

        final List<String> lines = new Chart(timeline, 16, 2, true).lines();

        assertEquals(List.of(
            "    msg/s 2k |████████",
            "          1k |████████    ████",
            "             +----------------",
            "       kills          S     C",
            "              0s        5s"), lines);
    }

    @Test
    void drawsPartsOfARowWithLowerBlocks() {
        timeline.sample(0, 0);
        timeline.sample(SECOND_NS, 8000);
        timeline.sample(2 * SECOND_NS, 12_000);

        final List<String> lines = new Chart(timeline, 2, 1, true).lines();

        assertTrue(lines.get(0).endsWith("|█▄"), lines.get(0));
    }

    @Test
    void doesWithoutBlocksWhereTheyCannotBeShown() {
        timeline.sample(0, 0);
        timeline.sample(SECOND_NS, 8000);

        for (final String line : new Chart(timeline, 20, 3, false).lines()) {
            assertTrue(line.chars().allMatch(c -> c < 128), line);
        }
    }

    @Test
    void drawsAnEmptyTimeline() {
        assertEquals(4, new Chart(timeline, 10, 1, true).lines().size());
    }
}
