package io.holdfast.examples.daily;

import io.holdfast.Clock;
import io.holdfast.SystemClock;

/** A wall clock that starts at a given instant and runs fast, beside a monotonic clock that does not. */
final class AcceleratedClock implements Clock {
    private final Clock real = SystemClock.INSTANCE;
    private final long beginNs = real.monotonicNs();
    private final long beginEpochNs;
    private final long speed;

    /**
     * A clock.
     *
     * @param beginEpochNs what it shows now, in epoch nanos
     * @param speed        its seconds in one second
     */
    AcceleratedClock(final long beginEpochNs, final long speed) {
        this.beginEpochNs = beginEpochNs;
        this.speed = speed;
    }

    @Override
    public long epochNs() {
        return beginEpochNs + (real.monotonicNs() - beginNs) * speed;
    }

    @Override
    public long monotonicNs() {
        return real.monotonicNs();
    }
}
