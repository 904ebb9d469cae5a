package io.holdfast;

import java.util.concurrent.locks.LockSupport;

/**
 * What a thread does between duty cycles that found nothing to do. Not to be shared between threads. The strategies
 * here know nothing of what they wait for; clients, servers and groups have a {@code parking} of their own, which ends
 * its wait when there is work.
 */
@FunctionalInterface
public interface IdleStrategy {
    /** A bound for the parking strategies that suits most: 10 ms, in nanoseconds. */
    long DEFAULT_MAX_PARK_NS = 10_000_000;

    /**
     * Idles if there was nothing to do.
     *
     * @param workCount what the duty cycle did
     */
    void idle(int workCount);

    /**
     * Ends the wait that is under way, or the next one if none is; any thread. Strategies whose waits are short in any
     * case, those made here among them, do nothing.
     */
    default void wake() {
    }

    /** {@return a strategy that never gives up the core: lowest latency, one core used up} */
    static IdleStrategy busySpin() {
        return workCount -> {
            if (workCount <= 0) {
                Thread.onSpinWait();
            }
        };
    }

    /** {@return a strategy that lets other threads of the machine run} */
    static IdleStrategy yielding() {
        return workCount -> {
            if (workCount <= 0) {
                Thread.yield();
            }
        };
    }

    /**
     * A strategy that spins a while, then yields a while, then parks.
     *
     * @param parkNs how long to park at a time, in nanoseconds
     * @return the strategy
     */
    static IdleStrategy backoff(final long parkNs) {
        return new IdleStrategy() {
            private static final int SPINS = 100;
            private static final int YIELDS = 100;
            private int idleCycles;

            @Override
            public void idle(final int workCount) {
                if (workCount > 0) {
                    idleCycles = 0;
                } else if (idleCycles < SPINS) {
                    idleCycles++;
                    Thread.onSpinWait();
                } else if (idleCycles < SPINS + YIELDS) {
                    idleCycles++;
                    Thread.yield();
                } else {
                    LockSupport.parkNanos(parkNs);
                }
            }
        };
    }
}
