package io.holdfast.bridge;

import io.holdfast.store.AckView;
import io.holdfast.store.Log;
import io.holdfast.store.PeerFolder;
import io.holdfast.store.RecordDescriptor;
import io.holdfast.store.SendQueue;
import io.holdfast.store.shm.PeerFaultException;

import java.io.IOException;

/**
 * The peer's ack of our messages, where it stands in the peer's file. Believed only if it is for our log, and between
 * what was acked before and our last message. Polling thread.
 */
final class SharedAck implements AutoCloseable {
    private final SendQueue sendQueue;
    private final AckView view;
    private long fileAck;
    private long lastAck;

    SharedAck(final SendQueue sendQueue, final PeerFolder peerFolder) throws PeerFaultException {
        this.sendQueue = sendQueue;
        fileAck = sendQueue.ackedIndex();
        lastAck = fileAck;
        try {
            view = AckView.open(peerFolder);
        } catch (final IOException e) {
            throw new PeerFaultException("the peer's ack file cannot be read: path=" + peerFolder, e);
        }
    }

    /** {@return whether the ack for our log has been found} */
    boolean isBound() {
        return view.isBound();
    }

    /** Finds the ack for our log, once the peer has said that the session has begun at its end. */
    void bind() throws PeerFaultException {
        final Log log = sendQueue.log();
        try {
            if (!view.bind(log.incarnation(), log.generation())) {
                throw new PeerFaultException("the peer's ack file is not intact or not for our log: path="
                    + view.path());
            }
        } catch (final InternalError e) {
            throw fault(e);
        }
    }

    /** Takes the ack. */
    void take() throws PeerFaultException {
        final long ack = read();
        if (ack > lastAck || ack < fileAck) {
            accept(ack);
        }
        fileAck = ack;
    }

    /**
     * Takes the ack that a message carries, before the message is delivered: an answer and its ack are one write, and
     * the file follows later. Only when bound.
     *
     * @param record a copy of the message
     */
    void takeFrom(final long record) throws PeerFaultException {
        final long ack = RecordDescriptor.ack(record);
        if (ack > lastAck && RecordDescriptor.adoption(record) == view.adoption()) {
            accept(ack);
        }
    }

    private void accept(final long ack) throws PeerFaultException {
        if (!sendQueue.acked(ack)) {
            throw new PeerFaultException("the peer's ack is " + Long.toHexString(ack) + ", which is not"
                + " between " + Long.toHexString(sendQueue.ackedIndex()) + " and "
                + Long.toHexString(sendQueue.lastIndex()) + ": path=" + view.path());
        }
        lastAck = ack;
    }

    private long read() throws PeerFaultException {
        try {
            return view.consumed();
        } catch (final InternalError e) {
            throw fault(e);
        }
    }

    /** {@return whether the peer's polling thread sleeps at times} */
    boolean isParkingOn() throws PeerFaultException {
        try {
            return view.isParkingOn();
        } catch (final InternalError e) {
            throw fault(e);
        }
    }

    /** {@return a number of this nap if the peer's polling thread may be asleep now, 0 if it is awake} */
    long nap() throws PeerFaultException {
        try {
            return view.nap();
        } catch (final InternalError e) {
            throw fault(e);
        }
    }

    /** {@return whether there is an ack to take, or a fault to find} */
    boolean isNew() {
        try {
            return isBound() && read() != lastAck;
        } catch (final PeerFaultException e) {
            return true;
        }
    }

    private PeerFaultException fault(final InternalError cause) {
        return new PeerFaultException("the peer's ack file cannot be read: path=" + view.path(), cause);
    }

    /** Fails if the file was cut. */
    void requireWhole() throws PeerFaultException {
        try {
            view.requireWhole();
        } catch (final IOException e) {
            throw new PeerFaultException("the peer's ack file cannot be read", e);
        }
    }

    /** {@return whether the file is still in its folder} */
    boolean isThere() {
        return view.isThere();
    }

    @Override
    public void close() {
        view.close();
    }
}
