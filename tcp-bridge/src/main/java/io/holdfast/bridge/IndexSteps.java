package io.holdfast.bridge;

/**
 * Where the peer's indices, which are otherwise consecutive, step over a gap between delivered messages: from the last
 * index of one cycle to the first of the next. Answers which message is the oldest unacked one. Holds only steps that
 * are not yet acked. One thread; allocates only when it grows.
 */
final class IndexSteps {
    private long[] from = new long[4];
    private long[] to = new long[4];
    private int count;

    void clear() {
        count = 0;
    }

    /** Remembers that the message after one index has another index than the one plus 1; the last word counts. */
    void add(final long fromIndex, final long toIndex) {
        if (count > 0 && from[count - 1] == fromIndex) {
            to[count - 1] = toIndex;
            return;
        }
        if (count == from.length) {
            from = java.util.Arrays.copyOf(from, 2 * count);
            to = java.util.Arrays.copyOf(to, 2 * count);
        }
        from[count] = fromIndex;
        to[count++] = toIndex;
    }

    /** {@return the index of the message that follows an index} */
    long next(final long index) {
        for (int i = 0; i < count; i++) {
            if (from[i] == index) {
                return to[i];
            }
        }
        return index + 1;
    }

    /** {@return whether an index lies in a gap, where no message is} */
    boolean isGap(final long index) {
        for (int i = 0; i < count; i++) {
            if (index > from[i] && index < to[i]) {
                return true;
            }
        }
        return false;
    }

    /** Forgets the steps below an acked index. */
    void ackedUpTo(final long index) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (to[i] > index) {
                from[kept] = from[i];
                to[kept++] = to[i];
            }
        }
        count = kept;
    }
}
