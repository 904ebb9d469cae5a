package io.holdfast.bridge;

import io.holdfast.DisconnectReason;
import io.holdfast.MessageHandler;
import io.holdfast.bridge.channel.StreamBuffer;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.protocol.CloseReason;
import io.holdfast.bridge.protocol.ProtocolException;
import io.holdfast.store.ReceiveState;
import io.holdfast.store.SendQueue;
import io.holdfast.store.shm.PeerFaultException;
import io.holdfast.store.shm.PeerLog;

import java.io.IOException;
import java.lang.invoke.VarHandle;

/**
 * A session in which each side reads the other's log and ack where they are. The socket is looked at now and then: it
 * carries heartbeats and the last word, and tells when the peer's process is gone. Polling thread.
 * <p>
 * Whatever may have read memory that is gone settles before it returns, so that the JVM's error about that comes out
 * here, where it ends the session.
 */
final class ShmSession implements Session {
    private static final int MOST_POLLS_PER_TIME = 16;
    private static final int POLLS_PER_CONTROL = 16_384;
    private static final int POLLS_PER_ACK = 64;
    private static final int POLLS_PER_ACK_WHEN_IDLE = 16;
    private static final long CONTROL_INTERVAL_NS = 1_000_000;
    private static final long NAMES_INTERVAL_NS = 100_000_000;

    private final PeerConnection connection;
    private final SessionStart start;
    private final ControlFrames control;
    private final Liveness liveness;
    private final SendQueue sendQueue;
    private final ReceiveState receiveState;
    private SharedInbound inbound;
    private SharedAck acks;
    private int polls = -1;
    private boolean isControlTurn;
    private boolean isWoken;
    private int pollsPerTime = 1;
    private int idlePolls;
    private boolean hasProgress;
    private long controlledNs;
    private long namesCheckedNs;
    private long countedOrdinal;
    private long rungIndex;
    private long rungAck;
    private long rungNap;
    private boolean mayBeParked;
    private boolean hasParked;
    private SessionEndedException end;
    private long endAfter;

    ShmSession(final PeerConnection connection, final SessionStart start, final StreamBuffer in,
               final StreamBuffer out) {
        this.connection = connection;
        this.start = start;
        control = new ControlFrames(start, in, out, connection.counters());
        liveness = new Liveness(connection.context());
        sendQueue = connection.store().sendQueue();
        receiveState = connection.store().receiveState();
        countedOrdinal = sendQueue.lastOrdinal();
        rungIndex = sendQueue.peerIndex();
        rungAck = receiveState.peerAck();
        controlledNs = liveness.nowNs() - CONTROL_INTERVAL_NS;
        namesCheckedNs = liveness.nowNs();
    }

    @Override
    public void wake() {
        isWoken = true;
    }

    @Override
    public int delivered() {
        return inbound == null ? 0 : inbound.delivered();
    }

    @Override
    public void receive(final MessageHandler handler, final int limit)
        throws SessionEndedException, IOException, ProtocolException {
        try {
            openFiles();
            inbound.beginPoll();
            isControlTurn = isControlTurn();
            if (isControlTurn) {
                readControl();
            }
            if (!acks.isBound()) {
                isWoken = true; // the peer has not begun at its end: acks its messages carry tell nothing yet
            } else {
                inbound.deliver(handler, limit);
                if (isAckTurn()) {
                    acks.take();
                }
            }
            inbound.log().settle();
        } catch (final PeerFaultException e) {
            throw ended(e);
        }
        final boolean isIdle = inbound.delivered() == 0;
        idlePolls = isIdle ? idlePolls + 1 : 0;
        hasProgress |= !isIdle;
        if (!isIdle) {
            polls |= MOST_POLLS_PER_TIME - 1; // who knows how long the handler took: the next poll takes the time
        }
        if (end != null && (isIdle || connection.delivery().done() >= endAfter)) {
            throw end;
        }
    }

    /** The JVM may have noted an error besides; it must not come out in the user's code. */
    private static SessionEndedException ended(final PeerFaultException fault) {
        PeerLog.dropError();
        return new SessionEndedException(DisconnectReason.PEER_STORE_FAULT, CloseReason.PEER_STORE_FAULT,
            fault.getMessage());
    }

    /** Not in the constructor: what is wrong with the peer's files ends the session in the way of all others. */
    private void openFiles() throws PeerFaultException {
        if (acks == null) {
            acks = new SharedAck(sendQueue, start.peerFolder());
        }
        if (inbound == null) {
            inbound = new SharedInbound(connection, start, acks);
        }
    }

    /**
     * Not at each poll: the line that the peer stores its ack to would travel between the cores for each message, while
     * its next message waits to be seen.
     */
    private boolean isAckTurn() {
        final int every = idlePolls < POLLS_PER_ACK ? POLLS_PER_ACK : POLLS_PER_ACK_WHEN_IDLE;
        return (polls & every - 1) == 0 || isControlTurn || end != null;
    }

    /**
     * Looks at the clock at every few polls only, once they have proved to come often, and at the socket only when some
     * time has passed.
     */
    private boolean isControlTurn() {
        if ((++polls & pollsPerTime - 1) == 0 || isWoken) {
            final long lastNs = liveness.nowNs();
            liveness.tick();
            pollsPerTime = liveness.nowNs() - lastNs >= CONTROL_INTERVAL_NS ? 1
                : Math.min(2 * pollsPerTime, MOST_POLLS_PER_TIME);
            if (isWoken || (polls & POLLS_PER_CONTROL - 1) == 0
                || liveness.nowNs() - controlledNs >= CONTROL_INTERVAL_NS) {
                controlledNs = liveness.nowNs();
                isWoken = false;
                return true;
            }
        }
        return false;
    }

    private void readControl() throws ProtocolException, IOException, PeerFaultException {
        inbound.log().requireWhole();
        acks.requireWhole();
        if (end != null) {
            return;
        }
        try {
            final int count = control.read();
            if (count > 0) {
                liveness.heard();
            } else if (count < 0) {
                throw new SessionEndedException(DisconnectReason.CONNECTION_LOST, "the peer's end of the stream");
            }
        } catch (final SessionEndedException e) {
            end = e; // once what the peer had sent by then is delivered, as over TCP
            endAfter = inbound.log().lastIndex();
        }
        requireThere();
        if (control.isGreeted() && !acks.isBound()) {
            acks.bind();
        }
    }

    /** A peer that has said goodbye may delete its files. */
    private void requireThere() throws PeerFaultException {
        if (end == null && liveness.nowNs() - namesCheckedNs >= NAMES_INTERVAL_NS) {
            namesCheckedNs = liveness.nowNs();
            if (!inbound.log().isThere() || !acks.isThere()) {
                throw new PeerFaultException("the peer's files are gone: path=" + start.peerFolder());
            }
        }
    }

    @Override
    public void send(final boolean isBusy) throws SessionEndedException, IOException, ProtocolException {
        connection.store().sync(isBusy);
        if (acks != null) {
            try {
                ring();
            } catch (final PeerFaultException e) {
                throw ended(e);
            }
        }
        if (isControlTurn && liveness.isHeartbeatDue()) {
            if (inbound != null) {
                inbound.rest();
            }
            greet();
        }
        if (control.hasOutput() && control.write() > 0) {
            liveness.spoke();
        }
        if (isControlTurn) {
            checkTime();
            count();
        }
    }

    /**
     * Wakes the peer if it may be asleep and there are new messages or acks for it; once in a sleep, because to wake
     * takes as long as many polls. Its side stores that it goes to sleep, fences, and looks for messages and acks; this
     * side has stored them, fences, and looks whether it sleeps.
     */
    private void ring() throws PeerFaultException {
        if (hasNews()) {
            rungIndex = sendQueue.peerIndex();
            rungAck = receiveState.peerAck();
            if (acks.isParkingOn()) {
                VarHandle.fullFence();
                final long nap = acks.nap();
                if (nap != 0 && nap != rungNap) {
                    rungNap = nap;
                    greet();
                }
            }
        }
    }

    private boolean hasNews() {
        return sendQueue.peerIndex() != rungIndex || receiveState.peerAck() != rungAck;
    }

    /** The first wait of a session is short: the peer may have looked just before it could see that this side parks. */
    @Override
    public long beginParking(final Waiter waiter, final Runnable onReady) {
        start.channel().watch(waiter, Waiter.READ | (control.hasOutput() ? Waiter.WRITE : 0), onReady);
        if (inbound == null || end != null) {
            return 0;
        }
        mayBeParked = true;
        receiveState.parked(true);
        VarHandle.fullFence();
        if (hasNews() || acks.isNew() || !inbound.isStalled() && inbound.log().hasNext()) {
            return 0;
        }
        polls |= MOST_POLLS_PER_TIME - 1; // the next poll takes the time
        final boolean isFirst = !hasParked;
        hasParked = true;
        return isFirst || inbound.hasWork() ? Parkable.RETRY_NS : Long.MAX_VALUE;
    }

    @Override
    public void endParking() {
        if (mayBeParked) {
            receiveState.parked(false);
        }
    }

    private void checkTime() throws SessionEndedException {
        final boolean isBehind = inbound != null && !inbound.isStalled()
            && control.peerLastIndex() > connection.delivery().done();
        if (!isBehind || hasProgress) {
            liveness.progressed();
            hasProgress = false;
        }
        liveness.check();
    }

    private void count() {
        final long ordinal = sendQueue.lastOrdinal();
        connection.counters().sent.add(ordinal - countedOrdinal);
        countedOrdinal = ordinal;
    }

    @Override
    public void flush() throws IOException {
        connection.store().sync();
        control.write();
    }

    @Override
    public void sayGoodbye(final CloseReason reason, final String text) throws IOException {
        control.close(reason, text);
        control.write();
    }

    @Override
    public void greet() {
        control.heartbeat(sendQueue.peerIndex(), receiveState.peerAck());
    }

    @Override
    public void close() {
        count();
        endParking(); // the next session's naps have other numbers
        try {
            if (inbound != null) {
                inbound.close();
            }
            if (acks != null) {
                acks.close();
            }
        } finally {
            start.channel().close();
        }
    }
}
