package io.holdfast.store.journal;

import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.bytes.RandomDataInput;

import java.nio.ByteBuffer;

/**
 * Memory that is mapped for reading only, where a write would end the process: whoever tries gets an
 * {@link UnsupportedOperationException} instead.
 */
final class ReadOnlyStore extends PointerBytesStore {
    private static UnsupportedOperationException refuse() {
        return new UnsupportedOperationException("a message of a journal can only be read");
    }

    @Override
    public boolean compareAndSwapInt(final long offset, final int expected, final int value) {
        throw refuse();
    }

    @Override
    public void testAndSetInt(final long offset, final int expected, final int value) {
        throw refuse();
    }

    @Override
    public boolean compareAndSwapLong(final long offset, final long expected, final long value) {
        throw refuse();
    }

    @Override
    public PointerBytesStore writeByte(final long offset, final byte value) {
        throw refuse();
    }

    @Override
    public PointerBytesStore writeShort(final long offset, final short value) {
        throw refuse();
    }

    @Override
    public PointerBytesStore writeInt(final long offset, final int value) {
        throw refuse();
    }

    @Override
    public PointerBytesStore writeOrderedInt(final long offset, final int value) {
        throw refuse();
    }

    @Override
    public PointerBytesStore writeLong(final long offset, final long value) {
        throw refuse();
    }

    @Override
    public PointerBytesStore writeOrderedLong(final long offset, final long value) {
        throw refuse();
    }

    @Override
    public PointerBytesStore writeFloat(final long offset, final float value) {
        throw refuse();
    }

    @Override
    public PointerBytesStore writeDouble(final long offset, final double value) {
        throw refuse();
    }

    @Override
    public PointerBytesStore writeVolatileByte(final long offset, final byte value) {
        throw refuse();
    }

    @Override
    public PointerBytesStore writeVolatileShort(final long offset, final short value) {
        throw refuse();
    }

    @Override
    public PointerBytesStore writeVolatileInt(final long offset, final int value) {
        throw refuse();
    }

    @Override
    public PointerBytesStore writeVolatileLong(final long offset, final long value) {
        throw refuse();
    }

    @Override
    public PointerBytesStore write(final long offset, final byte[] bytes, final int from, final int length) {
        throw refuse();
    }

    @Override
    public void write(final long offset, final ByteBuffer bytes, final int from, final int length) {
        throw refuse();
    }

    @Override
    public PointerBytesStore write(final long offset, final RandomDataInput bytes, final long from, final long length) {
        throw refuse();
    }

    @Override
    public void write0(final long offset, final RandomDataInput bytes, final long from, final long length) {
        throw refuse();
    }

    @Override
    public void nativeWrite(final long address, final long offset, final long length) {
        throw refuse();
    }

    @Override
    public void move(final long from, final long to, final long length) {
        throw refuse();
    }

    @Override
    public PointerBytesStore zeroOut(final long from, final long to) {
        throw refuse();
    }

    @Override
    public long addressForWrite(final long offset) {
        throw refuse();
    }

    @Override
    public long addressForWritePosition() {
        throw refuse();
    }

    @Override
    public long appendUtf8(final long offset, final char[] chars, final int from, final int length) {
        throw refuse();
    }

    @Override
    public long write8bit(final long offset, final String text, final int from, final int length) {
        throw refuse();
    }

    @Override
    public long write8bit(final long offset, final BytesStore<?, ?> bytes) {
        throw refuse();
    }

    @Override
    public long appendAndReturnLength(final long offset, final boolean isNegative, final long mantissa,
                                      final int exponent, final boolean isAppend0) {
        throw refuse();
    }
}
