package io.holdfast.bridge;

import java.util.Arrays;

/**
 * Indices of messages that no handler will ever ack, because they were lost to a repair or skipped, while earlier ones
 * still wait for the user's ack: they count as consumed together with what is right before them. In ascending order.
 * One thread; allocates only when it grows.
 */
final class PassedOver {
    private long[] indices = new long[4];
    private int count;

    void clear() {
        count = 0;
    }

    void add(final long index) {
        if (count == indices.length) {
            indices = Arrays.copyOf(indices, 2 * count);
        }
        indices[count++] = index;
    }

    /**
     * Takes out what an ack covers.
     *
     * @param index that is acked
     * @param steps tell which index follows another
     * @return the index up to which everything is consumed with it
     */
    long ackedUpTo(final long index, final IndexSteps steps) {
        long acked = index;
        int taken = 0;
        while (taken < count && (indices[taken] <= acked || indices[taken] == steps.next(acked))) {
            acked = Math.max(acked, indices[taken++]);
        }
        System.arraycopy(indices, taken, indices, 0, count - taken);
        count -= taken;
        return acked;
    }
}
