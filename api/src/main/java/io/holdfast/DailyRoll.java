package io.holdfast;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.zone.ZoneOffsetTransition;
import java.util.Objects;

/**
 * When a session day ends and the next one begins: every day at a time of the clocks of a zone. A session day bears the
 * local date on which it began: with a roll at 17:00, what is called 20180714 lasts from 17:00 of the 14th to 17:00 of
 * the 15th. Its name is a base name followed by that date, as in {@code Server20180714}.
 * <p>
 * On the night on which clocks go forward and leave the roll time out, the roll is at the first instant after the gap;
 * on the night on which they go back and show the roll time twice, it is at the earlier one, and only there. Days that
 * so begin at one instant, where a zone left out a whole date, count as the later one. Immutable; allocates.
 */
public final class DailyRoll {
    /** The longest base name: a name has room for the date behind it. */
    public static final int MAX_BASE_LENGTH = PeerName.MAX_LENGTH - 8;

    private static final int DATE_LENGTH = 8;
    private static final long NS_PER_SECOND = 1_000_000_000;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMdd")
        .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm")
        .withResolverStyle(ResolverStyle.STRICT);

    private final ZoneId zone;
    private final LocalTime time;

    private DailyRoll(final ZoneId zone, final LocalTime time) {
        this.zone = Objects.requireNonNull(zone, "zone");
        this.time = Objects.requireNonNull(time, "time");
    }

    /**
     * A roll once a day.
     *
     * @param time what the clocks show
     * @param zone whose clocks
     * @return the roll
     */
    public static DailyRoll at(final LocalTime time, final ZoneId zone) {
        return new DailyRoll(zone, time);
    }

    /**
     * Reads the form {@code ZONE@HH:MM}, as in {@code America/New_York@17:00}.
     *
     * @param text the zone as {@link ZoneId#of(String)} takes it, and the time of day
     * @return the roll
     * @throws IllegalArgumentException if it has not that form, or there is no such zone
     */
    public static DailyRoll parse(final String text) {
        final int at = text.lastIndexOf('@');
        if (at <= 0) {
            throw new IllegalArgumentException("a daily roll is ZONE@HH:MM, as in America/New_York@17:00; was '" + text
                + "'");
        }
        try {
            return new DailyRoll(ZoneId.of(text.substring(0, at)), LocalTime.parse(text.substring(at + 1), TIME));
        } catch (final DateTimeParseException e) {
            throw new IllegalArgumentException("the time of a daily roll is HH:MM from 00:00 to 23:59; was '"
                + text.substring(at + 1) + "'", e);
        } catch (final DateTimeException e) {
            throw new IllegalArgumentException("no time zone is called '" + text.substring(0, at)
                + "'; one is called Europe/London, another UTC", e);
        }
    }

    /** {@return whose clocks are meant} */
    public ZoneId zone() {
        return zone;
    }

    /** {@return what the clocks show at the roll} */
    public LocalTime time() {
        return time;
    }

    /**
     * Finds the session day that an instant belongs to.
     *
     * @param epochNs the instant
     * @return the local date on which that session day began
     */
    public LocalDate dayOf(final long epochNs) {
        LocalDate day = LocalDate.ofInstant(instant(epochNs), zone).plusDays(1);
        while (beginNs(day) > epochNs) {
            day = day.minusDays(1);
        }
        return day;
    }

    /**
     * Finds when a session day begins.
     *
     * @param day the local date
     * @return the instant, in epoch nanos
     */
    public long beginNs(final LocalDate day) {
        final LocalDateTime local = day.atTime(time);
        final ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        if (transition != null && transition.isGap()) {
            return epochNs(transition.getInstant());
        }
        final ZoneOffset offset = zone.getRules().getValidOffsets(local).get(0);
        return epochNs(local.toInstant(offset));
    }

    /**
     * Finds the next roll.
     *
     * @param epochNs an instant
     * @return the first roll after it, in epoch nanos
     */
    public long nextRollNs(final long epochNs) {
        LocalDate day = dayOf(epochNs).plusDays(1);
        while (beginNs(day) <= epochNs) {
            day = day.plusDays(1);
        }
        return beginNs(day);
    }

    /**
     * Names a session day.
     *
     * @param base what comes before the date
     * @param day  the local date on which it began
     * @return the name
     * @throws IllegalArgumentException if the base is no peer name, or too long to have a date behind it
     */
    public static String nameOf(final String base, final LocalDate day) {
        requireBase("base", base);
        return base + DATE.format(day);
    }

    /**
     * Names the session day that an instant belongs to.
     *
     * @param base    what comes before the date
     * @param epochNs the instant
     * @return the name
     * @throws IllegalArgumentException if the base is no peer name, or too long to have a date behind it
     */
    public String nameOf(final String base, final long epochNs) {
        return nameOf(base, dayOf(epochNs));
    }

    /**
     * Tells which session day has a name.
     *
     * @param base what comes before the date
     * @param name any name
     * @return the day, null if it is not the base with a date behind it
     */
    public static LocalDate dayIn(final String base, final CharSequence name) {
        if (name.length() != base.length() + DATE_LENGTH || !name.toString().startsWith(base)) {
            return null;
        }
        try {
            return LocalDate.parse(name.subSequence(base.length(), name.length()), DATE);
        } catch (final DateTimeParseException e) {
            return null;
        }
    }

    /**
     * Takes the date off a name.
     *
     * @param name any name
     * @return what comes before the date, null if it does not end in one or there is nothing before it
     */
    public static String baseIn(final String name) {
        final String base = name.substring(0, Math.max(0, name.length() - DATE_LENGTH));
        return base.isEmpty() || dayIn(base, name) == null ? null : base;
    }

    /**
     * Passes a base name through.
     *
     * @param what the option or argument that holds it, for the error text
     * @param base the name
     * @return the same name
     * @throws IllegalArgumentException if it is no peer name, or too long to have a date behind it
     */
    public static String requireBase(final String what, final String base) {
        PeerName.require(what, base);
        if (base.length() > MAX_BASE_LENGTH) {
            throw new IllegalArgumentException(what + " is too long for a name with a date behind it: '" + base
                + "' has " + base.length() + " characters, at most " + MAX_BASE_LENGTH + " are possible");
        }
        return base;
    }

    private static Instant instant(final long epochNs) {
        return Instant.ofEpochSecond(Math.floorDiv(epochNs, NS_PER_SECOND), Math.floorMod(epochNs, NS_PER_SECOND));
    }

    private static long epochNs(final Instant instant) {
        try {
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NS_PER_SECOND), instant.getNano());
        } catch (final ArithmeticException beyondNanoseconds) {
            return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof DailyRoll roll && roll.zone.equals(zone) && roll.time.equals(time);
    }

    @Override
    public int hashCode() {
        return Objects.hash(zone, time);
    }

    /** {@return the form that {@link #parse(String)} reads; a time with seconds shows them too} */
    @Override
    public String toString() {
        return zone + "@" + time;
    }
}
