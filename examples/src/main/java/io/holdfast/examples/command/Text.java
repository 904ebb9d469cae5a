package io.holdfast.examples.command;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How all programs write indices, times, sizes and ages. Times are UTC, in nanoseconds since the epoch. */
public final class Text {
    private static final DateTimeFormatter ISO =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter FOR_PEOPLE =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final int UNIT = 1024;
    private static final long NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    /** First and last of the characters that take two columns. */
    private static final List<int[]> WIDE = List.of(new int[] {0x1100, 0x115f}, new int[] {0x2e80, 0xa4cf},
        new int[] {0xac00, 0xd7a3}, new int[] {0xf900, 0xfaff}, new int[] {0xfe30, 0xfe6f}, new int[] {0xff00, 0xff60},
        new int[] {0xffe0, 0xffe6}, new int[] {0x1f300, 0x1faff}, new int[] {0x20000, 0x3fffd});
    private static final char ESCAPE = 0x1b;
    private static final char DELETE = 0x7f;
    private static final char LAST_CONTROL = 0x9f;

    private Text() {
    }

    /**
     * {@return an index or incarnation in hexadecimal, as all programs print it}
     *
     * @param value any
     */
    public static String hex(final long value) {
        return Long.toHexString(value);
    }

    /**
     * {@return a time for programs: {@code 2026-11-23T09:18:55.123456789Z}, always with nine digits}
     *
     * @param epochNs nanoseconds since the epoch
     */
    public static String isoTime(final long epochNs) {
        return ISO.format(instant(epochNs));
    }

    /**
     * {@return a time for people, UTC: {@code 2026-11-23 09:18:55.123}}
     *
     * @param epochNs nanoseconds since the epoch
     */
    public static String time(final long epochNs) {
        return FOR_PEOPLE.format(instant(epochNs));
    }

    private static Instant instant(final long epochNs) {
        return Instant.ofEpochSecond(Math.floorDiv(epochNs, NS_PER_SECOND), Math.floorMod(epochNs, NS_PER_SECOND));
    }

    /**
     * {@return a size for people, in powers of 1024: {@code 512 B}, {@code 1.5 MiB}}
     *
     * @param bytes 0 or more
     */
    public static String size(final long bytes) {
        int unit = 0;
        double size = bytes;
        while (size >= UNIT - 0.05 && unit < UNITS.length - 1) {
            size /= UNIT;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
    }

    /**
     * {@return an age for people: {@code 3.2ms}, {@code 42s}, {@code 3m07s}, {@code 5h12m}, {@code 4d03h}}
     *
     * @param ns nanoseconds; a negative one, as clocks that were set back make it, has a minus
     */
    public static String age(final long ns) {
        if (ns < 0) {
            return "-" + age(ns == Long.MIN_VALUE ? Long.MAX_VALUE : -ns);
        }
        final long seconds = TimeUnit.NANOSECONDS.toSeconds(ns);
        if (seconds < 1) {
            return ns / 1_000_000 + "." + ns / 100_000 % 10 + "ms";
        }
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
        }
        final long hours = seconds / 3600;
        return hours < 24 ? String.format(Locale.ROOT, "%dh%02dm", hours, seconds % 3600 / 60)
            : String.format(Locale.ROOT, "%dd%02dh", hours / 24, hours % 24);
    }

    /**
     * {@return a text on one line in which nothing steers a terminal: control characters are escaped, and those that
     * turn the direction of writing}
     *
     * @param text from anywhere
     */
    public static String printable(final String text) {
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            final boolean isControl = isControl(c);
            if (isControl && escaped == null) {
                escaped = new StringBuilder(text.length() + 8).append(text, 0, i);
            }
            if (escaped != null) {
                escaped.append(isControl ? escape(c) : String.valueOf(c));
            }
        }
        return escaped == null ? text : escaped.toString();
    }

    /**
     * Tells what must not reach a terminal as it is: it would move the cursor, change colours, end a line, or turn
     * round the order of what follows.
     *
     * @param codePoint any, or half of one beyond the first 65536, which is none
     * @return whether it has to be escaped
     */
    public static boolean isControl(final int codePoint) {
        return codePoint < ' ' || codePoint >= DELETE && codePoint <= LAST_CONTROL
            || codePoint >= 0x2028 && codePoint <= 0x202e
            || codePoint >= 0x2066 && codePoint <= 0x2069
            || codePoint == 0x200e || codePoint == 0x200f || codePoint == 0x61c;
    }

    /**
     * {@return how many columns of a terminal a text takes, near enough: two for a character of East Asia or a picture,
     * none for an accent on the one before}
     *
     * @param text without control characters
     */
    public static int width(final String text) {
        return text.codePoints().map(Text::columns).sum();
    }

    /**
     * {@return a line as far as it fits, with all its changes of colour}
     *
     * @param line    without control characters, but for those that change colours
     * @param columns that there are
     */
    public static String cut(final String line, final int columns) {
        final StringBuilder kept = new StringBuilder(line.length());
        int width = 0;
        int i = 0;
        while (i < line.length()) {
            final int character = line.codePointAt(i);
            int end = i + Character.charCount(character);
            if (character == ESCAPE) {
                end = Math.max(end, line.indexOf('m', i) + 1);
            } else {
                width += columns(character);
            }
            if (character == ESCAPE || width <= columns) {
                kept.append(line, i, end);
            }
            i = end;
        }
        return kept.toString();
    }

    private static int columns(final int character) {
        final int type = Character.getType(character);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        return WIDE.stream().anyMatch(range -> character >= range[0] && character <= range[1]) ? 2 : 1;
    }

    private static String escape(final char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u%04x", (int) c);
        };
    }
}
