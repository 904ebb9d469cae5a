package io.holdfast.bridge;

import io.holdfast.Clock;
import io.holdfast.DisconnectReason;
import io.holdfast.bridge.protocol.CloseReason;

/** When a session's two sides last heard of each other, and what follows from that. Polling thread. */
final class Liveness {
    private static final long NS_PER_MS = 1_000_000;

    private final Clock clock;
    private final long heartbeatIntervalNs;
    private final long timeoutNs;
    private long nowNs;
    private long heardNs;
    private long spokeNs;
    private long progressNs;

    Liveness(final EndpointContext<?> context) {
        clock = context.clock();
        heartbeatIntervalNs = context.heartbeatIntervalNs();
        timeoutNs = context.livenessTimeoutNs();
        nowNs = clock.monotonicNs();
        heardNs = nowNs;
        spokeNs = nowNs;
        progressNs = nowNs;
    }

    /** Takes the time, which is the same from here to the next call. */
    void tick() {
        nowNs = clock.monotonicNs();
    }

    /** {@return the time of the last tick, in nanoseconds} */
    long nowNs() {
        return nowNs;
    }

    void heard() {
        heardNs = nowNs;
    }

    void spoke() {
        spokeNs = nowNs;
    }

    /** Takes note that messages came, or that there are none to come. */
    void progressed() {
        progressNs = nowNs;
    }

    boolean isHeartbeatDue() {
        return nowNs - spokeNs >= heartbeatIntervalNs;
    }

    /** Ends the session if the peer, or its messages, have stayed away for too long. */
    void check() throws SessionEndedException {
        if (nowNs - heardNs >= timeoutNs) {
            throw new SessionEndedException(DisconnectReason.PEER_TIMEOUT, CloseReason.PEER_TIMEOUT,
                "nothing heard for " + (nowNs - heardNs) / NS_PER_MS + " ms");
        }
        if (nowNs - progressNs >= timeoutNs) {
            throw new SessionEndedException(DisconnectReason.NO_PROGRESS, CloseReason.NO_PROGRESS,
                "the peer has messages that have not come for " + (nowNs - progressNs) / NS_PER_MS + " ms");
        }
    }
}
