package io.holdfast.bridge.queueserver;

import io.holdfast.Clock;
import io.holdfast.bridge.limit.LineBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.SocketAddress;

/**
 * Says of each client that is closed why, in one line; but a hostile crowd cannot fill the disk with lines:
 * beyond some in a second they are counted only. One thread.
 */
final class ClosingLog {
    private static final Logger LOG = LoggerFactory.getLogger(QueueServer.class);

    private final String name;
    private final LineBudget lines;

    ClosingLog(final String name, final Clock clock) {
        this.name = name;
        lines = new LineBudget(clock);
    }

    /** {@return whether one more line that a client caused may be written} */
    boolean hasRoom() {
        tick();
        return lines.take();
    }

    /** A client did, or does not do, what makes it go. */
    void closed(final SocketAddress client, final String role, final String reason) {
        tick();
        if (lines.take()) {
            LOG.warn("{}: closed a client: client={} role={} reason={}", name, client, role, reason);
        }
    }

    /** Says how many lines were left out, once their second is over. */
    void tick() {
        final long left = lines.leftOut();
        if (left > 0) {
            LOG.warn("{}: closed {} more clients within a second, each for a reason of its own", name, left);
        }
    }
}
