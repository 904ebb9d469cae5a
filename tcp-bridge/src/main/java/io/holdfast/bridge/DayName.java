package io.holdfast.bridge;

import io.holdfast.DailyRoll;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.LocalDate;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * A name that changes with the session day. It never goes back while the process lives, whatever the clock does. A
 * process that starts with a clock set back across a roll goes on with the later day if the store has it and the
 * difference is small; so names do not flap, and no two days are alive at once. One thread.
 */
final class DayName {
    /** How far the clock may be behind the beginning of a day in the store for that day to go on. */
    static final long MOST_AHEAD_NS = TimeUnit.DAYS.toNanos(2);

    private static final Logger LOG = LoggerFactory.getLogger(DayName.class);

    private final String base;
    private final DailyRoll roll;
    private LocalDate day;
    private long nextRollNs;

    /**
     * Begins with the day that the clock says, or a later one.
     *
     * @param base  the name without the date
     * @param roll  when it changes
     * @param nowNs what the clock says, in epoch nanos
     * @param known the days that the store has
     */
    DayName(final String base, final DailyRoll roll, final long nowNs, final Collection<LocalDate> known) {
        this.base = base;
        this.roll = roll;
        final LocalDate today = roll.dayOf(nowNs);
        LocalDate first = today;
        for (final LocalDate other : known) {
            if (roll.beginNs(other) - nowNs >= MOST_AHEAD_NS) {
                LOG.warn("the store has session day {}, which by the clock is too far ahead to go on with; check the"
                    + " clock: base={} roll={}", other, base, roll);
            } else if (other.isAfter(first)) {
                first = other;
            }
        }
        if (first.isAfter(today)) {
            LOG.warn("the clock is behind the store: session day {} goes on although by the clock it is {}; base={}"
                + " roll={}", first, today, base, roll);
        }
        set(first);
    }

    private void set(final LocalDate newDay) {
        day = newDay;
        nextRollNs = roll.beginNs(newDay.plusDays(1));
    }

    String base() {
        return base;
    }

    /** {@return the session day} */
    LocalDate day() {
        return day;
    }

    /** {@return the name on that day} */
    String name() {
        return DailyRoll.nameOf(base, day);
    }

    /** {@return whether the day is over} */
    boolean isDue(final long epochNs) {
        return epochNs >= nextRollNs;
    }

    /** {@return the time to the end of the day in nanoseconds, 0 if it is over} */
    long untilRollNs(final long epochNs) {
        return isDue(epochNs) ? 0 : nextRollNs - epochNs;
    }

    /** {@return the day that follows on one that is over} */
    LocalDate next(final long epochNs) {
        return roll.dayOf(epochNs);
    }

    /** {@return the day that follows, by the clock or, if that is behind, by the calendar} */
    LocalDate following(final long epochNs) {
        return isDue(epochNs) ? next(epochNs) : day.plusDays(1);
    }

    /** Goes on to a later day. */
    void advance(final LocalDate newDay) {
        if (newDay.isAfter(day)) {
            set(newDay);
        }
    }
}
