package io.holdfast.store;

import io.holdfast.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A connection's outgoing messages: its log and how far the peer is known to have consumed it. What is unacked is
 * bounded, in messages and in bytes on disk; what is acked is deleted a whole cycle at a time.
 * <p>
 * Any thread may offer (one only, if so declared); the polling thread replies and records acks; one thread does
 * {@link #doWork()}. Threads that offer at the same instant may each pass the bound by one message. Only
 * {@link #reader()} allocates.
 * <p>
 * Invariant: the acked index never exceeds the last one, and the acked ordinal is that of the acked index. The acked
 * position may lag behind: finding it means a seek, so housekeeping does that once enough was acked or once the bound
 * in bytes stands in someone's way.
 */
public final class SendQueue {
    private static final Logger LOG = LoggerFactory.getLogger(SendQueue.class);
    private static final int POSITION_REFRESH_MESSAGES = 4096;

    private static final VarHandle ACKED_INDEX;
    private static final VarHandle ACKED_ORDINAL;

    static {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            ACKED_INDEX = lookup.findVarHandle(SendQueue.class, "ackedIndex", long.class);
            ACKED_ORDINAL = lookup.findVarHandle(SendQueue.class, "ackedOrdinal", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Log log;
    private final LogState state;
    private final long maxMessages;
    private final long maxBytes;
    private long ackedIndex;
    private long ackedOrdinal;
    private volatile long ackedPosition;
    private volatile boolean isShortOfBytes;
    private volatile long keptAfter = Long.MAX_VALUE;
    private long positionedOrdinal;

    SendQueue(final Log log, final StoreContext context) {
        this.log = log;
        state = log.state();
        maxMessages = context.maxBacklogMessages();
        maxBytes = context.maxBacklogBytes();
        recoverAcked(state.ackedIndex());
        refreshPosition();
    }

    private void recoverAcked(final long stored) {
        final long acked = Math.min(stored, log.lastIndex());
        final long ordinal = ordinalOfAck(acked);
        if (acked != stored || ordinal < 0) {
            LOG.warn("{}: the peer's ack {} is not of a message of the log, which ends at {}: its tail was lost",
                log.directory(), Long.toHexString(stored), Long.toHexString(log.lastIndex()));
        }
        if (acked > 0 && log.beforeFirstIndex() > acked) {
            LOG.error("{}: messages after {} up to {} are gone, and the peer is not known to have them; both sides are"
                + " told at the next login", log.directory(), Long.toHexString(acked),
                Long.toHexString(log.beforeFirstIndex()));
        }
        if (ordinal < 0) {
            record(0, ordinalOfAck(0));
        } else {
            record(acked, ordinal);
        }
    }

    /**
     * Accepts a message if the backlog has room.
     *
     * @param type   a number of the sender's choice
     * @param flags  of the record, see {@link RecordDescriptor}
     * @param base   object that holds the payload, or null if {@code offset} is an address
     * @param offset of the payload, in the style of {@code Unsafe}
     * @param length of the payload in bytes
     * @return the message's index, or {@link Connection#BACK_PRESSURED}, {@link Connection#STORE_FULL},
     *     {@link Connection#STORE_FAILED}, {@link Connection#TOO_LONG} or {@link Connection#CLOSED}
     */
    public long offer(final int type, final int flags, final Object base, final long offset, final int length) {
        return hasRoom(1, length, 1) ? log.append(type, flags, base, offset, length, 0) : Connection.BACK_PRESSURED;
    }

    /**
     * Accepts a message and acks the peer's in the same write. May exceed the bound on the backlog up to twice its
     * size, so that two full peers go on. Polling thread only.
     *
     * @param type        a number of the sender's choice
     * @param base        object that holds the payload, or null if {@code offset} is an address
     * @param offset      of the payload, in the style of {@code Unsafe}
     * @param length      of the payload in bytes
     * @param sourceIndex the index up to which the peer's messages are consumed by this
     * @return what {@link #offer(int, int, Object, long, int)} answers
     */
    public long reply(final int type, final Object base, final long offset, final int length, final long sourceIndex) {
        return hasRoom(1, length, 2) ? log.append(type, 0, base, offset, length, sourceIndex)
            : Connection.BACK_PRESSURED;
    }

    /**
     * Accepts the messages of a batch, all or none. One that acks is a reply: bounded like one, and for the polling
     * thread only.
     *
     * @param batch    not empty; as it was on return
     * @param ackIndex the index up to which the peer's messages are consumed by this, 0 for none
     * @return the last message's index, or what {@link #offer(int, int, Object, long, int)} answers
     */
    public long offer(final BatchBuffer batch, final long ackIndex) {
        return hasRoom(batch.size(), batch.bytes(), ackIndex == 0 ? 1 : 2) ? log.append(batch, ackIndex)
            : Connection.BACK_PRESSURED;
    }

    /** {@return the log} */
    public Log log() {
        return log;
    }

    /**
     * {@return a new reader of what the peer may see of the log, which belongs to one thread and is the caller's to
     * close}
     */
    public LogReader reader() {
        return log.peerReader();
    }

    /** {@return the index of the last message accepted, 0 if there is none; any thread} */
    public long lastIndex() {
        return log.lastIndex();
    }

    /** {@return the index up to which the peer may see messages, as {@link Log#peerIndex()} says; any thread} */
    public long peerIndex() {
        return log.peerIndex();
    }

    /** {@return how many messages were ever accepted; any thread} */
    public long lastOrdinal() {
        return log.lastOrdinal();
    }

    /** {@return the index up to which the peer is known to have consumed, 0 if none of what is kept; any thread} */
    public long ackedIndex() {
        return (long) ACKED_INDEX.getAcquire(this);
    }

    /** {@return how many messages the peer is not known to have consumed; any thread} */
    public long unackedMessages() {
        while (true) {
            final long acked = ackedOrdinal();
            final long last = log.lastOrdinal();
            if (acked == ackedOrdinal()) {
                return last - acked;
            }
            // acks moved on in between: the difference would be of two instants, and too large
        }
    }

    /**
     * {@return the bytes on disk of those messages; too many rather than too few, for it may lag behind the acks until
     * the next {@link #doWork()}; any thread}
     */
    public long unackedBytes() {
        if (unackedMessages() == 0) {
            return 0;
        }
        final long acked = ackedPosition;
        return log.lastPosition() - acked;
    }

    /**
     * Records the peer's ack. Polling thread only.
     *
     * @param index of the last message the peer has consumed
     * @return false if that is not one of our messages from the last ack on, in which case nothing changed
     */
    public boolean acked(final long index) {
        final long before = ackedIndex();
        if (index == before) {
            return true;
        }
        if (index > log.lastIndex()) {
            log.awaitAppends();
        }
        if (index < before || index > log.lastIndex()) {
            return false;
        }
        final long ordinal = log.ordinalOf(index);
        if (ordinal < 0) {
            return false;
        }
        record(index, ordinal);
        return true;
    }

    /**
     * Sets the peer's ack to what a login decided, forwards or backwards. Polling thread only, without a session.
     *
     * @param index of the last message the peer has consumed; 0, or one before those that are kept, for none of them
     * @throws IllegalArgumentException if the log has no such message
     */
    public void resetAcked(final long index) {
        final long ordinal = ordinalOfAck(index);
        if (ordinal < 0) {
            throw new IllegalArgumentException("index=" + Long.toHexString(index) + " is not of a message within "
                + Long.toHexString(log.firstIndex()) + ".." + Long.toHexString(log.lastIndex()));
        }
        record(index, ordinal);
        isShortOfBytes = true;
    }

    /**
     * Keeps the messages after an index from being purged although they are acked: a login offers to send them again.
     * Holds until the next call, or until {@link #keepUnacked()}. The housekeeping thread.
     *
     * @param index before the messages to keep
     */
    public void keepAfter(final long index) {
        keptAfter = index;
    }

    /** Ends what {@link #keepAfter} began. Any thread, once the ack is what the login decided. */
    public void keepUnacked() {
        keptAfter = Long.MAX_VALUE;
    }

    /** {@return a number greater by one than at the last call, also of an earlier process; polling thread only} */
    public long nextSessionCounter() {
        final long next = state.sessionCounter() + 1;
        state.sessionCounter(next);
        return next;
    }

    /**
     * Does a bounded piece of the log's housekeeping and deletes what is acked. One thread. Deleting keeps the queue
     * below three cycles on disk as long as this is called more often than acks move on by a cycle.
     *
     * @return how much was done
     */
    public int doWork() {
        final int workCount = log.doWork();
        final long newlyAcked = Math.abs(ackedOrdinal() - positionedOrdinal);
        if (newlyAcked >= POSITION_REFRESH_MESSAGES || newlyAcked > 0 && isShortOfBytes) {
            refreshPosition();
        }
        return workCount + log.purge(Math.min(keptAfter, ackedIndex()));
    }

    /**
     * Tells whether the backlog bounds leave room for a message now. Any thread.
     *
     * @param length of the payload, in bytes
     * @return whether an offer would not be answered with back pressure
     */
    public boolean hasRoom(final int length) {
        return hasRoom(1, length, 1);
    }

    private boolean hasRoom(final int messages, final long bytes, final int factor) {
        final long unacked = unackedMessages();
        if (unacked == 0) {
            return true;
        }
        if (unacked + messages > limit(maxMessages, factor)) {
            return false;
        }
        if (log.lastPosition() - ackedPosition + bytes > limit(maxBytes, factor)) {
            isShortOfBytes = true;
            return false;
        }
        return true;
    }

    /** The ordinal of a message, that before the first kept for one that is not kept any more, -1 if there is none. */
    private long ordinalOfAck(final long index) {
        final long first = log.firstIndex();
        final boolean isBeforeKept = index >= 0 && index <= log.lastIndex() && (first == 0 || index < first);
        return log.ordinalOf(isBeforeKept ? 0 : index);
    }

    private long ackedOrdinal() {
        return (long) ACKED_ORDINAL.getAcquire(this);
    }

    private void record(final long index, final long ordinal) {
        state.ackedIndex(index);
        ACKED_ORDINAL.setRelease(this, ordinal);
        ACKED_INDEX.setRelease(this, index);
    }

    private void refreshPosition() {
        isShortOfBytes = false;
        positionedOrdinal = ackedOrdinal();
        final long index = ackedIndex();
        ackedPosition = log.positionOf(index);
    }

    private static long limit(final long bound, final int factor) {
        return bound > Long.MAX_VALUE / factor ? Long.MAX_VALUE : bound * factor;
    }
}
