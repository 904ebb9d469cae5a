package io.holdfast.examples.journal;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Counts messages and bytes in spans of time of equal width, which is one that people like and begin at multiples of.
 * The width grows with the times that are added, in whatever order: each is a multiple of the one before, so that spans
 * merge exactly. Times are nanoseconds since the epoch. One thread.
 */
final class TimeBuckets {
    /** The least {@code most}: one for the times before the epoch, one for those after. */
    static final int LEAST = 2;

    private static final long[] WIDTHS = widths();

    private final long[] messages;
    private final long[] bytes;
    private int width;
    private long first;
    private int count;

    /**
     * Empty buckets.
     *
     * @param most how many there may be, at least {@link #LEAST}
     */
    TimeBuckets(final int most) {
        messages = new long[most];
        bytes = new long[most];
    }

    private static long[] widths() {
        final TimeUnit micro = TimeUnit.MICROSECONDS;
        final TimeUnit milli = TimeUnit.MILLISECONDS;
        final TimeUnit second = TimeUnit.SECONDS;
        final TimeUnit minute = TimeUnit.MINUTES;
        final TimeUnit hour = TimeUnit.HOURS;
        final TimeUnit day = TimeUnit.DAYS;
        return new long[] {
            micro.toNanos(1), micro.toNanos(5), micro.toNanos(10), micro.toNanos(50), micro.toNanos(100),
            micro.toNanos(500), milli.toNanos(1), milli.toNanos(5), milli.toNanos(10), milli.toNanos(50),
            milli.toNanos(100), milli.toNanos(500), second.toNanos(1), second.toNanos(5), second.toNanos(10),
            second.toNanos(30), minute.toNanos(1), minute.toNanos(5), minute.toNanos(10), minute.toNanos(30),
            hour.toNanos(1), hour.toNanos(3), hour.toNanos(6), hour.toNanos(12), day.toNanos(1), day.toNanos(7),
            day.toNanos(28), day.toNanos(364), day.toNanos(3640), Long.MAX_VALUE};
    }

    /**
     * Counts a message.
     *
     * @param timeNs of the message
     * @param size   of its payload in bytes
     */
    void add(final long timeNs, final int size) {
        long at = Math.floorDiv(timeNs, widthNs()) - first;
        if (at < 0 || at >= count) {
            at = makeRoom(timeNs);
        }
        messages[(int) at]++;
        bytes[(int) at] += size;
    }

    /** {@return which bucket a time is in now} */
    private long makeRoom(final long timeNs) {
        if (count == 0) {
            first = Math.floorDiv(timeNs, widthNs());
            count = 1;
        }
        while (!fits(Math.floorDiv(timeNs, widthNs()))) {
            widen();
        }
        final long wanted = Math.floorDiv(timeNs, widthNs());
        if (wanted < first) {
            final int shift = (int) (first - wanted);
            shift(messages, shift);
            shift(bytes, shift);
            count += shift;
            first = wanted;
        }
        count = (int) Math.max(count, wanted - first + 1);
        return wanted - first;
    }

    private boolean fits(final long wanted) {
        final long span = Math.max(wanted, first + count - 1) - Math.min(wanted, first);
        return span < messages.length;
    }

    private void shift(final long[] counts, final int shift) {
        System.arraycopy(counts, 0, counts, shift, count);
        Arrays.fill(counts, 0, shift, 0);
    }

    private void widen() {
        final long before = widthNs();
        final long firstBefore = first;
        final int countBefore = count;
        width++;
        first = merged(firstBefore, before);
        count = (int) (merged(firstBefore + countBefore - 1, before) - first) + 1;
        for (int i = 0; i < countBefore; i++) {
            final int to = (int) (merged(firstBefore + i, before) - first);
            final long itsMessages = messages[i];
            final long itsBytes = bytes[i];
            messages[i] = 0;
            bytes[i] = 0;
            messages[to] += itsMessages;
            bytes[to] += itsBytes;
        }
    }

    private long merged(final long number, final long widthBefore) {
        return Math.floorDiv(number * widthBefore, widthNs());
    }

    /** {@return how many buckets there are, from the first with a message to the last} */
    int count() {
        return count;
    }

    /** {@return how wide a bucket is} */
    long widthNs() {
        return WIDTHS[width];
    }

    /** {@return when a bucket begins} */
    long beginNs(final int bucket) {
        return (first + bucket) * widthNs();
    }

    /** {@return how many messages a bucket has} */
    long messages(final int bucket) {
        return messages[bucket];
    }

    /** {@return how many bytes of payload a bucket has} */
    long bytes(final int bucket) {
        return bytes[bucket];
    }

    /** {@return how many messages each bucket has} */
    long[] messages() {
        return Arrays.copyOf(messages, count);
    }

    /** {@return how many bytes of payload each bucket has} */
    long[] bytes() {
        return Arrays.copyOf(bytes, count);
    }

    /**
     * {@return how many a second}
     *
     * @param number of messages or bytes of one bucket
     */
    double perSecond(final long number) {
        return number * (double) TimeUnit.SECONDS.toNanos(1) / widthNs();
    }
}
