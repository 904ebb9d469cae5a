package io.holdfast.examples.journal;

import io.holdfast.examples.command.Column;
import io.holdfast.examples.command.Output;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.examples.command.Table;
import io.holdfast.examples.command.Terminal;
import io.holdfast.examples.command.Text;
import io.holdfast.store.journal.Journal;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What was counted of a log, for people: in all, by size, by type, over time. */
final class StatsTable {
    private static final int BAR_WIDTH = 30;
    private static final Column[] BY_TYPE = {Column.number("type"), Column.number("messages"), Column.number("share"),
        Column.number("bytes"), Column.number("least"), Column.number("mean"), Column.number("most")};
    private static final Column[] OVER_TIME = {Column.text("from"), Column.number("messages"),
        Column.number("messages/s"), Column.number("bytes"), Column.number("bytes/s"), Column.text("")};

    private final LogStats stats;
    private final OutputOption option;
    private final Output out;
    private final Bars bars = new Bars(Terminal.isUnicode());

    /**
     * A table.
     *
     * @param stats  what was counted
     * @param option makes tables
     * @param out    where to
     */
    StatsTable(final LogStats stats, final OutputOption option, final Output out) {
        this.stats = stats;
        this.option = option;
        this.out = out;
    }

    /**
     * Writes it.
     *
     * @param journal the log
     */
    void write(final Journal journal) {
        out.line(journal.localName() + " to " + journal.remoteName() + ", incarnation "
            + Text.hex(journal.incarnation()));
        if (stats.messages() > 0) {
            out.line("index     " + Text.hex(stats.firstIndex()) + " to " + Text.hex(stats.lastIndex()));
            out.line("time      " + Text.time(stats.firstNs()) + " to " + Text.time(stats.lastNs()) + " ("
                + Text.age(stats.spanNs()) + ")");
        }
        out.line("messages  " + stats.messages() + perSecond(stats.messages()) + "; " + stats.batched()
            + " in batches, " + stats.replays() + " replayed");
        out.line("payload   " + Text.size(stats.bytes()) + sizePerSecond());
        if (stats.tombstones() + stats.damaged() > 0) {
            out.line("left out  " + stats.damaged() + " damaged, " + stats.tombstones() + " tombstones");
        }
        if (stats.messages() > 0) {
            out.line("size      least " + Text.size(stats.leastBytes()) + ", mean "
                + Text.size(Math.round(stats.meanBytes())) + ", p50 " + Text.size(stats.sizeAt(50)) + ", p90 "
                + Text.size(stats.sizeAt(90)) + ", p99 " + Text.size(stats.sizeAt(99)) + ", p99.9 "
                + Text.size(stats.sizeAt(99.9)) + ", most " + Text.size(stats.mostBytes()));
            writeTypes();
            writeTimes();
        }
    }

    private String perSecond(final long count) {
        return stats.spanNs() == 0 ? "" : ", " + decimal(stats.perSecond(count)) + "/s";
    }

    private String sizePerSecond() {
        return stats.spanNs() == 0 ? "" : ", " + Text.size(Math.round(stats.perSecond(stats.bytes()))) + "/s";
    }

    private void writeTypes() {
        out.line("");
        try (Table table = option.table(out, BY_TYPE)) {
            for (final LogStats.OfType type : stats.types()) {
                table.row(type.type(), type.messages(), decimal(100.0 * type.messages() / stats.messages()) + "%",
                    Text.size(type.bytes()), Text.size(type.leastBytes()),
                    Text.size(Math.round((double) type.bytes() / type.messages())), Text.size(type.mostBytes()));
            }
        }
    }

    private void writeTimes() {
        final TimeBuckets buckets = stats.buckets();
        final long highest = Arrays.stream(buckets.messages()).max().orElse(0);
        out.line("");
        out.line("messages  |" + bars.sparkline(buckets.messages()) + "|  in spans of " + width(buckets.widthNs()));
        out.line("payload   |" + bars.sparkline(buckets.bytes()) + "|");
        out.line("");
        try (Table table = option.table(out, OVER_TIME)) {
            for (int i = 0; i < buckets.count(); i++) {
                table.row(Text.time(buckets.beginNs(i)), buckets.messages(i),
                    decimal(buckets.perSecond(buckets.messages(i))), Text.size(buckets.bytes(i)),
                    Text.size(Math.round(buckets.perSecond(buckets.bytes(i)))),
                    bars.bar(buckets.messages(i), highest, BAR_WIDTH));
            }
        }
    }

    /** {@return the width of a bucket, which is a round number of some unit} */
    private static String width(final long ns) {
        if (ns < TimeUnit.MILLISECONDS.toNanos(1)) {
            return TimeUnit.NANOSECONDS.toMicros(ns) + "us";
        }
        return ns < TimeUnit.SECONDS.toNanos(1) ? TimeUnit.NANOSECONDS.toMillis(ns) + "ms" : Text.age(ns);
    }

    private static String decimal(final double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
