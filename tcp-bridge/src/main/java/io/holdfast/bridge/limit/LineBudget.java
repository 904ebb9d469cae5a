package io.holdfast.bridge.limit;

import io.holdfast.Clock;

/**
 * Lets so many lines a second into the program's log, and counts the others: what clients cause must not fill the disk.
 * Any thread.
 */
public final class LineBudget {
    private static final int LINES_PER_PERIOD = 20;
    private static final long PERIOD_NS = 1_000_000_000L;

    private final Clock clock;
    private long periodNs;
    private int lines;
    private long left;
    private long leftBefore;

    /**
     * A budget that is not used yet.
     *
     * @param clock tells when a second is over
     */
    public LineBudget(final Clock clock) {
        this.clock = clock;
        periodNs = clock.monotonicNs();
    }

    /** {@return whether one more line may be written in this second; if not, it counts as left out} */
    public synchronized boolean take() {
        turn();
        if (lines < LINES_PER_PERIOD) {
            lines++;
            return true;
        }
        left++;
        return false;
    }

    /** {@return how many lines were left out in seconds that are over and not told of yet} */
    public synchronized long leftOut() {
        turn();
        final long told = leftBefore;
        leftBefore = 0;
        return told;
    }

    private void turn() {
        final long nowNs = clock.monotonicNs();
        if (nowNs - periodNs >= PERIOD_NS) {
            periodNs = nowNs;
            lines = 0;
            leftBefore += left;
            left = 0;
        }
    }
}
