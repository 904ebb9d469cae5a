package io.holdfast.examples.journal;

import io.holdfast.store.journal.JournalMessage;
import org.HdrHistogram.Histogram;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What is counted of messages. Of a damaged message nothing is believed, and a tombstone has no payload: both are
 * counted and else left out. One thread.
 */
final class LogStats {
    private static final int DIGITS = 3;

    private final Histogram sizes = new Histogram(Integer.MAX_VALUE, DIGITS);
    private final Map<Integer, OfType> types = new HashMap<>();
    private final TimeBuckets buckets;
    private OfType last;
    private long messages;
    private long bytes;
    private long firstIndex;
    private long lastIndex;
    private long firstNs = Long.MAX_VALUE;
    private long lastNs = Long.MIN_VALUE;
    private long replays;
    private long batched;
    private long tombstones;
    private long damaged;

    /**
     * Nothing counted yet.
     *
     * @param buckets for what is counted over time
     */
    LogStats(final TimeBuckets buckets) {
        this.buckets = buckets;
    }

    /** The messages of one type. */
    static final class OfType {
        private final int type;
        private long messages;
        private long bytes;
        private int least = Integer.MAX_VALUE;
        private int most;

        private OfType(final int type) {
            this.type = type;
        }

        private void add(final int size) {
            messages++;
            bytes += size;
            least = Math.min(least, size);
            most = Math.max(most, size);
        }

        int type() {
            return type;
        }

        long messages() {
            return messages;
        }

        long bytes() {
            return bytes;
        }

        int leastBytes() {
            return least;
        }

        int mostBytes() {
            return most;
        }
    }

    /**
     * Counts a message.
     *
     * @param message all of it is read
     */
    void add(final JournalMessage message) {
        if (MessageFlags.isDamaged(message)) {
            damaged++;
            return;
        }
        if (message.isTombstone()) {
            tombstones++;
            return;
        }
        final int size = message.length();
        final long timeNs = message.appendedAtNs();
        firstIndex = messages == 0 ? message.index() : firstIndex;
        lastIndex = message.index();
        messages++;
        bytes += size;
        firstNs = Math.min(firstNs, timeNs);
        lastNs = Math.max(lastNs, timeNs);
        replays += message.isReplay() ? 1 : 0;
        batched += message.batchSize() > 1 ? 1 : 0;
        sizes.recordValue(size);
        buckets.add(timeNs, size);
        if (last == null || last.type != message.type()) {
            last = types.computeIfAbsent(message.type(), OfType::new);
        }
        last.add(size);
    }

    /** {@return messages that are neither damaged nor tombstones} */
    long messages() {
        return messages;
    }

    /** {@return bytes of their payloads} */
    long bytes() {
        return bytes;
    }

    /** {@return index of the first of them, 0 for none} */
    long firstIndex() {
        return firstIndex;
    }

    /** {@return index of the last of them, 0 for none} */
    long lastIndex() {
        return lastIndex;
    }

    /** {@return the earliest of their times; only if there is a message} */
    long firstNs() {
        return firstNs;
    }

    /** {@return the latest of their times; only if there is a message} */
    long lastNs() {
        return lastNs;
    }

    /** {@return from the earliest time to the latest} */
    long spanNs() {
        return messages == 0 ? 0 : lastNs - firstNs;
    }

    /**
     * {@return how much a second over the whole span; 0 if that is none}
     *
     * @param count how much in all
     */
    double perSecond(final long count) {
        return spanNs() == 0 ? 0 : count * (double) TimeUnit.SECONDS.toNanos(1) / spanNs();
    }

    /** {@return how many a replay tool sent} */
    long replays() {
        return replays;
    }

    /** {@return how many were sent in a batch of more than one} */
    long batched() {
        return batched;
    }

    /** {@return messages that a repair has put in the place of lost ones} */
    long tombstones() {
        return tombstones;
    }

    /** {@return messages that are not what was written} */
    long damaged() {
        return damaged;
    }

    /** {@return the smallest payload in bytes; only if there is a message} */
    int leastBytes() {
        return types.values().stream().mapToInt(OfType::leastBytes).min().orElse(0);
    }

    /** {@return the largest payload in bytes; only if there is a message} */
    int mostBytes() {
        return types.values().stream().mapToInt(OfType::mostBytes).max().orElse(0);
    }

    /** {@return the mean payload in bytes; only if there is a message} */
    double meanBytes() {
        return (double) bytes / messages;
    }

    /**
     * {@return the size that so many payloads do not exceed, in bytes, within a thousandth}
     *
     * @param percentile of the payloads, above 0
     */
    long sizeAt(final double percentile) {
        return Math.min(mostBytes(), sizes.getValueAtPercentile(percentile));
    }

    /** {@return the counts over time} */
    TimeBuckets buckets() {
        return buckets;
    }

    /** {@return the counts of each type, the most frequent first} */
    List<OfType> types() {
        return types.values().stream().sorted(Comparator.comparingLong(OfType::messages).reversed()
            .thenComparingInt(OfType::type)).toList();
    }
}
