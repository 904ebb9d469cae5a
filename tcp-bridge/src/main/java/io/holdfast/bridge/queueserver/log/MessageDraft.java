package io.holdfast.bridge.queueserver.log;

import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.UnsafeMemory;
import net.openhft.chronicle.core.io.IOTools;

import java.nio.ByteBuffer;

/**
 * A message as it is about to be appended: the bytes of a {@link QueueRecord} in direct memory, which is reused. One
 * thread; allocates only while it grows.
 */
public final class MessageDraft implements AutoCloseable {
    private static final int INITIAL_LENGTH = 4096;

    private ByteBuffer buffer;
    private long address;
    private int length;
    private int nameLength;
    private long producerId;
    private long producerSequence;
    private long nameHash;

    /** Makes an empty draft. */
    public MessageDraft() {
        replace(INITIAL_LENGTH);
    }

    /**
     * Copies a message of no named producer.
     *
     * @param name          address of the queue's name
     * @param newNameLength in bytes
     * @param message       address of the message
     * @param messageLength in bytes
     */
    public void set(final long name, final int newNameLength, final long message, final int messageLength) {
        length = QueueRecord.HEADER_LENGTH + newNameLength + messageLength;
        if (length > buffer.capacity()) {
            IOTools.clean(buffer);
            replace(length);
        }
        nameLength = newNameLength;
        producer(0, 0);
        UnsafeMemory.UNSAFE.putInt(address + QueueRecord.NAME_LENGTH_OFFSET, nameLength);
        final long to = nameAddress();
        UnsafeMemory.UNSAFE.copyMemory(name, to, nameLength);
        UnsafeMemory.UNSAFE.copyMemory(message, to + nameLength, messageLength);
        nameHash = NameHash.of(to, nameLength);
    }

    /**
     * Says who sent it; to be called after {@link #set}.
     *
     * @param id       of the producer, 0 for none
     * @param sequence the producer's own, from 1; 0 for none
     */
    public void producer(final long id, final long sequence) {
        producerId = id;
        producerSequence = sequence;
        UnsafeMemory.UNSAFE.putLong(address + QueueRecord.PRODUCER_ID_OFFSET, id);
        UnsafeMemory.UNSAFE.putLong(address + QueueRecord.PRODUCER_SEQUENCE_OFFSET, sequence);
    }

    /** Gives back what a long message took. */
    public void rest() {
        if (buffer.capacity() > INITIAL_LENGTH) {
            IOTools.clean(buffer);
            replace(INITIAL_LENGTH);
            length = 0;
        }
    }

    void queueSequence(final long sequence) {
        UnsafeMemory.UNSAFE.putLong(address, sequence);
    }

    long producerId() {
        return producerId;
    }

    long producerSequence() {
        return producerSequence;
    }

    long address() {
        return address;
    }

    int length() {
        return length;
    }

    long nameAddress() {
        return address + QueueRecord.HEADER_LENGTH;
    }

    int nameLength() {
        return nameLength;
    }

    long nameHash() {
        return nameHash;
    }

    private void replace(final int capacity) {
        buffer = ByteBuffer.allocateDirect(capacity);
        address = Jvm.address(buffer);
    }

    @Override
    public void close() {
        if (buffer != null) {
            IOTools.clean(buffer);
            buffer = null;
            address = 0;
        }
    }
}
