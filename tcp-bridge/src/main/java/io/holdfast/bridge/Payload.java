package io.holdfast.bridge;

import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.core.UnsafeMemory;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Where a payload lies, in the way {@code Unsafe} addresses memory: an array and an offset into it, or no array and an
 * address. Tells both apart for each kind of source without allocating; sources that are neither are copied to an
 * array of the calling thread.
 */
final class Payload {
    private static final long ARRAY_BASE = UnsafeMemory.UNSAFE.arrayBaseOffset(byte[].class);
    private static final ThreadLocal<byte[]> SCRATCH = ThreadLocal.withInitial(() -> new byte[4096]);

    private Payload() {
    }

    /**
     * Checks that a payload is where it is said to be.
     *
     * @throws IndexOutOfBoundsException if it is not
     */
    static void check(final BytesStore<?, ?> src, final long offset, final long length) {
        if (offset < 0 || length < 0 || offset < src.start() || offset > src.readLimit() - length) {
            throw new IndexOutOfBoundsException("the payload is not within its source: offset=" + offset + " length="
                + length + " start=" + src.start() + " readLimit=" + src.readLimit());
        }
    }

    /** {@return the array behind a source that was checked, null if it lies in native memory} */
    static Object base(final BytesStore<?, ?> src, final long offset, final long length) {
        return src.isDirectMemory() ? null : copy(src, offset, length);
    }

    /** {@return the offset that goes with {@link #base(BytesStore, long, long)}} */
    static long offset(final BytesStore<?, ?> src, final long offset, final long length, final Object base) {
        return base != null ? ARRAY_BASE : length == 0 ? 0 : src.addressForRead(offset);
    }

    /** {@return the offset that goes with an array} */
    static long offset(final byte[] src, final int offset, final int length) {
        Objects.checkFromIndexSize(offset, length, src.length);
        return ARRAY_BASE + offset;
    }

    /** {@return the array behind a buffer, null if it lies in native memory} */
    static Object base(final ByteBuffer src) {
        if (src.isDirect()) {
            return null;
        }
        if (src.hasArray()) {
            return src.array();
        }
        final byte[] scratch = scratch(src.remaining());
        src.get(src.position(), scratch, 0, src.remaining());
        return scratch;
    }

    /** {@return the offset that goes with {@link #base(ByteBuffer)}} */
    static long offset(final ByteBuffer src) {
        if (src.isDirect()) {
            return net.openhft.chronicle.core.Jvm.address(src) + src.position();
        }
        return src.hasArray() ? ARRAY_BASE + src.arrayOffset() + src.position() : ARRAY_BASE;
    }

    private static Object copy(final BytesStore<?, ?> src, final long offset, final long length) {
        final byte[] scratch = scratch(Math.toIntExact(length));
        src.read(offset, scratch, 0, (int) length);
        return scratch;
    }

    private static byte[] scratch(final int length) {
        byte[] scratch = SCRATCH.get();
        if (scratch.length < length) {
            scratch = new byte[Integer.highestOneBit(Math.max(1, length - 1)) << 1];
            SCRATCH.set(scratch);
        }
        return scratch;
    }
}
