package io.holdfast.examples.bench;

import org.HdrHistogram.Histogram;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Times of chunks of messages that are too short to be timed one by one. */
final class ChunkTally {
    private static final int SIGNIFICANT_DIGITS = 3;

    private final int chunk;
    private final Histogram chunkNs = new Histogram(SIGNIFICANT_DIGITS);
    private long messages;
    private long elapsedNs;

    /**
     * An empty tally.
     *
     * @param chunk messages of a full chunk
     */
    ChunkTally(final int chunk) {
        this.chunk = chunk;
    }

    void reset() {
        chunkNs.reset();
        messages = 0;
        elapsedNs = 0;
    }

    /**
     * Adds a chunk; a last one that is not full counts as far as it goes.
     *
     * @param ns    it took
     * @param count of its messages
     */
    void add(final long ns, final int count) {
        chunkNs.recordValue(ns * chunk / count);
        messages += count;
        elapsedNs += ns;
    }

    /** {@return percentiles of a message's share in its chunk, in nanoseconds, and messages a second} */
    Map<String, Object> perMessage() {
        final Map<String, Object> fields = new LinkedHashMap<>();
        Spread.ofLatencies(chunkNs).forEach((name, ns) -> fields.put(name, (long) ns / (double) chunk));
        fields.put("messagesPerSecond", messages * TimeUnit.SECONDS.toNanos(1) / Math.max(1, elapsedNs));
        return fields;
    }
}
