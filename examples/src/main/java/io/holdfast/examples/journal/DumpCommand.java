package io.holdfast.examples.journal;

import io.holdfast.examples.command.LogChoice;
import io.holdfast.store.journal.Journal;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code holdfast dump}. */
@Command(name = "dump", exitCodeOnExecutionException = ExitCode.USAGE, description = {
    "Writes the messages of a log to standard output: all it holds, or a part.",
    "What is damaged, or lost and replaced by tombstones, is told on standard error and passed over or "
        + "flagged; the exit code is then 1."})
public final class DumpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private LogChoice logChoice;
    @Mixin
    private Selection selection;
    @Mixin
    private MessageOutput output;

    @Override
    public Integer call() {
        final DamageNotes notes = new DamageNotes(spec.commandLine().getErr());
        try (Journal journal = Journal.open(logChoice.one().folder())) {
            final MessageFormat format = output.format(journal);
            final ByteOutput out = output.open();
            try (LogWalk walk = new LogWalk(journal, selection, notes, false)) {
                while (walk.next()) {
                    format.write(walk.message(), out);
                }
            } finally {
                out.flush();
            }
        }
        return notes.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
