package io.holdfast.examples.bench;

import io.holdfast.examples.bench.link.Link;

/**
 * A kind of block.
 *
 * @param what        for progress
 * @param count       messages of a measured block
 * @param warmUpCount messages of a block that is not measured
 * @param measure     measures one
 */
record Plan(String what, long count, long warmUpCount, Measure measure) {
    private static final long WARM_UP_ROUND_TRIPS = 50_000;
    private static final long WARM_UP_BURSTS = 40;
    private static final long WARM_UP_STREAM = 1_000_000;

    /** Measures one block. */
    @FunctionalInterface
    interface Measure {
        /**
         * Measures.
         *
         * @param link     of the system
         * @param count    messages
         * @param progress is told
         * @return the block
         */
        Block of(Link link, long count, Progress progress);
    }

    static Plan ofRoundTrips(final long count) {
        return new Plan("round trips", count, Math.min(count, WARM_UP_ROUND_TRIPS), Block::ofRoundTrips);
    }

    static Plan ofSchedule(final long count, final double perSecond) {
        return new Plan("round trips by the clock", count, Math.min(count, WARM_UP_ROUND_TRIPS),
            (link, messages, progress) -> Block.ofSchedule(link, messages, perSecond, progress));
    }

    static Plan ofStream(final long count) {
        return new Plan("one way", count, Math.min(count, WARM_UP_STREAM), Block::ofStream);
    }

    /** Warms up with more than a burst, as a log reserves the more ahead the longer it is. */
    static Plan ofBurst(final long count) {
        return new Plan("bursts", count, Math.min(WARM_UP_BURSTS * count, WARM_UP_STREAM), Block::ofBurst);
    }
}
