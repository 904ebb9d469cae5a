package io.holdfast.examples.replay;

import io.holdfast.StoreException;
import io.holdfast.SystemClock;
import io.holdfast.bridge.ClientContext;
import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.ClientEndpoint;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.Output;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.examples.command.ParentOption;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.TemporaryFolder;
import io.holdfast.examples.command.Text;
import io.holdfast.examples.command.TransportOption;
import io.holdfast.examples.journal.Selection;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalMessage;
import io.holdfast.store.journal.JournalReader;
import io.holdfast.store.journal.ReplayContext;
import io.holdfast.store.journal.ReplaySpeed;
import io.holdfast.store.journal.Replayer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code holdfast replay}. */
@Command(name = "replay", exitCodeOnExecutionException = ExitCode.USAGE, description = {
    "Sends what a log holds to a server once more, as a peer of its own, and waits until all is acked. The log is read "
        + "beside its owner and without effect on it. Types and payloads are the same, indices and times are new, and "
        + "the receiver is told that each message is a replay.",
    "Exit code 0: all is acked. 1: all is acked that could be sent, but something could not, as told on standard "
        + "error. 2: not all was sent or acked; an error line tells with which --from to go on."})
public final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private LogChoice choice;
    @Mixin
    private TargetOptions target;
    @Mixin
    private Selection selection;
    @Mixin
    private SpeedOptions speedOptions;
    @Mixin
    private TransportOption transportOption;
    @Mixin
    private OutputOption outputOption;
    @Mixin
    private ParentOption parentOption;

    @Option(names = "--follow",
        description = "Go on with what is appended to the log, until --until or --limit is reached or SIGINT comes.")
    private boolean isFollowing;

    private boolean isBehindEnd;

    @Override
    public Integer call() {
        final ReplaySpeed speed = speedOptions.speed();
        final ClientContext context = transportOption.applyTo(target.applyTo(new ClientContext()));
        final ChosenLog log = choice.one();
        try (Shutdown shutdown = Shutdown.install(parentOption); Journal journal = Journal.open(log.folder());
             JournalReader reader = journal.reader()) {
            final Skipped skipped = new Skipped(this::say);
            final ReplayContext replay = new ReplayContext().speed(speed).clock(SystemClock.INSTANCE)
                .filter(selection.range(journal, isFollowing).where(this::isBeforeEnd).where(selection::isWanted))
                .maxMessages(selection.limit()).following(isFollowing).listener(skipped);
            selection.begin(reader);
            final Path folder = TemporaryFolder.create(target.temporary(), "holdfast-replay-", "--temp");
            try {
                return send(new Source(log, journal, reader, replay, skipped), context.store(folder), shutdown);
            } finally {
                TemporaryFolder.delete(folder);
            }
        }
    }

    /**
     * What is sent.
     *
     * @param log     that was chosen
     * @param journal of it
     * @param reader  that stands before the first message
     * @param replay  which messages and how fast
     * @param skipped is told of what cannot be sent
     */
    private record Source(ChosenLog log, Journal journal, JournalReader reader, ReplayContext replay,
                          Skipped skipped) {
    }

    /** An end that was not there yet when the program started shows when a message behind it comes. */
    private boolean isBeforeEnd(final JournalMessage message) {
        isBehindEnd = isBehindEnd || selection.isBehind(message);
        return !isBehindEnd;
    }

    private int send(final Source source, final ClientContext context, final Shutdown shutdown) {
        try (ClientEndpoint endpoint = ClientEndpoint.open(context, false)) {
            endpoint.onLoss(this::say);
            final SentWindow window = new SentWindow(endpoint.connection());
            final Replayer replayer = Replayer.of(source.reader(), window, source.replay());
            final ReplayRun run = new ReplayRun(endpoint, replayer, window, SystemClock.INSTANCE, target.timeoutNs());
            run.awaitLogin(shutdown, target.address());
            RuntimeException failure = null;
            try (ProgressLine progress = new ProgressLine(SystemClock.INSTANCE)) {
                run.run(shutdown, () -> isBehindEnd, progress);
            } catch (final CommandFailure | StoreException error) {
                failure = error;
            }
            source.skipped().tell();
            final ReplayReport report = new ReplayReport(source.log(), replayer.progress(), window, source.skipped(),
                new ReplayReport.Way(target.address(), endpoint.connection().remoteName(), target.name(),
                    endpoint.transports().text(), run.dropped(), run.tookNs()));
            print(report, source.journal(), failure == null);
            if (failure != null) {
                throw new CommandFailure(failure.getMessage() + "; " + standing(report), failure);
            }
            return source.skipped().isEmpty() && endpoint.losses() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private void print(final ReplayReport report, final Journal journal, final boolean isComplete) {
        try (Output output = outputOption.open()) {
            if (outputOption.isJson()) {
                output.json(report.fields(journal, isComplete).asMap());
            } else {
                output.line(report.text());
            }
        }
    }

    /** {@return up to where the log is acked, and how to go on} */
    private String standing(final ReplayReport report) {
        final long acked = report.window().acked();
        if (acked == 0) {
            return "nothing is acked";
        }
        final long ackedIndex = report.window().ackedIndex();
        final String limit = selection.limit() == Long.MAX_VALUE || selection.limit() == acked ? ""
            : " --limit " + (selection.limit() - acked);
        return acked + " of " + report.progress().messages() + " messages sent are acked, up to index "
            + Text.hex(ackedIndex) + " of the log; go on with --from " + Text.hex(ackedIndex + 1) + limit;
    }

    private void say(final String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
