package io.holdfast.examples.journal;

import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.Output;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.store.journal.Journal;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code holdfast stats}. */
@Command(name = "stats", exitCodeOnExecutionException = ExitCode.USAGE, description = {
    "Counts the messages of a log: how many and how large, over time, in all and by type. Rates are of the times at "
        + "which the log's owner accepted them.",
    "Exit code 1: something is damaged or lost, which is told on standard error and not counted as a message."})
public final class StatsCommand implements Callable<Integer> {
    private static final int MOST_BUCKETS = 100_000;

    @Spec
    private CommandSpec spec;
    @Mixin
    private LogChoice logChoice;
    @Mixin
    private Selection selection;
    @Mixin
    private OutputOption output;

    @Option(names = "--buckets", paramLabel = "COUNT", defaultValue = "24",
        description = "Divide the time into so many spans at most; their width is a round one. Default: "
            + "${DEFAULT-VALUE}.")
    private int most;

    @Override
    public Integer call() {
        if (most < TimeBuckets.LEAST || most > MOST_BUCKETS) {
            throw new ParameterException(spec.commandLine(), "--buckets must be " + TimeBuckets.LEAST + " to "
                + MOST_BUCKETS + ", was " + most);
        }
        final DamageNotes notes = new DamageNotes(spec.commandLine().getErr());
        try (Journal journal = Journal.open(logChoice.one().folder())) {
            final LogStats stats = new LogStats(new TimeBuckets(most));
            try (LogWalk walk = new LogWalk(journal, selection, notes, false)) {
                while (walk.next()) {
                    stats.add(walk.message());
                }
            }
            try (Output out = output.open()) {
                if (output.isJson()) {
                    out.json(StatsJson.fields(journal, stats).asMap());
                } else {
                    new StatsTable(stats, output, out).write(journal);
                }
            }
        }
        return notes.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
