package io.holdfast.examples.journal;

import io.holdfast.examples.command.Cell;
import io.holdfast.examples.command.Column;
import io.holdfast.examples.command.Output;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.examples.command.Table;
import io.holdfast.examples.command.Text;
import io.holdfast.store.AckFacts;
import io.holdfast.store.Owner;
import io.holdfast.store.StateFacts;
import io.holdfast.store.journal.ConnectionSummary;
import io.holdfast.store.journal.CycleSummary;

/** How {@code info} writes a connection for people: a table of facts, then one of the cycle files. */
final class InfoText {
    private static final Cell NONE = Cell.faint("-");
    private static final Cell UNKNOWN = Cell.odd("?");

    private final OutputOption option;
    private final Output output;
    private final long nowNs;

    InfoText(final OutputOption option, final Output output, final long nowNs) {
        this.option = option;
        this.output = output;
        this.nowNs = nowNs;
    }

    void print(final ConnectionInfo info) {
        final ConnectionSummary summary = info.summary();
        try (Table table = option.table(output, Column.text("CONNECTION"),
            Column.text(Text.printable(summary.connection().toString())))) {
            connection(table, summary);
            log(table, summary, info.state());
            held(table, summary, info);
            if (summary.hasProblem()) {
                table.row("problem", Cell.bad(summary.problem()));
            }
        }
        if (!info.cycles().isEmpty()) {
            output.line("");
            cycles(info);
        }
    }

    private void connection(final Table table, final ConnectionSummary summary) {
        final Owner owner = summary.owner();
        table.row("folder", summary.connection().folder());
        table.row("owner", ConnectionText.owner(owner));
        if (owner.started() != null) {
            table.row("owner started", time(ConnectionText.startedNs(owner)));
        }
        if (!owner.detail().isEmpty()) {
            table.row("owner is", owner.detail());
        }
        table.row("created", time(summary.createdNs()));
        table.row("session day over", time(summary.endedNs()));
        table.row("peer is known as", text(summary.principal()));
        table.row("transport", text(summary.transport()));
        table.row("size on disk", ConnectionText.size(summary.diskBytes()));
    }

    private void log(final Table table, final ConnectionSummary summary, final StateFacts state) {
        table.row("log incarnation", ConnectionText.index(summary.incarnation()));
        table.row("generation", state == null ? UNKNOWN : generation(state));
        table.row("durability", state == null ? UNKNOWN : state.isSync() ? "SYNC" : "not SYNC");
        table.row("closed in order", state == null ? UNKNOWN : state.isClean() ? "yes"
            : summary.owner().isAlive() ? "no, it is open" : Cell.odd("no"));
        table.row("first index", ConnectionText.index(summary.firstIndex()));
        table.row("last index", ConnectionText.index(summary.lastIndex()));
        table.row("messages ever", ConnectionText.number(summary.lastOrdinal()));
        table.row("last append", timeAndAge(summary.lastAppendNs()));
        table.row("acked by the peer", ConnectionText.index(summary.ackedIndex()));
        table.row("synced", ConnectionText.index(summary.syncedIndex()));
        table.row("unacked messages", ConnectionText.number(summary.unackedMessages()));
        table.row("unacked bytes", ConnectionText.size(summary.unackedBytes()));
        table.row("oldest unacked", timeAndAge(summary.oldestUnackedNs()));
    }

    private static String generation(final StateFacts state) {
        final StringBuilder text = new StringBuilder().append(state.generation());
        state.marked().forEach((generation, after) -> text.append(", ").append(generation).append(" began after ")
            .append(after == 0 ? "nothing" : Text.hex(after)));
        return text.toString();
    }

    private static void held(final Table table, final ConnectionSummary summary, final ConnectionInfo info) {
        final AckFacts ack = info.ack();
        table.row("peer's log held", ConnectionText.index(summary.held().incarnation()));
        if (ack != null && ack.incarnation() != 0) {
            table.row("its generation", ack.generation());
            table.row("adopted", ack.adoption() + (ack.adoption() == 1 ? " time" : " times"));
            table.row("delivered to us", ConnectionText.index(ack.delivered()));
            table.row("acked by us", ConnectionText.index(ack.consumed()));
            table.row("our synced ack", ack.isSync() ? ConnectionText.index(ack.synced()) : NONE);
        }
        info.remembered().forEach(held -> table.row("held before", Text.hex(held.incarnation()) + " generation "
            + held.generation() + " up to " + (held.ack() == 0 ? "nothing" : Text.hex(held.ack()))));
    }

    private void cycles(final ConnectionInfo info) {
        try (Table table = option.table(output, Column.text("CYCLE FILE"), Column.number("GENERATION"),
            Column.number("FIRST"), Column.number("LAST"), Column.number("ORDINAL"), Column.number("MESSAGES"),
            Column.number("BYTES"), Column.number("FILE"), Column.text("FIRST APPEND"), Column.text("LAST APPEND"),
            Column.text("NOTE"))) {
            for (final CycleSummary cycle : info.cycles()) {
                final boolean isRead = cycle.incarnation() != 0;
                table.row(cycle.path().getFileName(), isRead ? cycle.generation() : UNKNOWN,
                    ConnectionText.index(cycle.firstIndex()), ConnectionText.index(cycle.lastIndex()),
                    isRead ? cycle.firstOrdinal() : UNKNOWN, ConnectionText.number(isRead ? cycle.messages() : -1),
                    ConnectionText.size(isRead ? cycle.messageBytes() : -1), ConnectionText.size(cycle.fileBytes()),
                    time(cycle.firstAppendNs()), time(cycle.lastAppendNs()),
                    cycle.hasProblem() ? Cell.bad(cycle.problem()) : null);
            }
        }
    }

    private static Object text(final String text) {
        return text == null ? NONE : text;
    }

    private static Object time(final long epochNs) {
        return epochNs == 0 ? NONE : Text.time(epochNs);
    }

    private Object timeAndAge(final long epochNs) {
        if (epochNs == 0) {
            return NONE;
        }
        return Text.time(epochNs) + ", " + (epochNs <= nowNs ? Text.age(nowNs - epochNs) + " ago"
            : "in " + Text.age(epochNs - nowNs));
    }
}
