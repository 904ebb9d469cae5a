package io.holdfast.examples.replay;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SentPlacesTest {
    private static final long LAST = 3L * SentPlaces.COUNT + 17;

    @TempDir
    private Path folder;

    private static void fill(final SentPlaces places, final long last) {
        for (long ordinal = 1; ordinal <= last; ordinal++) {
            places.put(ordinal, 1_000_000 + ordinal, 2 * ordinal);
        }
    }

    @Test
    void asManyAsMayBeUnackedAreRememberedAndOpenedAgain() {
        final Path file = folder.resolve("sent");
        try (SentPlaces places = SentPlaces.create(file, 0)) {
            fill(places, LAST);
            places.passed(LAST, 2 * LAST + 1);
            places.passed(LAST, 5);
        }

        try (SentPlaces places = SentPlaces.open(file)) {
            assertEquals(LAST, places.lastKnown(LAST));
            assertEquals(2 * LAST + 1, places.passed(LAST), "never goes back");
            final long oldest = LAST - SentWindow.MOST_UNACKED;
            assertEquals(1_000_000 + oldest, places.index(oldest));
            assertEquals(0, places.index(oldest - 1), "forgotten");
            assertFalse(places.isFinished() || places.hasSkipped());
        }
    }

    @Test
    void theLastOneThatIsKnownIsFoundIfLaterOnesAreNot() {
        final SentPlaces places = SentPlaces.inMemory();
        fill(places, LAST);

        assertEquals(LAST, places.lastKnown(LAST + 1000));
        assertEquals(LAST - 3, places.lastKnown(LAST - 3));
        assertEquals(-1, places.lastKnown(LAST - SentPlaces.COUNT), "all that is known is later");
    }

    @Test
    void beforeTheFirstMessageOnlyThePlaceToBeginIsKnown() {
        try (SentPlaces places = SentPlaces.create(folder.resolve("sent"), 41)) {
            assertEquals(0, places.lastKnown(0));
            assertEquals(0, places.lastKnown(9));
            assertEquals(41, places.passed(0));
            assertEquals(0, places.index(0));
            places.passed(0, 44);
            assertEquals(44, places.passed(0));
        }
    }

    @Test
    void whatWasSaidAtTheEndIsKept() {
        final Path file = folder.resolve("sent");
        try (SentPlaces places = SentPlaces.create(file, 0)) {
            places.finish();
            places.skipped();
        }
        try (SentPlaces places = SentPlaces.open(file)) {
            assertTrue(places.isFinished() && places.hasSkipped());
        }
    }
}
