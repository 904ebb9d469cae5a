package io.holdfast.examples.journal;

import io.holdfast.IdleStrategy;
import io.holdfast.SystemClock;
import io.holdfast.examples.command.AtLeastZero;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.Shutdown;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code holdfast tail}. */
@Command(name = "tail", exitCodeOnExecutionException = ExitCode.USAGE, description = {
    "Writes the last messages of a log to standard output, and with --follow those that are appended from then on, "
        + "over rolls and restarts of the owner, until SIGINT or SIGTERM. A log that is reset meanwhile is followed "
        + "from its new start on; that, and messages that were purged before they were read, are told on standard "
        + "error.",
    "What is damaged, or lost and replaced by tombstones, is told on standard error and passed over or "
        + "flagged; the exit code is then 1."})
public final class TailCommand implements Callable<Integer> {
    private static final long DEFAULT_COUNT = 10;

    @Spec
    private CommandSpec spec;
    @Mixin
    private LogChoice logChoice;
    @Mixin
    private Selection selection;
    @Mixin
    private TailOutput output;

    @Option(names = {"-n", "--lines"}, paramLabel = "COUNT", converter = AtLeastZero.class,
        description = "Begin with the last so many messages of those chosen, 0 for none of them. Default: "
            + DEFAULT_COUNT + ", or all from --from on.")
    private Long count;

    @Option(names = {"-f", "--follow"}, description = "Go on with what is appended.")
    private boolean isFollowing;

    @Override
    public Integer call() {
        final DamageNotes notes = new DamageNotes(spec.commandLine().getErr());
        final ByteOutput out = output.open();
        final long last = count != null ? count : selection.from() == null ? DEFAULT_COUNT : Long.MAX_VALUE;
        try (Shutdown shutdown = Shutdown.install();
             Follower follower = new Follower(logChoice.one().folder(), selection, notes, SystemClock.INSTANCE)) {
            final MessageFormat format = output.format(follower.begin(last, isFollowing));
            write(follower, format, out, shutdown);
        } finally {
            out.flush();
        }
        return notes.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void write(final Follower follower, final MessageFormat format, final ByteOutput out,
                       final Shutdown shutdown) {
        final IdleStrategy idle = IdleStrategy.backoff(IdleStrategy.DEFAULT_MAX_PARK_NS);
        while (!shutdown.isRequested()) {
            if (follower.next()) {
                format.write(follower.message(), out);
                idle.idle(1);
            } else if (!isFollowing || follower.isOver()) {
                return;
            } else {
                out.flush();
                idle.idle(follower.keepUp() ? 1 : 0);
            }
        }
    }
}
