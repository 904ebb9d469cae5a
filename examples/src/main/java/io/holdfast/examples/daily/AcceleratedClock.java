package io.holdfast.examples.daily;

import io.holdfast.Clock;
import io.holdfast.SystemClock;

/**
 * A wall clock that starts at a given instant and runs fast, beside a monotonic clock that does not. It waits at a
 * barrier, so that a machine that is busy misses no day. One thread.
 */
final class AcceleratedClock implements Clock {
    private final Clock real;
    private final long speed;
    private long realNs;
    private long epochNs;
    private long barrierNs;

    /**
     * A clock, whose barrier is where it starts.
     *
     * @param beginEpochNs what it shows now, in epoch nanos
     * @param speed        its seconds in one second
     */
    AcceleratedClock(final long beginEpochNs, final long speed) {
        this(SystemClock.INSTANCE, beginEpochNs, speed);
    }

    AcceleratedClock(final Clock real, final long beginEpochNs, final long speed) {
        this.real = real;
        this.speed = speed;
        realNs = real.monotonicNs();
        epochNs = beginEpochNs;
        barrierNs = beginEpochNs;
    }

    /**
     * Moves the barrier.
     *
     * @param newBarrierNs where to wait from now on, in epoch nanos; where it is, if it is beyond that
     */
    void waitAt(final long newBarrierNs) {
        epochNs();
        barrierNs = newBarrierNs;
    }

    @Override
    public long epochNs() {
        final long nowNs = real.monotonicNs();
        final long elapsedNs = nowNs - realNs;
        realNs = nowNs;
        final long leftNs = Math.max(0, barrierNs - epochNs);
        epochNs += elapsedNs > leftNs / speed ? leftNs : elapsedNs * speed;
        return epochNs;
    }

    @Override
    public long monotonicNs() {
        return real.monotonicNs();
    }
}
