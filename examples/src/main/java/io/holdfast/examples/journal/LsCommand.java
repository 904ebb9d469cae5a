package io.holdfast.examples.journal;

import io.holdfast.SystemClock;
import io.holdfast.examples.command.Cell;
import io.holdfast.examples.command.Column;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.Output;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.examples.command.Table;
import io.holdfast.store.journal.ConnectionSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;

/** {@code holdfast ls}. */
@Command(name = "ls", exitCodeOnExecutionException = ExitCode.USAGE, description = {
    "Lists the connections of a store: up to where there are messages, acks and syncs, how much is unacked and for how "
        + "long, what it takes on disk, and whether its owner lives. Beside the owner, without effect on it.",
    "Exit code 0: all could be read. 1: there is no connection, or something of one could not be read, which its last "
        + "column tells."})
public final class LsCommand implements Callable<Integer> {
    private static final Column[] COLUMNS = {Column.text("NAME"), Column.text("PEER"), Column.text("INCARNATION"),
        Column.number("FIRST"), Column.number("LAST"), Column.number("ACKED"), Column.number("SYNCED"),
        Column.number("UNACKED"), Column.number("BYTES"), Column.number("LAG"), Column.number("DISK"),
        Column.text("OWNER"), Column.text("NOTE")};

    @Spec
    private CommandSpec spec;
    @Mixin
    private LogChoice choice;
    @Mixin
    private OutputOption outputOption;

    @Option(names = "--sort", paramLabel = "KEY", defaultValue = "name", converter = ConnectionOrder.Converter.class,
        completionCandidates = ConnectionOrder.Keys.class,
        description = "name, or the largest first: unacked (messages), bytes (of them), lag, disk, last (append). "
            + "Default: ${DEFAULT-VALUE}.")
    private ConnectionOrder order;

    @Override
    public Integer call() {
        final ConnectionListing listing = new ConnectionListing(choice);
        final List<ConnectionSummary> summaries = listing.look(order.comparator());
        final long nowNs = SystemClock.INSTANCE.epochNs();
        try (Output output = outputOption.open()) {
            if (outputOption.isJson()) {
                summaries.forEach(summary -> output.json(ConnectionText.fields(summary, nowNs).asMap()));
            } else {
                print(output, summaries, nowNs);
            }
        }
        if (summaries.isEmpty()) {
            spec.commandLine().getErr().println(listing.nothing());
            return ExitCode.SOFTWARE;
        }
        return summaries.stream().anyMatch(ConnectionSummary::hasProblem) ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private void print(final Output output, final List<ConnectionSummary> summaries, final long nowNs) {
        try (Table table = outputOption.table(output, COLUMNS)) {
            for (final ConnectionSummary one : summaries) {
                table.row(one.localName(), one.remoteName(), ConnectionText.index(one.incarnation()),
                    ConnectionText.index(one.firstIndex()), ConnectionText.index(one.lastIndex()),
                    ConnectionText.index(one.ackedIndex()), ConnectionText.index(one.syncedIndex()),
                    ConnectionText.number(one.unackedMessages()), ConnectionText.size(one.unackedBytes()),
                    ConnectionText.lag(one, Cell.faint("-"), nowNs), ConnectionText.size(one.diskBytes()),
                    ConnectionText.owner(one.owner()), ConnectionText.note(one));
            }
        }
    }
}
