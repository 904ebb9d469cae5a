package io.holdfast.bridge.limit;

import io.holdfast.CachedClock;
import io.holdfast.bridge.ManualClock;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WorkShareTest {
    private static final long MS = 1_000_000;

    private final ManualClock clock = new ManualClock();
    private final WorkShare share = new WorkShare(clock);

    /** Does what there is to do in a duty cycle; answers how many pieces. */
    private static int work(final WorkShare share, final ManualClock clock, final long pieceNs,
                            final boolean isForStranger) {
        int pieces = 0;
        if (share.begin()) {
            while (share.hasMore()) {
                clock.advance(pieceNs);
                share.done(isForStranger);
                pieces++;
            }
            share.end();
        }
        return pieces;
    }

    @Test
    void aDutyCycleHasSoManyPiecesAtMost() {
        assertEquals(WorkShare.MOST_PIECES, work(share, clock, 0, true));
        assertEquals(WorkShare.MOST_PIECES, work(share, clock, 0, true));
    }

    @Test
    void onePieceThatTakesLongIsAllThatADutyCycleHasAndAsMuchTimeBelongsToOthersThen() {
        assertEquals(1, work(share, clock, 2 * MS, true));

        assertEquals(0, work(share, clock, 2 * MS, true));
        clock.advance(2 * MS - 1);
        assertEquals(0, work(share, clock, 2 * MS, true));
        clock.advance(1);
        assertEquals(1, work(share, clock, 2 * MS, true));
    }

    @Test
    void whatIsDoneForTheKnownIsNotOwed() {
        assertEquals(1, work(share, clock, 2 * MS, false));
        assertEquals(1, work(share, clock, 2 * MS, false));
    }

    @Test
    void onePieceThatTakesForEverDoesNotShutTheOthersOutForEver() {
        work(share, clock, 60_000 * MS, true);

        clock.advance(WorkShare.MOST_OWED_NS);

        assertTrue(share.begin());
    }

    @Test
    void measuresByTheSourceOfAClockThatStandsStillMeanwhile() {
        final WorkShare byCached = new WorkShare(new CachedClock(clock));

        assertEquals(1, work(byCached, clock, 2 * MS, true));
        assertFalse(byCached.begin());
    }
}
