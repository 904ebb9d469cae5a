package io.holdfast.examples.store;

import io.holdfast.DailyRoll;
import io.holdfast.examples.command.Age;
import io.holdfast.examples.command.ByteCount;
import io.holdfast.examples.command.DailyRollConverter;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.store.StoreContext;
import io.holdfast.store.tool.StorePurge;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code holdfast purge}. */
@Command(name = "purge", exitCodeOnExecutionException = ExitCode.USAGE, description = {
    "Deletes now what the owner's retention would keep for longer, while no owner runs: the finished files of a "
        + "connection, or of all that fit, whose messages are all acked; never the file that is written to.",
    "With --sessions session days that are over and connections that have ended, with all they hold.",
    "Prints what goes, then asks for a name to be typed unless --yes is given. What has unacked messages goes only "
        + "with a session that is over, and only if its name is typed, --yes or not.",
    "Exit code 1: some session was kept because its name was not typed. 2: something could not be purged."})
public final class PurgeCommand implements Callable<Integer> {
    /** Ends each session day at the last instant at which one can end anywhere. */
    private static final DailyRoll LAST = DailyRoll.parse("Etc/GMT+12@23:59");

    @Spec
    private CommandSpec spec;
    @Mixin
    private LogChoice choice;
    @Mixin
    private OutputOption format;

    @Option(names = "--older-than", paramLabel = "AGE", converter = Age.class,
        description = "Only files that were finished, or sessions that ended, that long ago: 90s, 15m, 12h, 7d.")
    private Long olderThanNs;

    @Option(names = "--keep-bytes", paramLabel = "SIZE", converter = ByteCount.class,
        description = "Of acked files keep the newest up to this size, for each connection: 500, 64k, 256m, 10g. With "
            + "--older-than files go for either reason.")
    private Long keepBytes;

    @Option(names = "--sessions", description = "Session days that are over, and connections that have ended.")
    private boolean isSessions;

    @Option(names = "--daily", paramLabel = "ZONE@HH:MM", converter = DailyRollConverter.class,
        description = "With --sessions: when session days end. Default: a day counts as over once it is over in every "
            + "time zone.")
    private DailyRoll daily;

    @Option(names = "--dry-run", description = "Only print what would go; works beside the owner too.")
    private boolean isDryRun;

    @Mixin
    private Consent consent;

    @Override
    public Integer call() {
        if (isSessions && keepBytes != null || !isSessions && daily != null) {
            throw new ParameterException(spec.commandLine(), isSessions ? "--keep-bytes is for acked files, not with"
                + " --sessions" : "--daily needs --sessions");
        }
        final StoreContext options = new StoreContext().retainNs(olderThanNs == null ? 0 : olderThanNs)
            .retainBytes(keepBytes == null ? 0 : keepBytes);
        final StorePurge purge = new StorePurge(choice.store().root(), options);
        try (ChangeReport out = new ChangeReport(format, spec.commandLine().getErr())) {
            return isSessions ? new SessionPurge(purge, daily == null ? LAST : daily, consent, out)
                .run(choice, isDryRun) : new AckedPurge(purge, consent, out).run(choice, isDryRun);
        }
    }
}
