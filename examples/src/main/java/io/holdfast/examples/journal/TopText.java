package io.holdfast.examples.journal;

import io.holdfast.examples.command.Cell;
import io.holdfast.examples.command.Column;
import io.holdfast.examples.command.JsonFields;
import io.holdfast.examples.command.Output;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.examples.command.Table;
import io.holdfast.examples.command.Text;
import io.holdfast.store.Owner;
import io.holdfast.store.journal.ConnectionSummary;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How {@code top} writes what it sees. */
final class TopText {
    private static final Column[] COLUMNS = {Column.text("NAME"), Column.text("PEER"), Column.number("MESSAGES/S"),
        Column.number("BYTES/S"), Column.number("ACKED/S"), Column.number("UNACKED"), Column.number("BYTES"),
        Column.number("LAG"), Column.number("DISK"), Column.text("OWNER"), Column.text("NOTE")};
    private static final int LINES_AROUND = 2;
    private static final int FEW = 10;

    private final OutputOption option;

    TopText(final OutputOption option) {
        this.option = option;
    }

    /** Writes all of a look. */
    void write(final TopLook look, final Output output) {
        output.line(title(look));
        table(look, look.rates(), output);
    }

    /** {@return at most so many lines of a screen; the last one tells how many connections do not fit} */
    List<String> lines(final TopLook look, final int mostLines) {
        final int most = Math.max(1, mostLines - LINES_AROUND);
        final int fitting = look.rates().size() <= most ? look.rates().size() : most - 1;
        final StringWriter text = new StringWriter();
        try (Output output = new Output(new PrintWriter(text))) {
            output.line(title(look) + "; q ends it");
            table(look, look.rates().subList(0, fitting), output);
        }
        final List<String> lines = new ArrayList<>(text.toString().lines().toList());
        if (fitting < look.rates().size()) {
            lines.add("and " + (look.rates().size() - fitting) + " more, for which there is no room");
        }
        return lines;
    }

    private static String title(final TopLook look) {
        final long alive = look.rates().stream().filter(rate -> rate.summary().owner().isAlive()).count();
        final int count = look.rates().size();
        return Text.time(look.epochNs()) + "  " + Text.printable(look.folder().toString()) + "  " + count
            + (count == 1 ? " connection, " : " connections, ") + alive + " with a live owner; looked for "
            + Text.age(look.tookNs());
    }

    private void table(final TopLook look, final List<ConnectionRate> rates, final Output output) {
        try (Table table = option.table(output, COLUMNS)) {
            for (final ConnectionRate rate : rates) {
                final ConnectionSummary one = rate.summary();
                table.row(one.localName(), one.remoteName(), perSecond(rate.messagesPerSecond()),
                    sizePerSecond(rate.bytesPerSecond()), perSecond(rate.ackedPerSecond()),
                    ConnectionText.number(one.unackedMessages()), ConnectionText.size(one.unackedBytes()),
                    ConnectionText.lag(one, Cell.faint("-"), look.epochNs()), ConnectionText.size(one.diskBytes()),
                    ConnectionText.owner(one.owner()), ConnectionText.note(one));
            }
        }
    }

    private static Cell perSecond(final double rate) {
        if (Double.isNaN(rate)) {
            return Cell.faint("-");
        }
        return rate == 0 ? Cell.faint("0")
            : new Cell(String.format(Locale.ROOT, rate < FEW ? "%.1f" : "%.0f", rate), null);
    }

    private static Cell sizePerSecond(final double rate) {
        return Double.isNaN(rate) ? Cell.faint("-") : ConnectionText.size(Math.round(rate));
    }

    /** {@return the fields of one connection at one look, as COMMANDS.md lists them} */
    static JsonFields fields(final TopLook look, final ConnectionRate rate) {
        final ConnectionSummary summary = rate.summary();
        final Owner owner = summary.owner();
        return new JsonFields().number("look", look.number()).time("time", look.epochNs())
            .text("local", summary.localName()).text("remote", summary.remoteName())
            .hex("incarnation", summary.incarnation())
            .number("lastOrdinal", ConnectionText.count(summary.lastOrdinal()))
            .number("messagesPerSecond", known(rate.messagesPerSecond()))
            .number("bytesPerSecond", known(rate.bytesPerSecond()))
            .number("ackedPerSecond", known(rate.ackedPerSecond()))
            .number("unackedMessages", ConnectionText.count(summary.unackedMessages()))
            .number("unackedBytes", ConnectionText.count(summary.unackedBytes()))
            .number("lagNs", ConnectionText.lag(summary, look.epochNs())).number("diskBytes", summary.diskBytes())
            .text("owner", owner.liveness().name().toLowerCase(Locale.ROOT))
            .number("ownerPid", owner.pid() == 0 ? null : owner.pid())
            .text("problem", summary.hasProblem() ? summary.problem() : null);
    }

    private static Double known(final double rate) {
        return Double.isNaN(rate) ? null : rate;
    }
}
