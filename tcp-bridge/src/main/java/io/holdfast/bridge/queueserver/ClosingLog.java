package io.holdfast.bridge.queueserver;

import io.holdfast.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.SocketAddress;

/**
 * Says of each client that is closed why, in one line; but a hostile crowd cannot fill the disk with lines:
 * beyond some in a second they are counted only. One thread.
 */
final class ClosingLog {
    private static final Logger LOG = LoggerFactory.getLogger(QueueServer.class);
    private static final int LINES_PER_PERIOD = 20;
    private static final long PERIOD_NS = 1_000_000_000L;

    private final String name;
    private final Clock clock;
    private long periodNs;
    private int lines;
    private long left;

    ClosingLog(final String name, final Clock clock) {
        this.name = name;
        this.clock = clock;
        periodNs = clock.monotonicNs();
    }

    /** A client did, or does not do, what makes it go. */
    void closed(final SocketAddress client, final String role, final String reason) {
        tick();
        if (lines < LINES_PER_PERIOD) {
            lines++;
            LOG.warn("{}: closed a client: client={} role={} reason={}", name, client, role, reason);
        } else {
            left++;
        }
    }

    /** Says how many lines were left out, once their second is over. */
    void tick() {
        final long nowNs = clock.monotonicNs();
        if (nowNs - periodNs < PERIOD_NS) {
            return;
        }
        periodNs = nowNs;
        lines = 0;
        if (left > 0) {
            LOG.warn("{}: closed {} more clients within a second, each for a reason of its own", name, left);
            left = 0;
        }
    }
}
