package io.holdfast.examples.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a length of time into nanoseconds: {@code 500ms}, {@code 90s}, {@code 15m}, {@code 12h}, {@code 7d}. */
public final class Age implements ITypeConverter<Long> {
    private static final long MOST_DAYS = 36_500;
    private static final Pattern TEXT = Pattern.compile("(\\d+)(ms|[smhd])");

    @Override
    public Long convert(final String text) {
        final Matcher matcher = TEXT.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException(message(text));
        }
        final long ns = ns(matcher.group(1), unit(matcher.group(2)));
        if (ns > TimeUnit.DAYS.toNanos(MOST_DAYS)) {
            throw new TypeConversionException("'" + text + "' is too long, it may be at most " + MOST_DAYS + "d");
        }
        if (ns == 0) {
            throw new TypeConversionException(message(text));
        }
        return ns;
    }

    private static long ns(final String digits, final TimeUnit unit) {
        try {
            return unit.toNanos(Long.parseLong(digits));
        } catch (final NumberFormatException tooLong) {
            return Long.MAX_VALUE;
        }
    }

    private static String message(final String text) {
        return "'" + text + "' is not a length of time such as 500ms, 90s, 15m, 12h or 7d";
    }

    private static TimeUnit unit(final String name) {
        return switch (name) {
            case "ms" -> TimeUnit.MILLISECONDS;
            case "s" -> TimeUnit.SECONDS;
            case "m" -> TimeUnit.MINUTES;
            case "h" -> TimeUnit.HOURS;
            default -> TimeUnit.DAYS;
        };
    }
}
