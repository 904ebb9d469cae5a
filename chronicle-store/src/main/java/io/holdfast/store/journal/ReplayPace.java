package io.holdfast.store.journal;

/**
 * When each message of a replay is due, counted from an origin that is the instant of the first one.
 * <p>
 * Two bounds hold a message back: the schedule, which only the recorded times or the rate decide, and the one that
 * stretches how a replay catches up that fell behind: the distance to the message before is at least a fraction of the
 * scheduled one. That bound lags behind the clock by {@link #BURST_NS} at most, so that a duty cycle which comes late
 * by as much may send at once all that became due meanwhile.
 */
final class ReplayPace {
    /** How late a duty cycle may come without being taken for a stall: 20 ms. */
    static final long BURST_NS = 20_000_000;

    private final ReplaySpeed speed;
    private final double catchUp;
    private boolean isStarted;
    private long originNs;
    private long recordedNs;
    private double scheduledNs;
    private double earliestNs;

    /**
     * A pace.
     *
     * @param speed   decides the schedule
     * @param catchUp how many times as fast a replay may be that is behind, 1 or more
     */
    ReplayPace(final ReplaySpeed speed, final double catchUp) {
        this.speed = speed;
        this.catchUp = catchUp;
    }

    /**
     * Goes on to the next message.
     *
     * @param newRecordedNs when it was recorded
     * @param nowNs         the monotonic time
     * @param isNews        whether it was waited for: then it is not late, and the schedule shifts if it has to
     */
    void next(final long newRecordedNs, final long nowNs, final boolean isNews) {
        if (!isStarted) {
            isStarted = true;
            originNs = nowNs;
        } else {
            final double gapNs = speed.gapNs(recordedNs, newRecordedNs);
            scheduledNs += gapNs;
            earliestNs += gapNs / catchUp;
            if (isNews) {
                originNs += behindNs(nowNs);
            }
        }
        recordedNs = newRecordedNs;
    }

    /** {@return whether the message is due} */
    boolean isDue(final long nowNs) {
        return nowNs - originNs >= dueNs();
    }

    /** {@return how long it is until the message is due, 0 if it is, in nanoseconds} */
    long dueInNs(final long nowNs) {
        return Math.max(0, (long) Math.ceil(dueNs() - (nowNs - originNs)));
    }

    /** {@return how late the message is by the schedule, 0 if it is not, in nanoseconds} */
    long behindNs(final long nowNs) {
        return Math.max(0, (long) (nowNs - originNs - scheduledNs));
    }

    /** Records that the message was sent. */
    void sent(final long nowNs) {
        earliestNs = Math.max(dueNs(), nowNs - originNs - BURST_NS);
    }

    /** Moves the schedule by some nanoseconds. */
    void shift(final long ns) {
        originNs += ns;
    }

    private double dueNs() {
        return Math.max(scheduledNs, earliestNs);
    }
}
