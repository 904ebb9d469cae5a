package io.holdfast.store;

import io.holdfast.CorruptStoreException;

/**
 * Reads a log's messages in order, straight from the mapped files, as far as {@link Log#lastIndex()}, or {@link
 * Log#peerIndex()} on behalf of a peer. One thread at a time. It begins before the first message kept. Holds the cycle
 * it is in, so that purging leaves it alone; the cycles behind it may go. Allocates only when it enters a cycle. Must
 * be closed, also when the log is closed first.
 */
public final class LogReader implements AutoCloseable {
    private final Log log;
    private final boolean isForPeer;
    private final CycleTable table;
    private final long incarnation;
    private final RecordChecksum checksum = new RecordChecksum();

    private Cycle cycle;
    private long base;
    private long position;
    private long nextIndex;
    private long lastSeen;
    private long record;
    private int recordLength;
    private int firstCycle;
    private boolean isClosed;

    LogReader(final Log log, final CycleTable table, final boolean isForPeer) {
        this.log = log;
        this.isForPeer = isForPeer;
        this.table = table;
        this.incarnation = log.incarnation();
    }

    /**
     * Makes {@link #next()} give the first message after an index.
     *
     * @param index of a message, or 0; if its cycle is not kept any more, the first message kept after it is next
     * @throws IllegalArgumentException if the index is beyond the last one
     * @throws CorruptStoreException    if the excerpts on the way are not intact
     */
    public void moveAfter(final long index) {
        requireOpen();
        lastSeen = bound();
        if (index < 0 || index > lastSeen) {
            throw new IllegalArgumentException("index=" + Long.toHexString(index) + " is beyond lastIndex="
                + Long.toHexString(lastSeen));
        }
        leave();
        firstCycle = ChronicleFormat.cycleOf(index);
        if (index == 0) {
            return;
        }
        final Cycle found = table.acquireCeiling(firstCycle);
        if (found == null || found.number() != firstCycle) {
            enter(found);
            return;
        }
        enter(found);
        final long messages = CycleTable.messages(found, lastSeen);
        final long sequence = Math.min(ChronicleFormat.sequenceOf(index), messages - 1);
        if (sequence >= 0) {
            final long at = CycleSeek.positionOf(found, sequence, checksum);
            position = CycleSeek.after(at, OffHeap.getInt(base + at));
            nextIndex += sequence + 1;
        }
    }

    /**
     * Goes to the next message.
     *
     * @return whether there is one; if not, the accessors tell nothing
     * @throws CorruptStoreException if the next message does not hold what was written; asked again it throws again
     */
    public boolean next() {
        if (nextIndex > lastSeen || cycle == null) {
            if (!hasMore()) {
                return false;
            }
        }
        while (true) {
            final int header = OffHeap.getIntAcquire(base + position);
            if (header > 0 && header < ChronicleFormat.META) {
                return accept(header);
            }
            if (header == ChronicleFormat.END_OF_FILE) {
                if (!enterNext()) {
                    return false;
                }
            } else {
                skipMetadata(header);
            }
        }
    }

    private boolean hasMore() {
        requireOpen();
        lastSeen = bound();
        if (nextIndex > lastSeen || lastSeen == 0) {
            return false;
        }
        if (cycle == null) {
            enter(table.acquireCeiling(firstCycle));
        }
        return nextIndex <= lastSeen;
    }

    private long bound() {
        return isForPeer ? log.peerIndex() : log.lastIndex();
    }

    private boolean accept(final int header) {
        final long address = base + position + ChronicleFormat.WORD;
        final long after = CycleSeek.after(position, header);
        if (after + ChronicleFormat.WORD > cycle.reservedTo()
            || !checksum.isIntact(address, header, incarnation, nextIndex)) {
            throw corrupt(header);
        }
        record = address;
        recordLength = header;
        position = after;
        nextIndex++;
        return true;
    }

    private void skipMetadata(final int header) {
        final long after = CycleSeek.after(position, header);
        final boolean isMetadata = (header & ~ChronicleFormat.LENGTH_MASK) == ChronicleFormat.META;
        if (!isMetadata || after + ChronicleFormat.WORD > cycle.reservedTo()) {
            throw corrupt(header);
        }
        position = after;
    }

    private boolean enterNext() {
        if (ChronicleFormat.sequenceOf(nextIndex) != cycle.messages()) {
            throw corrupt(ChronicleFormat.END_OF_FILE);
        }
        final Cycle next = table.acquireCeiling(cycle.number() + 1);
        cycle.release();
        enter(next);
        return nextIndex <= lastSeen || hasMore();
    }

    private void enter(final Cycle entered) {
        cycle = entered;
        base = entered.address();
        position = CyclePreamble.DATA_START;
        nextIndex = ChronicleFormat.index(entered.number(), 0);
    }

    private void leave() {
        if (cycle != null) {
            cycle.release();
            cycle = null;
        }
        nextIndex = 0;
    }

    private CorruptStoreException corrupt(final int header) {
        return new CorruptStoreException(cycle.path(), nextIndex, "a message does not hold what was written:"
            + " position=" + position + " header=" + Integer.toHexString(header) + "; it was not delivered; "
            + Advice.REPAIR);
    }

    /** {@return the message's index} */
    public long index() {
        return nextIndex - 1;
    }

    /** {@return how many messages the log had accepted with this one} */
    public long ordinal() {
        return cycle.preamble().firstOrdinal() + ChronicleFormat.sequenceOf(nextIndex - 1);
    }

    /** {@return the sender's own type} */
    public int type() {
        return RecordDescriptor.type(record);
    }

    /** {@return the flags of {@link RecordDescriptor}} */
    public int flags() {
        return RecordDescriptor.flags(record);
    }

    /** {@return the ack index that was stamped, 0 for none} */
    public long ack() {
        return RecordDescriptor.ack(record);
    }

    /** {@return the adoption number that the ack belongs to} */
    public int adoption() {
        return RecordDescriptor.adoption(record);
    }

    /** {@return when it was appended, in nanoseconds since the epoch} */
    public long epochNs() {
        return RecordDescriptor.epochNs(record);
    }

    /** {@return the place in its batch, from 0} */
    public int batchPosition() {
        return RecordDescriptor.batchPosition(record);
    }

    /** {@return how many messages its batch has, 1 for a message sent alone} */
    public int batchSize() {
        return RecordDescriptor.batchSize(record);
    }

    /** {@return where the record, header and payload, is; valid until the next call of this reader} */
    public long recordAddress() {
        return record;
    }

    /** {@return length of header and payload in bytes} */
    public int recordLength() {
        return recordLength;
    }

    /** {@return where the payload is; valid until the next call of this reader} */
    public long payloadAddress() {
        return record + RecordDescriptor.HEADER_LENGTH;
    }

    /** {@return length of the payload in bytes} */
    public int payloadLength() {
        return recordLength - RecordDescriptor.HEADER_LENGTH;
    }

    /** {@return whether the message begins a cycle, so that its index is not the one before + 1} */
    public boolean isFirstOfCycle() {
        return ChronicleFormat.sequenceOf(nextIndex - 1) == 0;
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("the reader is closed: " + log.directory());
        }
    }

    /** Lets go of the file; a second call does nothing. */
    @Override
    public void close() {
        isClosed = true;
        leave();
        nextIndex = Long.MAX_VALUE;
    }
}
