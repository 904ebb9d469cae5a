package io.holdfast.store.journal;

import io.holdfast.store.MappedCycle;
import io.holdfast.store.RecordDescriptor;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.UnsafeMemory;

import java.util.Objects;

/** The message that a reader went over last. */
final class RecordView implements JournalMessage {
    private static final long ARRAY_BASE = UnsafeMemory.UNSAFE.arrayBaseOffset(byte[].class);

    private final ReadOnlyStore store = new ReadOnlyStore();
    private Bytes<?> payload;
    private MappedCycle cycle;
    private long position;
    private long sequence;
    private int recordLength;
    private boolean isPayloadCurrent;
    private ChecksumState checksum;

    /** Shows another record. */
    void wrap(final MappedCycle holder, final long at, final long sequenceOfIt, final int length) {
        cycle = holder;
        position = at;
        sequence = sequenceOfIt;
        recordLength = length;
        isPayloadCurrent = false;
        checksum = null;
    }

    /** Shows none, for the memory may go: who has kept the view or its payload is refused or finds it empty. */
    void clear() {
        cycle = null;
        checksum = null;
        if (payload != null) {
            store.set(store.addressForRead(0), 0);
            payload.readPositionRemaining(0, 0);
            isPayloadCurrent = false;
        }
    }

    private MappedCycle holder() {
        if (cycle == null) {
            throw new IllegalStateException("the message is no longer there: it is valid until the next call of its"
                + " reader");
        }
        return cycle;
    }

    private long record() {
        return holder().contentAt(position);
    }

    /** {@return whether there is a message to be looked at} */
    boolean isThere() {
        return cycle != null;
    }

    /** Says that it is known to be intact. */
    void checked() {
        checksum = ChecksumState.INTACT;
    }

    /** {@return whether it was found not to be intact} */
    boolean isKnownDamaged() {
        return isThere() && checksum == ChecksumState.DAMAGED;
    }

    /** {@return where its excerpt is} */
    long position() {
        return position;
    }

    /** {@return its place in its cycle} */
    long sequence() {
        return sequence;
    }

    @Override
    public long index() {
        return holder().indexOf(sequence);
    }

    @Override
    public long ordinal() {
        return holder().firstOrdinal() + sequence;
    }

    @Override
    public int type() {
        return RecordDescriptor.type(record());
    }

    @Override
    public long appendedAtNs() {
        return RecordDescriptor.epochNs(record());
    }

    @Override
    public long ack() {
        return RecordDescriptor.ack(record());
    }

    @Override
    public int adoption() {
        return RecordDescriptor.adoption(record());
    }

    @Override
    public boolean isReplay() {
        return (RecordDescriptor.flags(record()) & RecordDescriptor.FLAG_REPLAY) != 0;
    }

    @Override
    public boolean isTombstone() {
        return (RecordDescriptor.flags(record()) & RecordDescriptor.FLAG_TOMBSTONE) != 0;
    }

    @Override
    public ChecksumState checksum() {
        if (checksum == null) {
            checksum = holder().isIntact(position, sequence) ? ChecksumState.INTACT : ChecksumState.DAMAGED;
        }
        return checksum;
    }

    @Override
    public int batchPosition() {
        return RecordDescriptor.batchPosition(record());
    }

    @Override
    public int batchSize() {
        return RecordDescriptor.batchSize(record());
    }

    @Override
    public int length() {
        holder();
        return recordLength - RecordDescriptor.HEADER_LENGTH;
    }

    @Override
    public Bytes<?> payload() {
        if (!isPayloadCurrent) {
            store.set(payloadAddress(), length());
            if (payload == null) {
                payload = store.bytesForRead();
                payload.singleThreadedCheckDisabled(true);
            }
            payload.clear();
            payload.readPositionRemaining(0, length());
            isPayloadCurrent = true;
        } else {
            payload.readPositionRemaining(0, length());
        }
        return payload;
    }

    @Override
    public void copyTo(final byte[] destination, final int offset) {
        Objects.checkFromIndexSize(offset, length(), destination.length);
        UnsafeMemory.UNSAFE.copyMemory(null, payloadAddress(), destination, ARRAY_BASE + offset, length());
    }

    /** {@return whether the payload contains some bytes} */
    boolean contains(final byte[] content) {
        final long end = payloadAddress() + length() - content.length;
        for (long at = payloadAddress(); at <= end; at++) {
            int matched = 0;
            while (matched < content.length
                && UnsafeMemory.unsafeGetByte(at + matched) == content[matched]) {
                matched++;
            }
            if (matched == content.length) {
                return true;
            }
        }
        return false;
    }

    private long payloadAddress() {
        return record() + RecordDescriptor.HEADER_LENGTH;
    }
}
