package io.holdfast.bridge;

import io.holdfast.ConnectionListener;
import io.holdfast.ResumeOutcome;
import io.holdfast.ResumeReport;
import io.holdfast.StoreException;
import io.holdfast.Transport;
import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.LogFacts;
import io.holdfast.bridge.protocol.Remembered;
import io.holdfast.bridge.protocol.ResumeOffer;
import io.holdfast.store.FirstFault;
import io.holdfast.store.Log;
import io.holdfast.store.ReceiveState;
import io.holdfast.store.SendQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/** Between a connection's files and the resume table: states the facts before a login and applies what it agreed. */
final class Resumption {
    private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

    private Resumption() {
    }

    /** {@return what our own log is} */
    static LogFacts logFacts(final PeerConnection connection) {
        final Log log = connection.store().sendQueue().log();
        log.awaitAppends();
        final long last = log.peerIndex();
        final long first = log.firstIndex();
        return new LogFacts(log.incarnation(), log.generation(), first > last ? 0 : first, last);
    }

    /** {@return what our own log will be, of a connection that is made when the login is confirmed} */
    static LogFacts newLogFacts(final long incarnation) {
        return new LogFacts(incarnation, Log.FIRST_GENERATION, 0, 0);
    }

    /** {@return what decides our own direction, of a connection that is made when the login is confirmed} */
    static SenderView newSenderView(final long incarnation) {
        return new SenderView(newLogFacts(incarnation), 0, 0, generation -> generation == Log.FIRST_GENERATION ? 0 : -1,
            index -> index == 0 ? 0 : -1);
    }

    /** {@return what we hold of the peer's log} */
    static HeldFacts heldFacts(final PeerConnection connection) {
        final ReceiveState held = connection.store().receiveState();
        final List<Remembered> remembered = held.remembered().stream()
            .map(r -> new Remembered(r.incarnation(), r.generation(), r.ack())).toList();
        return new HeldFacts(held.incarnation(), held.generation(), held.adoption(), held.peerAck(),
            connection.delivery().done(), remembered);
    }

    /** {@return what decides our own direction} */
    private static SenderView senderView(final PeerConnection connection) {
        final SendQueue queue = connection.store().sendQueue();
        final Log log = queue.log();
        return new SenderView(logFacts(connection), log.beforeFirstIndex(), queue.ackedIndex(),
            log::lastIndexOfGeneration, log::ordinalOf);
    }

    /** Decides where our direction goes on, and keeps what is offered from being purged. Housekeeping thread. */
    static ResumeDecision offer(final PeerConnection connection, final HeldFacts peerHolds) {
        final ResumeDecision decision = ResumeTable.decide(senderView(connection), peerHolds,
            connection.context().resumePolicy());
        if (decision.offer() != null) {
            connection.store().sendQueue().keepAfter(decision.offer().resumeAfter());
        }
        return decision;
    }

    /** Makes both directions what the login agreed, on disk first. Polling thread, before the session. */
    static void apply(final PeerConnection connection, final SessionStart start) {
        final ResumeOffer incoming = start.incoming();
        final HeldFacts held = heldFacts(connection);
        if (ResumeTable.needsAdoption(incoming, held)) {
            connection.store().receiveState().adopt(incoming.incarnation(), incoming.generation(),
                ResumeTable.ackAfter(incoming, held));
            connection.delivery().adopted();
        }
        connection.delivery().resumeAfter(incoming.resumeAfter());
        takeAck(connection.store().sendQueue(), start);
        connection.store().sendQueue().keepUnacked();
        noteTransport(connection, start.isSharedMemory() ? Transport.SHM : Transport.TCP);
    }

    /** Writes down by what messages travel, for those who look at the store; no reason not to begin if that fails. */
    private static void noteTransport(final PeerConnection connection, final Transport transport) {
        try {
            connection.store().session().transport(transport.name());
        } catch (final StoreException e) {
            LOG.warn("the transport in use is not noted: connection={}: {}", connection, e.getMessage());
        }
    }

    /** A peer that goes on may have acked since it logged in, and over shared memory we may have seen that already. */
    private static void takeAck(final SendQueue queue, final SessionStart start) {
        final boolean isAhead = start.outgoing().outcome() == ResumeOutcome.CONTINUED
            && queue.ackedIndex() > start.outgoingAck();
        if (!isAhead && start.outgoingAck() != queue.ackedIndex()) {
            queue.resetAcked(start.outgoingAck());
        }
    }

    /** {@return whether the peer's log is one this side never saw; before it is applied} */
    static boolean isPeerNew(final PeerConnection connection, final SessionStart start) {
        final ResumeOutcome outcome = start.incoming().outcome();
        return (outcome == ResumeOutcome.NEW_INCARNATION || outcome == ResumeOutcome.FROM_START)
            && start.incoming().incarnation() != connection.store().receiveState().incarnation();
    }

    /** Tells the listener. */
    static void report(final PeerConnection connection, final SessionStart start, final boolean isPeerNew) {
        final ConnectionListener listener = connection.context().listener();
        final ResumeOffer incoming = start.incoming();
        final ResumeOffer outgoing = start.outgoing();
        final FirstFault thrown = new FirstFault();
        if (isPeerNew) {
            thrown.of(() -> listener.onPeerNew(connection, incoming.incarnation()));
        }
        thrown.of(() -> reportRange(connection, incoming, false));
        thrown.of(() -> reportRange(connection, outgoing, true));
        thrown.of(() -> listener.onConnected(connection, new ResumeReport(outgoing.outcome(), outgoing.resumeAfter(),
            incoming.outcome(), incoming.resumeAfter(), start.userData().clone())));
        thrown.rethrow();
    }

    private static void reportRange(final PeerConnection connection, final ResumeOffer offer,
                                    final boolean isOutgoing) {
        final ConnectionListener listener = connection.context().listener();
        if (offer.rangeKind() == ResumeOffer.RANGE_REPLACED) {
            listener.onDiverged(connection, isOutgoing, offer.rangeFrom(), offer.rangeTo());
        } else if (offer.rangeKind() == ResumeOffer.RANGE_PURGED) {
            // it goes on after the last one that was purged, whether or not a message is kept behind that
            listener.onLost(connection, isOutgoing, offer.rangeFrom() + 1, offer.resumeAfter());
        }
    }
}
