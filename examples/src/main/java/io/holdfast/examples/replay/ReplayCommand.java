package io.holdfast.examples.replay;

import io.holdfast.Connection;
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
import io.holdfast.store.PurgedException;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalFilter;
import io.holdfast.store.journal.JournalMessage;
import io.holdfast.store.journal.JournalReader;
import io.holdfast.store.journal.ReplayContext;
import io.holdfast.store.journal.ReplaySpeed;
import io.holdfast.store.journal.Replayer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code holdfast replay}. */
@Command(name = "replay", exitCodeOnExecutionException = ExitCode.USAGE, description = {
    "Sends what a log holds to a server once more, as a peer of its own, and waits until all is acked. The log is read "
        + "beside its owner and without effect on it. Types and payloads are the same, indices and times are new, and "
        + "the receiver is told that each message is a replay. With --keep DIR it may be killed, and the same command "
        + "run again goes on.",
    "Exit code 0: all is acked. 1: all is acked that could be sent, but something could not, as told on standard "
        + "error. 2: not all was sent or acked; an error line tells how to go on."})
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
    /** Why a replay that was begun cannot go on in the log: what it has sent is to be acked all the same. */
    private CommandFailure blocked;

    @Override
    public Integer call() {
        final ReplaySpeed speed = speedOptions.speed();
        final ClientContext context = transportOption.applyTo(target.applyTo(new ClientContext()));
        final ChosenLog log = choice.one();
        try (Shutdown shutdown = Shutdown.install(parentOption); Journal journal = Journal.open(log.folder());
             JournalReader reader = journal.reader()) {
            final Source source = new Source(log, journal, reader, speed, new Skipped(this::say));
            if (target.kept() != null) {
                return sendKept(source, context, shutdown);
            }
            final Path folder = TemporaryFolder.create(target.temporary(), "holdfast-replay-", "--temp");
            try {
                return send(source, null, context.store(folder), shutdown);
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
     * @param reader  of the journal
     * @param speed   how fast
     * @param skipped is told of what cannot be sent
     */
    private record Source(ChosenLog log, Journal journal, JournalReader reader, ReplaySpeed speed, Skipped skipped) {
    }

    private int sendKept(final Source source, final ClientContext context, final Shutdown shutdown) {
        try (KeptReplay kept = KeptReplay.open(target.kept(), wanted(source.journal()))) {
            if (kept.isBegun()) {
                target.requirePeer(kept.peer());
                context.remoteName(kept.peer());
                selection.resume(kept.until());
            }
            return kept.isFinished() ? tellFinished(source, kept)
                : send(source, kept, context.store(kept.store()), shutdown);
        }
    }

    /** {@return what has to be the same to go on with a replay that was begun: ages as they were typed} */
    private Map<String, String> wanted(final Journal journal) {
        final Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put("log", journal.localName() + " to " + journal.remoteName());
        wanted.put("incarnation", Text.hex(journal.incarnation()));
        wanted.put("--as", target.name());
        wanted.put("--follow", String.valueOf(isFollowing));
        for (final String name : List.of("--from", "--until", "--type", "--limit")) {
            final OptionSpec option = spec.commandLine().getParseResult().matchedOption(name);
            wanted.put(name, option == null ? "" : String.join(",", option.originalStringValues()));
        }
        return wanted;
    }

    private int tellFinished(final Source source, final KeptReplay kept) {
        final ReplayReport report = new ReplayReport(source.log(), ReplayReport.Sent.finished(kept.places()),
            source.skipped(), new ReplayReport.Way(target.address(), kept.peer(), target.name(), "none", 0, 0));
        print(report, report.finishedText(), source.journal(), true);
        return exitCode(kept.places());
    }

    /** An end that was not there yet when the program started shows when a message behind it comes. */
    private boolean isBeforeEnd(final JournalMessage message) {
        isBehindEnd = isBehindEnd || selection.isBehind(message);
        return !isBehindEnd;
    }

    private int send(final Source source, final KeptReplay kept, final ClientContext context,
                     final Shutdown shutdown) {
        final Journal journal = source.journal();
        final boolean isBegun = kept != null && kept.isBegun();
        final JournalFilter range = selection.range(journal, isFollowing)
            .toIndex(isBegun ? kept.endIndex() : Long.MAX_VALUE);
        if (!isBegun) {
            selection.begin(source.reader());
        }
        final long passed = isBegun || kept == null ? 0 : ordinalBefore(journal);
        final long endIndex = isFollowing ? range.toIndex() : Math.min(range.toIndex(), journal.lastIndex());
        try (ClientEndpoint endpoint = ClientEndpoint.open(context, false)) {
            endpoint.onLoss(text -> lost(isBegun ? kept.places() : null, text));
            ReplayRun.awaitLogin(endpoint, shutdown, SystemClock.INSTANCE, target);
            final JournalFilter filter = range.where(this::isBeforeEnd).where(selection::isWanted);
            if (isBegun) {
                resume(kept, endpoint.connection(), source, filter);
            } else if (kept != null) {
                kept.begin(endpoint.connection(), passed, endIndex, selection.until());
            }
            return run(source, filter, endpoint, kept == null ? SentPlaces.inMemory() : kept.places(), shutdown);
        }
    }

    private void resume(final KeptReplay kept, final Connection connection, final Source source,
                        final JournalFilter filter) {
        try {
            kept.resume(connection, source.journal(), source.reader(), filter);
        } catch (final CommandFailure failure) {
            blocked = failure;
        }
    }

    private void lost(final SentPlaces places, final String text) {
        if (places != null) {
            places.skipped();
        }
        say(text);
    }

    /** {@return the ordinal before the first message that may be sent} */
    private long ordinalBefore(final Journal journal) {
        try (JournalReader reader = journal.reader()) {
            reader.onDamage(damage -> { }); // told by the reader that gives out what is around it
            selection.begin(reader);
            return reader.next() ? reader.message().ordinal() - 1
                : reader.previous() ? reader.message().ordinal() : 0;
        }
    }

    private int run(final Source source, final JournalFilter filter, final ClientEndpoint endpoint,
                    final SentPlaces places, final Shutdown shutdown) {
        final SentWindow window = new SentWindow(endpoint.connection(), places);
        final long left = blocked != null ? 0 : selection.limit() == Long.MAX_VALUE ? Long.MAX_VALUE
            : Math.max(0, selection.limit() - window.earlier());
        final ReplayContext replay = new ReplayContext().speed(source.speed()).clock(SystemClock.INSTANCE)
            .filter(filter).maxMessages(left)
            .following(isFollowing).listener((reason, from, to, text) -> {
                places.skipped();
                source.skipped().onSkipped(reason, from, to, text);
            });
        final Replayer replayer = Replayer.of(source.reader(), window, replay);
        endpoint.onLoss(text -> lost(places, text));
        final ReplayRun run = new ReplayRun(endpoint, replayer, window, SystemClock.INSTANCE, target);
        RuntimeException failure = blocked;
        try (ProgressLine progress = new ProgressLine(SystemClock.INSTANCE)) {
            run.run(shutdown, () -> isBehindEnd, progress);
            if (blocked == null) {
                places.finish();
            }
        } catch (final CommandFailure | StoreException error) {
            failure = error;
        }
        source.skipped().tell();
        final ReplayReport report = new ReplayReport(source.log(),
            ReplayReport.Sent.of(replayer.progress(), window), source.skipped(),
            new ReplayReport.Way(target.address(), endpoint.connection().remoteName(), target.name(),
                endpoint.transports().text(), run.dropped(), run.tookNs()));
        print(report, report.text(), source.journal(), failure == null);
        if (failure != null) {
            throw new CommandFailure(failure.getMessage() + "; " + standing(report, failure), failure);
        }
        return exitCode(places);
    }

    private static int exitCode(final SentPlaces places) {
        return places.hasSkipped() ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private void print(final ReplayReport report, final String text, final Journal journal,
                       final boolean isComplete) {
        try (Output output = outputOption.open()) {
            if (outputOption.isJson()) {
                output.json(report.fields(journal, isComplete).asMap());
            } else {
                output.line(text);
            }
        }
    }

    /** {@return up to where the log is acked, and how to go on} */
    private String standing(final ReplayReport report, final RuntimeException failure) {
        final ReplayReport.Sent sent = report.sent();
        final String acked = sent.acked() == 0 ? "nothing is acked" : sent.acked() + " of "
            + (sent.earlier() + sent.messages()) + " messages sent are acked, up to index "
            + Text.hex(sent.ackedIndex()) + " of the log";
        if (target.kept() != null) {
            return acked + (failure == blocked ? "" : failure instanceof PurgedException gone
                ? "; to send what is left, replay with --from " + Text.hex(gone.toIndex()) + " and another --keep DIR"
                : "; run the same command again to go on");
        }
        final String limit = selection.limit() == Long.MAX_VALUE || selection.limit() == sent.acked() ? ""
            : " --limit " + (selection.limit() - sent.acked());
        return sent.acked() == 0 ? acked : acked + "; go on with --from " + Text.hex(sent.ackedIndex() + 1) + limit;
    }

    private void say(final String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
