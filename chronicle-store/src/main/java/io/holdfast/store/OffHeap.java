package io.holdfast.store;

import net.openhft.chronicle.core.UnsafeMemory;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * Memory by address: plain, acquire and release access, copies, and byte buffer windows over it. Nothing is checked;
 * the callers keep to their bounds. Allocates only in {@link #newWindow()}.
 */
final class OffHeap {
    private static final UnsafeMemory MEMORY = UnsafeMemory.INSTANCE;
    private static final int LOOP_COPY_LIMIT = 256;
    private static final long BUFFER_ADDRESS = bufferField("address");
    private static final long BUFFER_CAPACITY = bufferField("capacity");
    private static final long BUFFER_POSITION = bufferField("position");
    private static final long BUFFER_LIMIT = bufferField("limit");

    private OffHeap() {
    }

    static long getLong(final long address) {
        return UnsafeMemory.unsafeGetLong(address);
    }

    static int getInt(final long address) {
        return UnsafeMemory.unsafeGetInt(address);
    }

    static int getByte(final long address) {
        return UnsafeMemory.unsafeGetByte(address) & 0xFF;
    }

    static void putLong(final long address, final long value) {
        UnsafeMemory.unsafePutLong(address, value);
    }

    static void putInt(final long address, final int value) {
        UnsafeMemory.unsafePutInt(address, value);
    }

    static void putByte(final long address, final int value) {
        UnsafeMemory.unsafePutByte(address, (byte) value);
    }

    static int getIntAcquire(final long address) {
        return MEMORY.readVolatileInt(address);
    }

    static long getLongAcquire(final long address) {
        return MEMORY.readVolatileLong(address);
    }

    static void putIntRelease(final long address, final int value) {
        MEMORY.writeOrderedInt(address, value);
    }

    static void putLongRelease(final long address, final long value) {
        MEMORY.writeOrderedLong(address, value);
    }

    /** Makes the page of an address writable and present, whatever others write to it meanwhile. */
    static void touch(final long address) {
        MEMORY.compareAndSwapInt(address, 0, 0);
    }

    static void zero(final long address, final long length) {
        MEMORY.setMemory(address, length, (byte) 0);
    }

    static long allocate(final long length) {
        return MEMORY.allocate(length);
    }

    static void free(final long address, final long length) {
        MEMORY.freeMemory(address, length);
    }

    /** Copies from {@code base + offset}, or from the address {@code offset} if {@code base} is null. */
    static void copy(final Object base, final long offset, final long destination, final int length) {
        if (length > LOOP_COPY_LIMIT) {
            MEMORY.copyMemory(base, offset, destination, length);
        } else if (base == null) {
            copyShort(offset, destination, length);
        } else {
            copyShort(base, offset, destination, length);
        }
    }

    /** {@return a direct buffer that {@link #window} can lay over any memory; it owns none} */
    static ByteBuffer newWindow() {
        final ByteBuffer window = ByteBuffer.allocateDirect(0).duplicate();
        UnsafeMemory.unsafePutInt(window, BUFFER_CAPACITY, Integer.MAX_VALUE);
        return window;
    }

    /** Lays a window of {@link #newWindow()} over memory, which must outlive its use. */
    static ByteBuffer window(final ByteBuffer window, final long address, final int length) {
        UnsafeMemory.unsafePutLong(window, BUFFER_ADDRESS, address);
        UnsafeMemory.unsafePutInt(window, BUFFER_POSITION, 0);
        UnsafeMemory.unsafePutInt(window, BUFFER_LIMIT, length);
        return window;
    }

    /** {@return the address of a direct buffer's first byte; valid as long as the buffer is reachable} */
    static long addressOf(final ByteBuffer buffer) {
        return UnsafeMemory.unsafeGetLong(buffer, BUFFER_ADDRESS);
    }

    private static void copyShort(final long source, final long destination, final int length) {
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            UnsafeMemory.unsafePutLong(destination + i, UnsafeMemory.unsafeGetLong(source + i));
        }
        for (; i < length; i++) {
            UnsafeMemory.unsafePutByte(destination + i, UnsafeMemory.unsafeGetByte(source + i));
        }
    }

    private static void copyShort(final Object base, final long offset, final long destination, final int length) {
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            UnsafeMemory.unsafePutLong(destination + i, UnsafeMemory.unsafeGetLong(base, offset + i));
        }
        for (; i < length; i++) {
            UnsafeMemory.unsafePutByte(destination + i, UnsafeMemory.unsafeGetByte(base, offset + i));
        }
    }

    /** Tells whether mapped memory is there. Not thread-safe; owns eight bytes. */
    static final class Probe implements AutoCloseable {
        private static final long POISON = 0x6f7d_5eed_c0de_a55aL;

        private final long copy = allocate(Long.BYTES);

        /**
         * Copies eight bytes around an address; the copy does not come about if they are not there.
         *
         * @return false if they are not there, or happen to be those that the copy held before
         */
        boolean isReadable(final long address) {
            putLong(copy, POISON);
            UnsafeMemory.UNSAFE.copyMemory(address & -Long.BYTES, copy, Long.BYTES);
            return getLong(copy) != POISON;
        }

        @Override
        public void close() {
            free(copy, Long.BYTES);
        }
    }

    private static long bufferField(final String name) {
        try {
            return UnsafeMemory.unsafeObjectFieldOffset(Buffer.class.getDeclaredField(name));
        } catch (final NoSuchFieldException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
