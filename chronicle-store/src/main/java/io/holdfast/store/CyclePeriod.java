package io.holdfast.store;

/**
 * How long a cycle may last: periods are counted in multiples since the epoch, and a cycle is over with the period in
 * which it was created, which its preamble tells. Its number tells nothing of the kind, for numbers run ahead of the
 * clock when there are many cycles a day.
 *
 * @param lengthNs of a period, in nanoseconds
 */
record CyclePeriod(long lengthNs) {
    static final long DAY_NS = 86_400_000_000_000L;
    static final long LEAST_NS = 1_000_000_000L;

    /** {@return the first instant after the period that holds an instant} */
    long endNs(final long epochNs) {
        final long end = Math.floorDiv(epochNs, lengthNs) + 1;
        return end > Long.MAX_VALUE / lengthNs ? Long.MAX_VALUE : end * lengthNs;
    }

    /**
     * {@return whether a cycle with messages should end: its period is over, or the clock was set back to more than a
     * whole period before it, so that it would last for too long}
     */
    boolean isOver(final Cycle cycle, final long nowNs) {
        final long createdNs = cycle.preamble().epochNs();
        return nowNs >= endNs(createdNs) || endNs(nowNs) <= Math.floorDiv(createdNs, lengthNs) * lengthNs - lengthNs;
    }

    static long dayOf(final long epochNs) {
        return Math.floorDiv(epochNs, DAY_NS);
    }
}
