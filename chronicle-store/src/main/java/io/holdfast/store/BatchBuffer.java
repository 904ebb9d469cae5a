package io.holdfast.store;

import io.holdfast.Connection;

/**
 * Messages collected in memory outside the heap, to be appended all or none. One thread at a time; grows when needed
 * and keeps its size, so it allocates only while it grows. Must be closed.
 */
public final class BatchBuffer implements AutoCloseable {
    /** The most messages of one batch. */
    public static final int MAX_MESSAGES = 65_535;

    static final int ENTRY_HEADER = 8;

    private static final int INITIAL_CAPACITY = 4 << 10;
    private static final long MAX_CAPACITY = 1L << 30;

    private final int maxMessageLength;
    private long address;
    private long capacity;
    private long used;
    private long recordBytes;
    private int size;
    private int flags;

    /**
     * An empty batch.
     *
     * @param maxMessageLength the longest payload, in bytes
     */
    public BatchBuffer(final int maxMessageLength) {
        this.maxMessageLength = maxMessageLength;
        this.capacity = INITIAL_CAPACITY;
        this.address = OffHeap.allocate(capacity);
    }

    /**
     * Adds a message, copying the payload.
     *
     * @param type   the sender's own
     * @param base   the array that holds the payload, or null if {@code offset} is an address
     * @param offset where the payload begins, as {@code Unsafe} counts
     * @param length of the payload in bytes
     * @return how many messages the batch now has, or {@link Connection#TOO_LONG} if a limit would be exceeded, in
     *     which case it was not added
     * @throws IllegalArgumentException if the length is negative
     * @throws IllegalStateException    if the batch is closed
     */
    public int add(final int type, final Object base, final long offset, final int length) {
        if (length < 0) {
            throw new IllegalArgumentException("length=" + length);
        }
        if (address == 0) {
            throw new IllegalStateException("the batch is closed");
        }
        final long needed = used + ENTRY_HEADER + ChronicleFormat.align(length);
        if (length > maxMessageLength || size == MAX_MESSAGES || needed > MAX_CAPACITY) {
            return (int) Connection.TOO_LONG;
        }
        if (needed > capacity) {
            grow(needed);
        }
        OffHeap.copy(base, offset, address + used + ENTRY_HEADER, length);
        OffHeap.putInt(address + used, type);
        OffHeap.putInt(address + used + Integer.BYTES, length);
        used = needed;
        recordBytes += ChronicleFormat.WORD + RecordDescriptor.HEADER_LENGTH + ChronicleFormat.align(length);
        return ++size;
    }

    /**
     * Sets the flags of all its messages, also of those to come; none at first.
     *
     * @param value of {@link RecordDescriptor}
     */
    public void flags(final int value) {
        flags = value;
    }

    /** {@return the flags of all its messages} */
    int flags() {
        return flags;
    }

    /** {@return how many messages it has} */
    public int size() {
        return size;
    }

    /** {@return what its messages will take in the log, in bytes} */
    public long bytes() {
        return recordBytes;
    }

    /** Empties it; the flags stay. */
    public void clear() {
        used = 0;
        size = 0;
        recordBytes = 0;
    }

    /** Frees the memory; a second call does nothing. */
    @Override
    public void close() {
        clear();
        if (address != 0) {
            OffHeap.free(address, capacity);
            address = 0;
        }
    }

    /** {@return the address of the first entry: i32 type, i32 length, payload, padding to 4} */
    long address() {
        return address;
    }

    private void grow(final long needed) {
        long larger = capacity;
        while (larger < needed) {
            larger <<= 1;
        }
        final long moved = OffHeap.allocate(larger);
        for (long done = 0; done < used; done += INITIAL_CAPACITY) {
            OffHeap.copy(null, address + done, moved + done, (int) Math.min(INITIAL_CAPACITY, used - done));
        }
        OffHeap.free(address, capacity);
        address = moved;
        capacity = larger;
    }
}
