package io.holdfast.bridge;

import io.holdfast.MessageHandler;
import io.holdfast.store.CycleFolder;
import io.holdfast.store.shm.PeerFaultException;
import io.holdfast.store.shm.PeerLog;

/**
 * The incoming half of a shared-memory session: takes messages from the peer's log, checks their order, and hands them
 * to the {@link Delivery}. Polling thread.
 */
final class SharedInbound implements AutoCloseable {
    private final PeerConnection connection;
    private final Delivery delivery;
    private final SharedAck acks;
    private final PeerLog log;
    private final MessageView message = new MessageView();
    private long lastOrdinal;
    private boolean isFirst = true;
    private boolean hasMessage;
    private boolean isStalled;
    private int delivered;

    SharedInbound(final PeerConnection connection, final SessionStart start, final SharedAck acks)
        throws PeerFaultException {
        this.connection = connection;
        this.acks = acks;
        delivery = connection.delivery();
        lastOrdinal = start.incoming().resumeAfterOrdinal();
        log = PeerLog.open(start.peerFolder(), new CycleFolder.Owner(connection.remoteName(), connection.localName(),
            start.incoming().incarnation()), start.incoming().resumeAfter(), connection.context().maxMessageLength());
        message.begin(delivery, connection.store().receiveState());
    }

    /** {@return how many messages the last poll delivered, also if it ended with an exception} */
    int delivered() {
        return delivered;
    }

    /** {@return the peer's log} */
    PeerLog log() {
        return log;
    }

    /** {@return whether it is for the user to take more} */
    boolean isStalled() {
        return isStalled;
    }

    /** {@return whether there is a message that the handler may take when it is asked again} */
    boolean hasWork() {
        return isStalled && !delivery.isHalted();
    }

    /** Begins a poll. */
    void beginPoll() {
        delivered = 0;
    }

    /**
     * Delivers what is there.
     *
     * @param limit most messages to deliver
     */
    void deliver(final MessageHandler handler, final int limit) throws PeerFaultException {
        isStalled = true;
        while (!isEnough(limit)) {
            if (!hasMessage && !next()) {
                isStalled = false;
                return;
            }
            if (!deliver(handler)) {
                return;
            }
            delivered++;
        }
    }

    /** Gives back the memory that a long message took, unless it is to be offered again. */
    void rest() {
        if (!hasMessage) {
            log.rest();
        }
    }

    private boolean isEnough(final int limit) {
        return delivered == limit || delivery.isHalted() || connection.slot().isEndRequested();
    }

    private boolean next() throws PeerFaultException {
        if (!log.next()) {
            return false;
        }
        if (log.index() <= delivery.done() || log.ordinal() != lastOrdinal + 1) {
            throw new PeerFaultException("a gap: the log has index " + Long.toHexString(log.index()) + " ordinal "
                + log.ordinal() + " after index " + Long.toHexString(delivery.done()) + " ordinal " + lastOrdinal);
        }
        acks.takeFrom(log.recordAddress());
        if (isFirst || log.isFirstOfCycle()) {
            delivery.nextIndex(log.index());
            isFirst = false;
        }
        message.wrap(log.index(), log.ordinal(), log.recordAddress(), log.recordLength());
        hasMessage = true;
        return true;
    }

    private boolean deliver(final MessageHandler handler) {
        boolean isDone = false;
        try {
            isDone = delivery.deliver(handler, message);
        } finally {
            if (isDone || delivery.done() >= message.index()) {
                lastOrdinal++;
                hasMessage = false;
            }
        }
        return isDone;
    }

    @Override
    public void close() {
        log.close();
    }
}
