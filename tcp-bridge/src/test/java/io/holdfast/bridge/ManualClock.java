package io.holdfast.bridge;

import io.holdfast.Clock;

import java.util.concurrent.TimeUnit;

/** A clock that stands still until a test moves it. */
public final class ManualClock implements Clock {
    private static final long START_EPOCH_NS = TimeUnit.DAYS.toNanos(20_000) + TimeUnit.HOURS.toNanos(12);

    private long epochNs = START_EPOCH_NS;
    private long monotonicNs = 1;

    /**
     * Lets time pass.
     *
     * @param ns nanoseconds
     */
    public void advance(final long ns) {
        epochNs += ns;
        monotonicNs += ns;
    }

    /**
     * Sets the wall clock, but not the monotonic one, forwards or back.
     *
     * @param ns nanoseconds, negative for back
     */
    public void stepWallClock(final long ns) {
        epochNs += ns;
    }

    @Override
    public long epochNs() {
        return epochNs;
    }

    @Override
    public long monotonicNs() {
        return monotonicNs;
    }
}
