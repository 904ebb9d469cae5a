package io.holdfast.bridge;

import io.holdfast.Message;
import io.holdfast.store.ReceiveState;
import io.holdfast.store.RecordChecksum;
import io.holdfast.store.RecordDescriptor;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.core.UnsafeMemory;

import java.nio.ByteBuffer;
import java.util.Objects;

/** The message being delivered: a reused view over the session's buffer. Polling thread. */
final class MessageView implements Message {
    private final PointerBytesStore store = new PointerBytesStore();
    private final RecordChecksum checksum = new RecordChecksum();
    private Bytes<?> payload;
    private Delivery delivery;
    private long incarnation;
    private long deliveredBefore;
    private long index;
    private long ordinal;
    private long record;
    private int recordLength;
    private boolean isPayloadCurrent;

    /** Binds the view to a session. */
    void begin(final Delivery owner, final ReceiveState receiveState) {
        delivery = owner;
        incarnation = receiveState.incarnation();
        deliveredBefore = receiveState.deliveredBefore();
    }

    /** Shows another record: header and payload as they stand in the sender's file. */
    void wrap(final long newIndex, final long newOrdinal, final long address, final int length) {
        index = newIndex;
        ordinal = newOrdinal;
        record = address;
        recordLength = length;
        isPayloadCurrent = false;
    }

    /** {@return whether the checksum over header and payload matches} */
    boolean isIntact() {
        return checksum.isIntact(record, recordLength, incarnation, index);
    }

    boolean isTombstone() {
        return (RecordDescriptor.flags(record) & RecordDescriptor.FLAG_TOMBSTONE) != 0;
    }

    @Override
    public long index() {
        return index;
    }

    @Override
    public long ordinal() {
        return ordinal;
    }

    @Override
    public int type() {
        return RecordDescriptor.type(record);
    }

    @Override
    public long appendedAtNs() {
        return RecordDescriptor.epochNs(record);
    }

    @Override
    public int length() {
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
            payload.readPosition(0);
        }
        return payload;
    }

    @Override
    public void copyTo(final byte[] destination, final int offset) {
        Objects.checkFromIndexSize(offset, length(), destination.length);
        UnsafeMemory.UNSAFE.copyMemory(null, payloadAddress(), destination,
            UnsafeMemory.UNSAFE.arrayBaseOffset(byte[].class) + (long) offset, length());
    }

    @Override
    public void copyTo(final ByteBuffer destination) {
        if (destination.remaining() < length()) {
            throw new java.nio.BufferOverflowException();
        }
        final Bytes<?> bytes = payload();
        final int limit = destination.limit();
        destination.limit(destination.position() + length());
        bytes.read(destination);
        destination.limit(limit);
        bytes.readPosition(0);
    }

    @Override
    public int batchPosition() {
        return RecordDescriptor.batchPosition(record);
    }

    @Override
    public int batchSize() {
        return RecordDescriptor.batchSize(record);
    }

    @Override
    public boolean isReplay() {
        return (RecordDescriptor.flags(record) & RecordDescriptor.FLAG_REPLAY) != 0;
    }

    @Override
    public boolean isRedelivered() {
        return index <= deliveredBefore;
    }

    @Override
    public int attempt() {
        return delivery.attempt();
    }

    private long payloadAddress() {
        return record + RecordDescriptor.HEADER_LENGTH;
    }
}
