package io.holdfast.store;

/**
 * An index in a mapped file that only one thread raises, beside its complement, which stands in the 8 bytes behind it
 * and is stored second. Whoever finds the two at odds, be it that one was damaged or that their writer was killed or is
 * just between them, takes the lower: for an ack that is safe, since messages then come again, while a number that is
 * too high would pass over some. A complement of 0 was never written, by a version that had none. Both are stored with
 * release order; allocates nothing.
 */
final class GuardedWord {
    private GuardedWord() {
    }

    static void put(final long address, final long value) {
        OffHeap.putLongRelease(address, value);
        OffHeap.putLongRelease(address + Long.BYTES, ~value);
    }

    static long get(final long address) {
        final long complement = OffHeap.getLongAcquire(address + Long.BYTES);
        return lower(OffHeap.getLongAcquire(address), complement);
    }

    /** {@return the value that two words stand for, never negative} */
    static long lower(final long value, final long complement) {
        final long other = complement == 0 ? value : ~complement;
        if (value < 0 || other < 0) {
            return Math.max(0, Math.max(value, other));
        }
        return Math.min(value, other);
    }

    /** {@return whether a writer can have left the two words so, be it in between: neither tells a negative index} */
    static boolean isPossible(final long address) {
        final long complement = OffHeap.getLongAcquire(address + Long.BYTES);
        return OffHeap.getLongAcquire(address) >= 0 && complement <= 0;
    }
}
