package io.holdfast.examples.journal;

/**
 * Draws numbers with characters: a line of bars that stand side by side, or one bar that lies.
 *
 * <pre>
 *   ▁▂▅█▅▁      ██████▌
 * </pre>
 */
final class Bars {
    private static final String STANDING = "▁▂▃▄▅▆▇█";
    private static final String STANDING_ASCII = "_.-=+*#@";
    private static final String LYING = "▏▎▍▌▋▊▉█";

    private final boolean isUnicode;

    /**
     * A pencil.
     *
     * @param isUnicode whether block characters can be shown
     */
    Bars(final boolean isUnicode) {
        this.isUnicode = isUnicode;
    }

    /**
     * {@return a character for each number, a space for 0; the highest number has the highest bar}
     *
     * @param values 0 or more
     */
    String sparkline(final long... values) {
        final String levels = isUnicode ? STANDING : STANDING_ASCII;
        long highest = 1;
        for (final long value : values) {
            highest = Math.max(highest, value);
        }
        final StringBuilder line = new StringBuilder(values.length);
        for (final long value : values) {
            final int level = (int) Math.ceil((double) value / highest * levels.length());
            line.append(value == 0 ? ' ' : levels.charAt(Math.max(1, level) - 1));
        }
        return line.toString();
    }

    /**
     * {@return a bar that lies; a number that is not 0 can be seen}
     *
     * @param value   0 to highest
     * @param highest has a bar of the whole width
     * @param width   in characters
     */
    String bar(final long value, final long highest, final int width) {
        final int steps = isUnicode ? LYING.length() : 1;
        final double share = highest == 0 ? 0 : (double) value / highest;
        final int length = (int) Math.max(value == 0 ? 0 : 1, Math.round(share * width * steps));
        final String full = isUnicode ? LYING.substring(steps - 1) : "#";
        final int rest = length % steps;
        return full.repeat(length / steps) + (rest == 0 ? "" : LYING.substring(rest - 1, rest));
    }
}
