package io.holdfast.store.journal;

/**
 * How far apart the messages of a replay are. Immutable.
 * <p>
 * A speed that follows the recorded times looks at neighbours: a message is as far behind the one before it as it was
 * when both were recorded, divided by the factor. Where the recorded clock stepped back that is no time at all; where
 * nothing was sent for hours it is hours, unless {@link #maxGapNs(long)} bounds it.
 */
public final class ReplaySpeed {
    private static final double NS_PER_SECOND = 1e9;

    private final double factor;
    private final double fixedGapNs;
    private final long maxGapNs;
    private final String text;

    private ReplaySpeed(final double factor, final double fixedGapNs, final long maxGapNs, final String text) {
        this.factor = factor;
        this.fixedGapNs = fixedGapNs;
        this.maxGapNs = maxGapNs;
        this.text = text;
    }

    /** {@return the pace at which the messages were recorded} */
    public static ReplaySpeed original() {
        return new ReplaySpeed(1, 0, Long.MAX_VALUE, "original");
    }

    /**
     * {@return a multiple of the recorded pace}
     *
     * @param factor greater than 1 for faster, less for slower
     * @throws IllegalArgumentException if it is not a number greater than 0
     */
    public static ReplaySpeed times(final double factor) {
        return new ReplaySpeed(positive(factor, "factor"), 0, Long.MAX_VALUE, number(factor) + "x");
    }

    /**
     * {@return a fixed rate, whatever the recorded times are}
     *
     * @param perSecond messages per second
     * @throws IllegalArgumentException if it is not a number greater than 0
     */
    public static ReplaySpeed rate(final double perSecond) {
        return new ReplaySpeed(0, NS_PER_SECOND / positive(perSecond, "rate"), Long.MAX_VALUE,
            number(perSecond) + "/s");
    }

    /** {@return as fast as the sink takes them} */
    public static ReplaySpeed max() {
        return new ReplaySpeed(0, 0, Long.MAX_VALUE, "max");
    }

    /**
     * {@return the same speed, for which no pause in the recording is longer than a bound}
     *
     * @param boundNs what a longer distance between two recorded times counts as, in recorded nanoseconds
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException    if the speed does not follow the recorded times
     */
    public ReplaySpeed maxGapNs(final long boundNs) {
        if (boundNs < 0) {
            throw new IllegalArgumentException("maxGapNs must not be negative: maxGapNs=" + boundNs);
        }
        if (!isRecorded()) {
            throw new IllegalStateException("speed " + text + " does not follow the recorded times: it has no gaps");
        }
        return new ReplaySpeed(factor, 0, boundNs, text);
    }

    /** {@return whether it follows the recorded times} */
    public boolean isRecorded() {
        return factor > 0;
    }

    /** {@return how far a message is behind the one before it, in nanoseconds} */
    double gapNs(final long recordedBeforeNs, final long recordedNs) {
        if (!isRecorded()) {
            return fixedGapNs;
        }
        if (recordedNs <= recordedBeforeNs) {
            return 0;
        }
        final long gapNs = recordedNs - recordedBeforeNs;
        return (gapNs < 0 ? maxGapNs : Math.min(gapNs, maxGapNs)) / factor;
    }

    private static double positive(final double value, final String name) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be a number greater than 0: " + name + "=" + value);
        }
        return value;
    }

    private static String number(final double value) {
        return value == Math.rint(value) && value < Integer.MAX_VALUE ? String.valueOf((long) value)
            : String.valueOf(value);
    }

    /** {@return {@code original}, {@code 2x}, {@code 1000/s} or {@code max}} */
    @Override
    public String toString() {
        return text;
    }
}
