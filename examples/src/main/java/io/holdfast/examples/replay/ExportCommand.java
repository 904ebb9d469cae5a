package io.holdfast.examples.replay;

import io.holdfast.SystemClock;
import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.StandardOutput;
import io.holdfast.examples.journal.JsonLines;
import io.holdfast.examples.journal.Selection;
import io.holdfast.store.ArchiveSummary;
import io.holdfast.store.ConnectionArchive;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code holdfast export}. */
@Command(name = "export", exitCodeOnExecutionException = ExitCode.USAGE, description = {
    "Writes the messages of a log as lines of JSON, all it holds or a part, for holdfast import or other programs; or, "
        + "with --archive, packs a whole connection into one file, from which holdfast import makes it again on "
        + "another machine. Works beside the owner.",
    "Exit code 1: something is damaged and left out of the lines, or was lost and has tombstones in its place. A "
        + "damaged log makes no archive."})
public final class ExportCommand implements Callable<Integer> {
    private static final List<String> OF_LINES = List.of("--file", "--from", "--until", "--type", "--limit");

    @Spec
    private CommandSpec spec;
    @Mixin
    private LogChoice logChoice;

    @Option(names = "--archive", paramLabel = "FILE",
        description = "Pack the connection into this file, which does not exist: its messages up to the last one, or "
            + "one that comes meanwhile, its acks and its session record.")
    private Path archive;

    @Option(names = "--file", paramLabel = "FILE",
        description = "Write the lines to this file, which does not exist. Default: standard output.")
    private Path file;

    @Mixin
    private Selection selection;

    @Override
    public Integer call() throws IOException {
        if (archive != null) {
            OF_LINES.stream().filter(option -> spec.commandLine().getParseResult().hasMatchedOption(option)).findFirst()
                .ifPresent(option -> {
                    throw new ParameterException(spec.commandLine(), option + " is for lines; an archive holds all");
                });
            return pack(logChoice.one());
        }
        final JsonLines lines = new JsonLines(selection, spec.commandLine().getErr());
        if (file == null) {
            lines.write(logChoice.one().folder(), StandardOutput.bytes(spec));
        } else {
            final ChosenLog log = logChoice.one();
            try (NewFile out = new NewFile(file)) {
                final long messages = lines.write(log.folder(), out);
                out.finish();
                say(log + ": messages=" + messages + " file=" + file);
            }
        }
        return lines.isIntact() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private int pack(final ChosenLog log) {
        log.root(); // a bare log is no connection
        final ArchiveSummary packed;
        try (ByteBar bar = new ByteBar(log.toString())) {
            packed = ConnectionArchive.write(log.folder(), archive, SystemClock.INSTANCE.epochNs(), bar);
        }
        say("archived " + Summaries.of(packed) + " file=" + archive + " bytes=" + archive.toFile().length());
        return ExitCode.OK;
    }

    private void say(final String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
