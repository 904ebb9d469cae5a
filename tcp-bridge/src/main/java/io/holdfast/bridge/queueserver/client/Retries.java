package io.holdfast.bridge.queueserver.client;

import java.net.InetSocketAddress;
import java.util.SplittableRandom;

/**
 * When to connect next, and to which endpoint: at once after a session of some length was lost, else after a wait that
 * doubles from round to round over the endpoints, less a random part. One thread.
 */
final class Retries {
    private static final int MOST_DOUBLINGS = 30;

    private final QueueClientContext<?> context;
    private final SplittableRandom jitter;
    private int nextEndpoint;
    private int failures;
    private long nextTryNs;
    private long connectedNs;

    Retries(final QueueClientContext<?> context) {
        this.context = context;
        jitter = new SplittableRandom(context.jitterSeed());
        nextTryNs = context.clock().monotonicNs();
    }

    /** {@return where to connect to next} */
    InetSocketAddress endpoint() {
        return context.endpoints().get(nextEndpoint);
    }

    /** {@return nanoseconds until the next try, 0 or less if it is due} */
    long untilTryNs(final long nowNs) {
        return nextTryNs - nowNs;
    }

    void connected(final long nowNs) {
        connectedNs = nowNs;
    }

    /** A session ended. It is tried again at once if the socket broke, unless that happened as soon as it had begun. */
    void ended(final long nowNs, final boolean isLost) {
        final boolean wasGood = nowNs - connectedNs >= context.minBackoffNs();
        failures = wasGood ? 0 : failures;
        if (wasGood && isLost) {
            nextTryNs = nowNs;
        } else {
            failed(nowNs);
        }
    }

    /** No session came about. */
    void failed(final long nowNs) {
        nextEndpoint = (nextEndpoint + 1) % context.endpoints().size();
        failures++;
        nextTryNs = nowNs + waitNs();
    }

    /** Another session of this name took over: not to take turns with it, this one waits as long as it ever does. */
    void replaced(final long nowNs) {
        nextTryNs = nowNs + context.maxBackoffNs();
    }

    /** {@return how long to wait: nothing within a round over the endpoints} */
    private long waitNs() {
        final int endpoints = context.endpoints().size();
        if (failures % endpoints != 0) {
            return 0;
        }
        final int doublings = Math.min(failures / endpoints - 1, MOST_DOUBLINGS);
        final long doubled = context.minBackoffNs() << doublings;
        final boolean isOverflown = doubled >> doublings != context.minBackoffNs();
        final long waitNs = isOverflown ? context.maxBackoffNs() : Math.min(doubled, context.maxBackoffNs());
        return waitNs - jitter.nextLong(waitNs / 2 + 1);
    }
}
