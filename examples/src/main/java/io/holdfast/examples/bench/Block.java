package io.holdfast.examples.bench;

import io.holdfast.Clock;
import io.holdfast.SystemClock;
import io.holdfast.examples.bench.link.Link;
import org.HdrHistogram.Histogram;

import java.util.concurrent.TimeUnit;

/**
 * What one block of messages took.
 *
 * @param ns        nanoseconds of each round trip, or for each message of a burst that was streamed
 * @param messages  how many
 * @param elapsedNs from the first message until the last one was back, or was known to have been taken
 */
record Block(Histogram ns, long messages, long elapsedNs) {
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final int LEAD_IN = 200;
    private static final int BURST = 512;
    private static final int POLLS_BEFORE_BURST = 20_000;
    private static final int SENDS_PER_POLL = 64;
    private static final double MEDIAN = 50;
    private static final Clock CLOCK = SystemClock.INSTANCE;

    static Histogram newHistogram() {
        return new Histogram(SIGNIFICANT_DIGITS);
    }

    /**
     * Measures round trips, one at a time.
     *
     * @param link     of the system
     * @param count    how many
     * @param progress is told
     * @return the block
     */
    static Block ofRoundTrips(final Link link, final long count, final Progress progress) {
        final Histogram ns = newHistogram();
        leadIn(link, count);
        final long beginNs = CLOCK.monotonicNs();
        for (long i = 0; i < count; i++) {
            progress.at(i);
            final long startNs = CLOCK.monotonicNs();
            link.roundTrip();
            ns.recordValue(CLOCK.monotonicNs() - startNs);
        }
        return new Block(ns, count, CLOCK.monotonicNs() - beginNs);
    }

    /**
     * Measures round trips that begin by the clock, however many are under way; each counts from the instant at which
     * it was due, so that waiting in line is part of it.
     *
     * @param link      of the system
     * @param count     how many
     * @param perSecond how many are due in a second
     * @param progress  is told
     * @return the block
     */
    static Block ofSchedule(final Link link, final long count, final double perSecond, final Progress progress) {
        final double intervalNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
        final Histogram ns = newHistogram();
        leadIn(link, count);
        final long beginNs = CLOCK.monotonicNs();
        long sent = 0;
        long back = 0;
        while (back < count) {
            final long due = Math.min(count, (long) ((CLOCK.monotonicNs() - beginNs) / intervalNs) + 1);
            final long stop = Math.min(due, sent + SENDS_PER_POLL);
            while (sent < stop && link.trySend()) {
                sent++;
            }
            for (int answers = link.poll(); answers > 0; answers--) {
                ns.recordValue(Math.max(0, CLOCK.monotonicNs() - beginNs - (long) (back * intervalNs)));
                back++;
            }
            progress.at(back);
        }
        return new Block(ns, count, CLOCK.monotonicNs() - beginNs);
    }

    /**
     * Measures one way, until the last message is known to have been taken.
     *
     * @param link     of the system
     * @param count    how many messages
     * @param progress is told
     * @return the block
     */
    static Block ofStream(final Link link, final long count, final Progress progress) {
        final Histogram ns = newHistogram();
        leadIn(link, count);
        final long beginNs = CLOCK.monotonicNs();
        long burstNs = beginNs;
        for (long sent = 0; sent < count; sent += BURST) {
            final int burst = (int) Math.min(BURST, count - sent);
            link.stream(burst);
            final long nowNs = CLOCK.monotonicNs();
            ns.recordValueWithCount((nowNs - burstNs) / burst, burst);
            burstNs = nowNs;
            progress.at(sent);
        }
        link.drain();
        return new Block(ns, count, CLOCK.monotonicNs() - beginNs);
    }

    /**
     * Measures one way like a stream, after the ends have had time for housekeeping.
     *
     * @param link     of the system
     * @param count    how many messages
     * @param progress is told
     * @return the block
     */
    static Block ofBurst(final Link link, final long count, final Progress progress) {
        for (int i = 0; i < POLLS_BEFORE_BURST; i++) {
            link.poll();
        }
        return ofStream(link, count, progress);
    }

    /** Wakes up both ends, whose caches the turns of others have emptied. */
    private static void leadIn(final Link link, final long count) {
        for (long i = Math.min(count, LEAD_IN); i > 0; i--) {
            link.roundTrip();
        }
    }

    double p50Ns() {
        return ns.getValueAtPercentile(MEDIAN);
    }

    double perSecond() {
        return messages * (double) TimeUnit.SECONDS.toNanos(1) / elapsedNs;
    }
}
