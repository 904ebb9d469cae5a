package io.holdfast.examples.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Draws a {@link Timeline} with characters: bars for answers a second, letters for kills, an axis in seconds.
 *
 * <pre>
 *   msg/s 40k |   ▂███ ▃██
 *         20k |  ▅████ ████
 *             +-----------
 *       kills       S    C
 *               0    5   10 s
 * </pre>
 */
final class Chart {
    private static final String BLOCKS = " ▁▂▃▄▅▆▇█";
    private static final String ASCII = "  ..::##";
    private static final int MARGIN = 12;
    private static final int LEAST_COLUMNS_PER_TICK = 7;
    private static final int[] TICK_SECONDS = {1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600};
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double THOUSAND = 1000;

    private final Timeline timeline;
    private final int width;
    private final int height;
    private final String levels;

    /**
     * A chart.
     *
     * @param timeline  what to draw
     * @param width     columns of the plot
     * @param height    rows of the bars
     * @param isUnicode whether block characters can be shown
     */
    Chart(final Timeline timeline, final int width, final int height, final boolean isUnicode) {
        this.timeline = timeline;
        this.width = width;
        this.height = height;
        levels = isUnicode ? BLOCKS : ASCII;
    }

    /** {@return the lines of the drawing, without line ends} */
    List<String> lines() {
        final double[] rates = rates();
        final double highest = Math.max(1, Arrays.stream(rates).max().orElse(1));
        final List<String> lines = new ArrayList<>();
        for (int row = height - 1; row >= 0; row--) {
            final String label = (row == height - 1 ? "msg/s " : "") + thousands(highest * (row + 1) / height);
            lines.add(line(label, '|', bars(rates, highest, row)));
        }
        lines.add(line("", '+', "-".repeat(width)));
        lines.add(line("kills", ' ', kills()));
        lines.add(line("", ' ', axis()));
        return lines;
    }

    private double[] rates() {
        final double columnNs = columnNs();
        final double[] rates = new double[width];
        for (int column = 0; column < width; column++) {
            final double before = timeline.receivedAt(column * columnNs);
            final double after = timeline.receivedAt((column + 1) * columnNs);
            rates[column] = (after - before) * NS_PER_SECOND / columnNs;
        }
        return rates;
    }

    private String bars(final double[] rates, final double highest, final int row) {
        final int top = levels.length() - 1;
        final StringBuilder bars = new StringBuilder();
        for (final double rate : rates) {
            final long level = Math.round((rate / highest * height - row) * top);
            bars.append(levels.charAt((int) Math.max(0, Math.min(top, level))));
        }
        return bars.toString();
    }

    private String kills() {
        final char[] marks = blank();
        for (final Timeline.Kill kill : timeline.kills()) {
            marks[Math.min(width - 1, (int) (kill.atNs() / columnNs()))] = kill.victim().letter();
        }
        return new String(marks);
    }

    private String axis() {
        final double columnsPerSecond = NS_PER_SECOND / columnNs();
        final int stepSeconds = Arrays.stream(TICK_SECONDS)
            .filter(seconds -> seconds * columnsPerSecond >= LEAST_COLUMNS_PER_TICK)
            .findFirst().orElse(Integer.MAX_VALUE);
        final StringBuilder axis = new StringBuilder();
        for (long second = 0; second * columnsPerSecond < width; second += stepSeconds) {
            axis.append(" ".repeat((int) (second * columnsPerSecond) - axis.length())).append(second).append('s');
        }
        return axis.toString();
    }

    private double columnNs() {
        return Math.max(1, timeline.durationNs()) / (double) width;
    }

    private char[] blank() {
        final char[] blank = new char[width];
        Arrays.fill(blank, ' ');
        return blank;
    }

    private static String thousands(final double rate) {
        return String.format(Locale.ROOT, "%.0fk", rate / THOUSAND);
    }

    private static String line(final String label, final char border, final String plot) {
        return (" ".repeat(Math.max(0, MARGIN - label.length())) + label + ' ' + border + plot).stripTrailing();
    }
}
