package io.holdfast.examples.command;

import io.holdfast.Clock;

/** Sees when something that should move has not moved for too long. */
public final class Stall {
    private final Clock clock;
    private final long timeoutNs;
    private long lastValue = Long.MIN_VALUE;
    private long movedAtNs;

    /**
     * A watch, started now.
     *
     * @param clock     for the time
     * @param timeoutNs how long is too long, in nanoseconds
     */
    public Stall(final Clock clock, final long timeoutNs) {
        this.clock = clock;
        this.timeoutNs = timeoutNs;
        movedAtNs = clock.monotonicNs();
    }

    /**
     * Looks at what should move.
     *
     * @param value anything that changes with progress
     * @return whether it has been the same for too long
     */
    public boolean isStalled(final long value) {
        if (value != lastValue) {
            lastValue = value;
            movedAtNs = clock.monotonicNs();
            return false;
        }
        return clock.monotonicNs() - movedAtNs >= timeoutNs;
    }
}
