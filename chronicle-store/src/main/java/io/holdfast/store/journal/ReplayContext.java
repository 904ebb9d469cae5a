package io.holdfast.store.journal;

import io.holdfast.Clock;
import io.holdfast.SystemClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;

/** Options of a {@link Replayer}, which reads them when it is made. One thread. */
public final class ReplayContext {
    /** A replay that has fallen behind goes at most at twice its speed, unless {@link #catchUp} says otherwise. */
    public static final double DEFAULT_CATCH_UP = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Replayer.class);

    private ReplaySpeed speed = ReplaySpeed.original();
    private Clock clock = SystemClock.INSTANCE;
    private JournalFilter filter = JournalFilter.ANY;
    private double catchUp = DEFAULT_CATCH_UP;
    private long maxMessages = Long.MAX_VALUE;
    private long maxBytes = Long.MAX_VALUE;
    private boolean isFollowing;
    private ReplayListener listener = ReplayContext::log;

    private static void log(final SkipReason reason, final long fromIndex, final long toIndex, final String text) {
        LOG.warn("messages {} to {} are not replayed, {}: {}", Long.toHexString(fromIndex), Long.toHexString(toIndex),
            reason, text);
    }

    /** {@return how far apart the messages are} */
    public ReplaySpeed speed() {
        return speed;
    }

    /**
     * Sets how far apart the messages are; by default as they were recorded.
     *
     * @param value the speed
     * @return this
     */
    public ReplayContext speed(final ReplaySpeed value) {
        speed = value;
        return this;
    }

    /** {@return what tells when a message is due} */
    public Clock clock() {
        return clock;
    }

    /**
     * Sets what tells when a message is due, by its monotonic time; by default the machine's clock.
     *
     * @param value the clock
     * @return this
     */
    public ReplayContext clock(final Clock value) {
        clock = value;
        return this;
    }

    /** {@return which messages are sent} */
    public JournalFilter filter() {
        return filter;
    }

    /**
     * Sets which messages are sent; by default all that the reader gives. Better here than at the reader, which within
     * one call passes over any number that its own filter does not want: here they count against the limit of a duty
     * cycle.
     *
     * @param value the filter
     * @return this
     */
    public ReplayContext filter(final JournalFilter value) {
        filter = value;
        return this;
    }

    /** {@return how many times as fast it may go while it is behind} */
    public double catchUp() {
        return catchUp;
    }

    /**
     * Sets how many times as fast it may go while it is behind its schedule, because the sink would not take more or
     * it was not driven: 1 never to go faster, {@link Double#POSITIVE_INFINITY} to send all that is overdue at once.
     *
     * @param value at least 1; default {@value #DEFAULT_CATCH_UP}
     * @return this
     */
    public ReplayContext catchUp(final double value) {
        catchUp = value;
        return this;
    }

    /** {@return after how many messages it ends} */
    public long maxMessages() {
        return maxMessages;
    }

    /**
     * Sets after how many messages it ends; by default there is no such bound.
     *
     * @param value 0 or more
     * @return this
     */
    public ReplayContext maxMessages(final long value) {
        maxMessages = value;
        return this;
    }

    /** {@return how many bytes of payload it sends at most} */
    public long maxBytes() {
        return maxBytes;
    }

    /**
     * Sets how many bytes of payload it sends at most: it ends before the message that would be one too many. By
     * default there is no such bound.
     *
     * @param value 0 or more
     * @return this
     */
    public ReplayContext maxBytes(final long value) {
        maxBytes = value;
        return this;
    }

    /** {@return whether it goes on with what is appended later} */
    public boolean isFollowing() {
        return isFollowing;
    }

    /**
     * Sets whether it goes on with what is appended later. By default it ends with the message that was the last one
     * when it was made.
     *
     * @param value whether it does
     * @return this
     */
    public ReplayContext following(final boolean value) {
        isFollowing = value;
        return this;
    }

    /** {@return who is told of what cannot be sent} */
    public ReplayListener listener() {
        return listener;
    }

    /**
     * Sets who is told of what cannot be sent; by default the log.
     *
     * @param value the listener
     * @return this
     */
    public ReplayContext listener(final ReplayListener value) {
        listener = value;
        return this;
    }

    /** Reports all that is wrong at once. */
    void check() {
        final List<String> faults = new ArrayList<>();
        if (speed == null || clock == null || filter == null || listener == null) {
            faults.add("speed, clock, filter and listener must not be null");
        }
        if (!(catchUp >= 1)) {
            faults.add("catchUp must be at least 1, was " + catchUp);
        }
        if (maxMessages < 0 || maxBytes < 0) {
            faults.add("maxMessages and maxBytes must not be negative, were " + maxMessages + " and " + maxBytes);
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
    }
}
