package io.holdfast.bridge.queueserver;

import io.holdfast.IdleStrategy;

import java.lang.invoke.VarHandle;

/**
 * Lets the thread of a shard wait for its sockets. Who brings work otherwise stores it, then looks whether the thread
 * is parked; the thread says that it is parked, then looks for work: one of them sees the other. One thread.
 */
final class ShardParking implements IdleStrategy {
    private static final int SPINS = 100;
    private static final int YIELDS = 100;
    private static final long RETRY_NS = 1_000_000;

    private final QueueShard shard;
    private final long maxParkNs;
    private int idleCycles;

    ShardParking(final QueueShard shard, final long maxParkNs) {
        if (maxParkNs <= 0) {
            throw new IllegalArgumentException("maxParkNs must be positive, was " + maxParkNs);
        }
        this.shard = shard;
        this.maxParkNs = maxParkNs;
    }

    @Override
    public void idle(final int workCount) {
        if (workCount > 0) {
            idleCycles = 0;
            shard.waiter().tidy();
        } else if (idleCycles < SPINS) {
            idleCycles++;
            Thread.onSpinWait();
        } else if (idleCycles < SPINS + YIELDS) {
            idleCycles++;
            Thread.yield();
        } else {
            park();
        }
    }

    private void park() {
        shard.isParked(true);
        VarHandle.fullFence();
        try {
            if (!shard.hasWork()
                && shard.waiter().await(shard.isWaiting() ? Math.min(RETRY_NS, maxParkNs) : maxParkNs)) {
                idleCycles = 0;
            }
        } finally {
            shard.isParked(false);
        }
    }

    @Override
    public void wake() {
        shard.waiter().wake();
    }
}
