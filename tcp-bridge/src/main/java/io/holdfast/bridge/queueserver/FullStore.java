package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.SessionCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/**
 * Producers come first: while they wait for room, a client that holds messages back and does not get on is cut. Each
 * has a grace of its own, from when the store became full, it came, or it last got on. Who holds nothing that a durable
 * subscriber does not hold anyway is left alone, because its end would free nothing. One thread.
 */
final class FullStore {
    private static final Logger LOG = LoggerFactory.getLogger(FullStore.class);
    private static final long TELL_EVERY_NS = 60_000_000_000L;

    private final QueueServer server;
    private long fullSinceNs;
    private long toldNs;
    private boolean isFull;
    private boolean isTold;

    FullStore(final QueueServer server) {
        this.server = server;
    }

    /** Cuts the one of these clients that is farthest behind among those whose grace is over; one at a time. */
    void tick(final List<ServedClient> clients, final long nowNs) {
        if (!server.hasBlockedProducers()) {
            isFull = false;
            return;
        }
        if (!isFull) {
            isFull = true;
            fullSinceNs = nowNs;
        }
        final long graceNs = server.context().fullGraceNs();
        if (nowNs - fullSinceNs < graceNs) {
            return;
        }
        final long keptAfter = server.durableSubscribers().keptAfter();
        ServedClient slowest = null;
        for (int i = 0; i < clients.size(); i++) {
            final ServedClient client = clients.get(i);
            if (!client.isClosed() && nowNs - client.gotOnNs() >= graceNs && isHolding(client, keptAfter)
                && (slowest == null || client.neededAfter() < slowest.neededAfter())) {
                slowest = client;
            }
        }
        if (slowest != null) {
            slowest.socket().refuse(SessionCode.TOO_SLOW, "the store is full, and it has taken nothing for fullGraceNs="
                + graceNs + ": passed=" + Long.toHexString(slowest.neededAfter()) + " lastIndex="
                + Long.toHexString(server.log().lastIndex()));
        } else if (keptAfter < server.log().readableIndex()) {
            tell(keptAfter, nowNs);
        }
    }

    private boolean isHolding(final ServedClient client, final long keptAfter) {
        return client.neededAfter() < Math.min(keptAfter, server.log().readableIndex());
    }

    private void tell(final long keptAfter, final long nowNs) {
        if (!isTold || nowNs - toldNs >= TELL_EVERY_NS) {
            isTold = true;
            toldNs = nowNs;
            LOG.warn("{}: the store is full and producers wait, because messages after {} are kept for a consumer with"
                + " a name; it must ack them, or be removed, or be bounded by maxHoldNs or maxHoldBytes",
                server.context().name(), Long.toHexString(keptAfter));
        }
    }
}
