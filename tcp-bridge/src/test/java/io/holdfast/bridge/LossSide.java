package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.ConnectionListener;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.Message;
import io.holdfast.MessageHandler;
import io.holdfast.Refusal;
import io.holdfast.ResumeReport;
import io.holdfast.StoreException;
import io.holdfast.Transport;
import io.holdfast.store.PowerLoss;
import net.openhft.chronicle.bytes.Bytes;

import java.util.Random;

/** One end of a run with losses of power: sends, consumes, answers now and then, and keeps book in the oracles. */
abstract class LossSide implements ConnectionListener, MessageHandler {
    final LossOracle incoming;
    final LossOracle outgoing;
    private final Random random;
    private final StepLog steps;
    private final String name;
    private int sharedSessions;
    private AssertionError failure;

    LossSide(final String name, final LossOracle incoming, final LossOracle outgoing,
             final RandomSide.RandomSource source) {
        this.name = name;
        this.incoming = incoming;
        this.outgoing = outgoing;
        random = source.random();
        steps = source.steps();
    }

    abstract boolean isUp();

    abstract boolean isPeerUp();

    abstract Connection connection();

    abstract void start();

    abstract void stop();

    abstract void poll();

    final void pollIfUp() {
        if (isUp()) {
            poll();
            if (isUp()) {
                look();
            }
        }
    }

    int sharedSessions() {
        return sharedSessions;
    }

    final void open() {
        note("opens");
        start();
        final Connection connection = connection();
        incoming.receiverIs(connection.consumedIndex());
        look();
    }

    /** Compares what the connection says about its own log. */
    final void look() {
        if (failure != null) {
            throw failure;
        }
        final PeerConnection connection = (PeerConnection) connection();
        outgoing.senderIs(connection.store().sendQueue().log().incarnation(), connection.lastIndex(),
            connection.syncedIndex());
    }

    final void send(final int count, final int bound) {
        for (int i = 0; i < count; i++) {
            final byte[] payload = outgoing.next(random, bound);
            final long index = connection().offer(1, payload, 0, payload.length);
            outgoing.check(index > 0, "an offer answered " + index);
            note("sent " + index);
            outgoing.accepted(index, payload);
        }
    }

    final boolean isConnected() {
        return connection().state() == ConnectionState.CONNECTED;
    }

    final void note(final String what) {
        steps.add(name + " " + what);
    }

    @Override
    public Action onMessage(final Connection connection, final Message message) {
        try {
            outgoing.check(isUp(), "a message for a dead end");
            look();
            incoming.given(message, isPeerUp());
            note("given " + message.index());
            if (random.nextInt(6) == 0) {
                final byte[] payload = outgoing.next(random, 200);
                final long index = connection.reply(message.index(), 2, Bytes.wrapForRead(payload), 0, payload.length);
                outgoing.check(index > 0, "a reply answered " + index);
                note("replied " + index);
                outgoing.accepted(index, payload);
            }
            return Action.CONSUMED;
        } catch (final AssertionError e) {
            failure = e;
            throw e;
        }
    }

    private void guarded(final Runnable check) {
        try {
            check.run();
        } catch (final AssertionError e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void onConnected(final Connection connection, final ResumeReport report) {
        note("connected " + connection.transport() + " " + report);
        sharedSessions += connection.transport() == Transport.SHM ? 1 : 0;
        guarded(() -> incoming.connected(report.incomingAfter()));
        guarded(outgoing::senderConnected);
    }

    @Override
    public void onPeerNew(final Connection connection, final long incarnation) {
        note("peer is new");
        incoming.peerIsNew();
    }

    @Override
    public void onDiverged(final Connection connection, final boolean isOutgoing, final long fromIndex,
                           final long toIndex) {
        note("diverged " + isOutgoing + " " + fromIndex + ".." + toIndex);
        if (isOutgoing) {
            outgoing.rangeAtSender(true, fromIndex, toIndex);
        } else {
            guarded(() -> incoming.range(true, fromIndex, toIndex));
        }
    }

    @Override
    public void onLost(final Connection connection, final boolean isOutgoing, final long fromIndex,
                       final long toIndex) {
        note("lost " + isOutgoing + " " + fromIndex + ".." + toIndex);
        if (isOutgoing) {
            outgoing.rangeAtSender(false, fromIndex, toIndex);
        } else {
            guarded(() -> incoming.range(false, fromIndex, toIndex));
        }
    }

    @Override
    public void onDisconnected(final Connection connection, final DisconnectReason reason, final String detail) {
        note("disconnected " + reason + " " + detail);
        incoming.disconnected();
        outgoing.disconnected();
    }

    @Override
    public void onLoginRefused(final String remoteName, final Refusal refusal) {
        note("refused " + refusal);
        final boolean isExpected = refusal.code() == Refusal.Code.ALREADY_LOGGED_ON
            || refusal.code() == Refusal.Code.SHUTTING_DOWN;
        guarded(() -> incoming.check(isExpected, "refused: " + refusal));
    }

    @Override
    public void onStoreFault(final Connection connection, final StoreException fault) {
        throw new AssertionError("store fault", fault);
    }

    /** Lets go of what is in memory after a loss of power. */
    final void bury() {
        if (isUp()) {
            try {
                stop();
            } catch (final PowerLoss | StoreException e) {
                note("let go with " + e.getMessage());
            }
        }
        incoming.disconnected();
        outgoing.disconnected();
        incoming.receiverLostPower();
        outgoing.senderLostPower();
    }
}
