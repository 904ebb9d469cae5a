package io.holdfast.examples.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Reads a length of time into nanoseconds: {@code 90s}, {@code 15m}, {@code 12h}, {@code 7d}. */
final class Age implements ITypeConverter<Long> {
    @Override
    public Long convert(final String text) {
        final TimeUnit unit = text.isEmpty() ? null : unit(text.toLowerCase(Locale.ROOT).charAt(text.length() - 1));
        try {
            final long count = unit == null ? 0 : Long.parseLong(text.substring(0, text.length() - 1));
            final long ns = unit == null ? 0 : unit.toNanos(count);
            if (ns > 0 && ns < Long.MAX_VALUE) {
                return ns;
            }
        } catch (final NumberFormatException error) {
            throw new TypeConversionException(message(text));
        }
        throw new TypeConversionException(message(text));
    }

    private static String message(final String text) {
        return "'" + text + "' is not a length of time such as 90s, 15m, 12h or 7d";
    }

    private static TimeUnit unit(final char letter) {
        return switch (letter) {
            case 's' -> TimeUnit.SECONDS;
            case 'm' -> TimeUnit.MINUTES;
            case 'h' -> TimeUnit.HOURS;
            case 'd' -> TimeUnit.DAYS;
            default -> null;
        };
    }
}
