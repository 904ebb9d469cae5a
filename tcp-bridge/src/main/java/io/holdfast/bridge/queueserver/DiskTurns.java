package io.holdfast.bridge.queueserver;

import io.holdfast.Clock;

/**
 * Which client may make the thread of a shard wait for the disk now, by subscribing, coming under a new name or being
 * forgotten. All together have a few turns in a cycle and an eighth of the time, measured by how long their turns took;
 * each has ten turns a second; of both a little can be saved up. Whoever gets none asks again in the next cycle. One
 * thread.
 */
final class DiskTurns {
    private static final int MAX_PER_CYCLE = 4;
    private static final int SHARE = 8;
    private static final long LEAST_TURN_NS = 1_000_000L;
    private static final long SAVED_NS = 250_000_000L * SHARE;
    private static final long CLIENT_EVERY_NS = 100_000_000L;
    private static final long CLIENT_SAVED_NS = 8 * CLIENT_EVERY_NS;

    private final Clock clock;
    private int inCycle;
    private long dueNs;
    private long beganNs;

    DiskTurns(final Clock clock) {
        this.clock = clock;
        dueNs = clock.monotonicNs();
    }

    /** A duty cycle begins. */
    void cycle() {
        inCycle = 0;
    }

    /** {@return whether it is this client's turn, which {@link #end()} ends} */
    boolean begin(final ClientSocket client) {
        if (inCycle >= MAX_PER_CYCLE) {
            return false;
        }
        beganNs = clock.monotonicNs();
        if (dueNs - beganNs > SAVED_NS || client.diskDueNs() - beganNs >= CLIENT_SAVED_NS) {
            return false;
        }
        inCycle++;
        client.diskDueNs(later(client.diskDueNs(), beganNs) + CLIENT_EVERY_NS);
        return true;
    }

    void end() {
        final long nowNs = clock.monotonicNs();
        dueNs = later(dueNs, beganNs) + SHARE * Math.max(LEAST_TURN_NS, nowNs - beganNs);
    }

    private static long later(final long oneNs, final long otherNs) {
        return oneNs - otherNs > 0 ? oneNs : otherNs;
    }
}
