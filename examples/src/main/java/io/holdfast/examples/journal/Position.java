package io.holdfast.examples.journal;

import io.holdfast.Clock;
import io.holdfast.SystemClock;
import io.holdfast.examples.command.Age;
import io.holdfast.examples.command.Text;
import io.holdfast.store.journal.JournalMessage;
import io.holdfast.store.journal.JournalReader;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A place in a log, as people write it: before the message with an index, an ordinal or a time, or at an end of the
 * log, or behind what the peer has acked. What is relative to now is made absolute when it is read.
 *
 * @param kind  what it is counted in
 * @param value the ordinal, the index or the nanoseconds since the epoch; 0 for what has none
 */
public record Position(Kind kind, long value) {
    /** What is to be typed, for the help of an option. */
    public static final String SYNTAX = "start, end, ack, +N (the N-th message), an index in hex, a UTC time such as "
        + "2026-11-23 or 2026-11-23T09:00:00.5Z, or an age such as -15m or -7d";

    private static final int HEX = 16;
    /** With fewer digits no index of our times can do, so what is typed may be meant as a number, a year or a date. */
    private static final int FEWEST_DIGITS = 9;
    private static final Pattern INDEX = Pattern.compile("(0[xX])?([0-9a-fA-F]{1,16})");
    private static final Pattern ORDINAL = Pattern.compile("\\+([0-9]{1,18})");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final long NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    /** What a position is counted in. */
    public enum Kind {
        /** Before the oldest message that is kept. */
        START,
        /** Behind the last message that may be read. */
        END,
        /** Behind the last message that the peer has acked. */
        ACK,
        /** Before the message with an ordinal. */
        ORDINAL,
        /** Before the message with an index. */
        INDEX,
        /** Before the first message appended at a time or later. */
        TIME
    }

    /** Reads a position from a command line. */
    public static final class Converter implements ITypeConverter<Position> {
        @Override
        public Position convert(final String text) {
            return parse(text, SystemClock.INSTANCE);
        }
    }

    /**
     * Reads a position.
     *
     * @param text  as {@link #SYNTAX} says
     * @param clock for ages
     * @return the position
     * @throws TypeConversionException if it is none
     */
    public static Position parse(final String text, final Clock clock) {
        final String word = text.strip().toLowerCase(Locale.ROOT);
        return switch (word) {
            case "start" -> new Position(Kind.START, 0);
            case "end" -> new Position(Kind.END, 0);
            case "ack" -> new Position(Kind.ACK, 0);
            default -> number(text.strip(), clock);
        };
    }

    private static Position number(final String text, final Clock clock) {
        if (text.startsWith("-")) {
            return new Position(Kind.TIME, clock.epochNs() - new Age().convert(text.substring(1)));
        }
        final var ordinal = ORDINAL.matcher(text);
        if (ordinal.matches()) {
            return new Position(Kind.ORDINAL, Long.parseLong(ordinal.group(1)));
        }
        final var index = INDEX.matcher(text);
        if (index.matches()) {
            return index(text, index.group(1) != null, index.group(2));
        }
        return new Position(Kind.TIME, timeNs(text));
    }

    private static Position index(final String text, final boolean isMarked, final String digits) {
        if (!isMarked && digits.length() < FEWEST_DIGITS) {
            throw new TypeConversionException("'" + text + "' is short for an index: write 0x" + text
                + " if it is one, +N for the N-th message, 2026-11-23 for a date");
        }
        final long index = Long.parseUnsignedLong(digits, HEX);
        if (index < 0) {
            throw new TypeConversionException("'" + text + "' is larger than any index");
        }
        return new Position(Kind.INDEX, index);
    }

    private static long timeNs(final String text) {
        try {
            if (DATE.matcher(text).matches()) {
                return epochNs(LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
            }
            final TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME
                .parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            return epochNs(time instanceof OffsetDateTime withOffset ? withOffset.toInstant()
                : LocalDateTime.from(time).toInstant(ZoneOffset.UTC));
        } catch (final DateTimeException error) {
            throw new TypeConversionException("'" + text + "' is no position; it may be " + SYNTAX);
        } catch (final ArithmeticException error) {
            throw new TypeConversionException("'" + text + "' is no time of the years 1678 to 2261");
        }
    }

    private static long epochNs(final Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NS_PER_SECOND), time.getNano());
    }

    /**
     * Puts a cursor there, so that {@code next()} gives the first message behind it, or what comes there later.
     *
     * @param reader is moved
     */
    public void applyTo(final JournalReader reader) {
        switch (kind) {
            case START -> reader.toStart();
            case END -> reader.toEnd();
            case ACK -> reader.toAck();
            case ORDINAL -> reader.moveToOrdinal(value);
            case INDEX -> reader.moveTo(value);
            default -> reader.moveToTime(value);
        }
    }

    /**
     * {@return whether a message is behind this position, which has to be an ordinal, an index or a time to tell}
     *
     * @param message any
     */
    public boolean isBefore(final JournalMessage message) {
        return switch (kind) {
            case START -> true;
            case END, ACK -> false;
            case ORDINAL -> message.ordinal() >= value;
            case INDEX -> message.index() >= value;
            case TIME -> message.appendedAtNs() >= value;
        };
    }

    /** {@return the position as it may be typed} */
    @Override
    public String toString() {
        return switch (kind) {
            case START, END, ACK -> kind.name().toLowerCase(Locale.ROOT);
            case ORDINAL -> "+" + value;
            case INDEX -> (value >>> 4 * (FEWEST_DIGITS - 1) == 0 ? "0x" : "") + Text.hex(value);
            case TIME -> Instant.ofEpochSecond(Math.floorDiv(value, NS_PER_SECOND),
                Math.floorMod(value, NS_PER_SECOND)).toString();
        };
    }
}
