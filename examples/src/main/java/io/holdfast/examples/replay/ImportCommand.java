package io.holdfast.examples.replay;

import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.OutputOption;
import io.holdfast.examples.command.StoreFolder;
import io.holdfast.examples.store.ChangeReport;
import io.holdfast.examples.store.Consent;
import io.holdfast.examples.store.Outcome;
import io.holdfast.store.ArchiveRestore;
import io.holdfast.store.ArchiveSummary;
import io.holdfast.store.StoreContext;
import io.holdfast.store.journal.StoreView;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code holdfast import}. */
@Command(name = "import", exitCodeOnExecutionException = ExitCode.USAGE, description = {
    "Appends messages that holdfast export wrote as lines of JSON to the send queue of a connection, while no owner "
        + "runs: marked as replayed, with their types, batches as batches. They go to the peer as new messages, with "
        + "new indices, when the owner runs again.",
    "With --archive it makes a connection again from a file of holdfast export --archive, in a store that does not "
        + "have it. The peer is told at the next login what the archive lacks, and sends again what was consumed since "
        + "it was made. The connection that was packed must not be used any more.",
    "Asks for the peer's name to be typed unless --yes is given."})
public final class ImportCommand implements Callable<Integer> {
    private static final List<String> OF_LINES = List.of("--file", "--skip", "--max-message", "--cycle-size");

    @Spec
    private CommandSpec spec;
    @Mixin
    private LogChoice logChoice;
    @Mixin
    private OutputOption format;

    @Option(names = "--archive", paramLabel = "FILE", description = "Make the connection again that this file holds.")
    private Path archive;

    @Mixin
    private LineOptions lineOptions;

    @Option(names = "--dry-run", description = "Only read all of it through and say what would be done.")
    private boolean isDryRun;

    @Mixin
    private Consent consent;

    @Override
    public Integer call() throws IOException {
        if (archive != null) {
            OF_LINES.stream().filter(option -> spec.commandLine().getParseResult().hasMatchedOption(option)).findFirst()
                .ifPresent(option -> {
                    throw new ParameterException(spec.commandLine(), option + " is for lines, not for an archive");
                });
        }
        try (ChangeReport out = new ChangeReport(format, spec.commandLine().getErr())) {
            if (archive == null) {
                lines(out);
            } else {
                restore(out);
            }
        }
        return ExitCode.OK;
    }

    private void lines(final ChangeReport out) throws IOException {
        if (lineOptions.isStandardInput() && !isDryRun && !consent.isSure()) {
            throw new ParameterException(spec.commandLine(), "lines come from standard input, so nobody can be asked"
                + " there: give --yes, or the lines with --file");
        }
        final ChosenLog log = logChoice.one();
        final Appending appending = new Appending(log, lineOptions);
        if (isDryRun) {
            final LineTotals totals = appending.check();
            out.result(ImportJson.of(log, Outcome.PLANNED, totals), log + ": would append " + totals.text());
            return;
        }
        final LineTotals totals = appending.run(would -> {
            out.before(log + ": appends " + would.text());
            consent.require("the peer's name", log.remoteName());
        });
        out.result(ImportJson.of(log, Outcome.DONE, totals), log + ": appended " + totals.text());
    }

    private void restore(final ChangeReport out) {
        final ArchiveSummary held = check();
        final Path root = root();
        final Path target = root.resolve(held.localName()).resolve(held.remoteName());
        if (Files.exists(target)) {
            throw new CommandFailure("there is " + target + " already; move it away, or choose another store");
        }
        if (isDryRun) {
            out.result(ImportJson.of(target, Outcome.PLANNED, held), "would restore " + Summaries.of(held));
            return;
        }
        out.before("restores " + Summaries.of(held) + " in " + root);
        out.before("the connection that was packed must not be used any more; messages after the last one here are "
            + "lost unless the peer has them, and what was consumed after the archive was made comes again");
        consent.require("the peer's name", held.remoteName());
        try (ByteBar bar = new ByteBar("restoring")) {
            ArchiveRestore.restore(archive, root, new StoreContext(), bar);
        }
        out.result(ImportJson.of(target, Outcome.DONE, held), "restored " + held.localName() + " to "
            + held.remoteName() + " in " + root);
    }

    /** Looks before a person is asked. */
    private ArchiveSummary check() {
        final ArchiveSummary held;
        try (ByteBar bar = new ByteBar("checking")) {
            held = isDryRun ? ArchiveRestore.check(archive, bar) : ArchiveRestore.look(archive);
        }
        if (logChoice.name() != null && !logChoice.name().equals(held.localName())
            || logChoice.remote() != null && !logChoice.remote().equals(held.remoteName())) {
            throw new CommandFailure("the archive holds " + held.localName() + " to " + held.remoteName() + ", not"
                + logChoice.wish() + "; a connection can be restored under its own names only");
        }
        return held;
    }

    /** {@return the root of the store that is named, which may be one yet to be made} */
    private Path root() {
        final StoreFolder store = logChoice.store();
        if (!Files.exists(store.path())) {
            return store.path().toAbsolutePath().normalize();
        }
        final Path folder = store.folder();
        try {
            return store.root();
        } catch (final CommandFailure noStore) {
            if (StoreView.isLog(folder)) {
                throw noStore;
            }
            return folder;
        }
    }
}
