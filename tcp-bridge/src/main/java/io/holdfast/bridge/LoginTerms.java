package io.holdfast.bridge;

import io.holdfast.Refusal;
import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.Limits;
import io.holdfast.bridge.protocol.Terms;
import io.holdfast.bridge.protocol.Transports;

import java.util.concurrent.TimeUnit;

/** What both sides of a login say about themselves in the same way. */
final class LoginTerms {
    private LoginTerms() {
    }

    static Terms terms(final PeerConnection connection, final Transports transports) {
        return new Terms(Resumption.logFacts(connection), Resumption.heldFacts(connection),
            limits(connection.context()), transports);
    }

    /** {@return what is said of a connection that is made when the login is confirmed} */
    static Terms newTerms(final EndpointContext<?> context, final long incarnation, final Transports transports) {
        return new Terms(Resumption.newLogFacts(incarnation), HeldFacts.NOTHING, limits(context), transports);
    }

    static Limits limits(final EndpointContext<?> context) {
        return new Limits(context.maxMessageLength(), milliseconds(context.heartbeatIntervalNs()),
            milliseconds(context.livenessTimeoutNs()));
    }

    /** {@return why the two sides' limits do not go together, or null} */
    static Refusal checkLimits(final EndpointContext<?> context, final Terms peer) {
        final Limits theirs = peer.limits();
        if (theirs.maxMessageLength() != context.maxMessageLength()) {
            return new Refusal(Refusal.Code.LIMITS, "maxMessageLength must be the same on both sides: "
                + context.name() + " has " + context.maxMessageLength() + ", its peer has "
                + theirs.maxMessageLength());
        }
        final int livenessMs = milliseconds(context.livenessTimeoutNs());
        if (theirs.heartbeatIntervalMs() > livenessMs / 2) {
            return new Refusal(Refusal.Code.LIMITS, context.name() + " gives up a peer after " + livenessMs
                + " ms of silence, and its peer sends heartbeats every " + theirs.heartbeatIntervalMs()
                + " ms; make them at least twice as frequent as that, or the time-out longer");
        }
        return null;
    }

    private static int milliseconds(final long ns) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, TimeUnit.NANOSECONDS.toMillis(ns)));
    }
}
