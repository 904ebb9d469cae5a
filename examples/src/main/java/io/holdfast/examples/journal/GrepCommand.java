package io.holdfast.examples.journal;

import io.holdfast.examples.command.AtLeastOne;
import io.holdfast.examples.command.KnownText;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.Terminal;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalMessage;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.regex.PatternSyntaxException;

/** {@code holdfast grep}. */
@Command(name = "grep", exitCodeOnExecutionException = ExitCode.USAGE, description = {
    "Writes the messages of a log whose payload has what is searched for: a regular expression of Java in the "
        + "payload as UTF-8 text, in which ^ and $ stand for the ends of its lines, or bytes. A tombstone has no "
        + "payload and is never found.",
    "Exit code 1: nothing was found, or something that was looked at is damaged or lost, which is told on standard "
        + "error."})
public final class GrepCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private LogChoice logChoice;
    @Mixin
    private Selection selection;
    @Mixin
    private MessageOutput output;

    @Parameters(arity = "0..1", paramLabel = "PATTERN", converter = KnownText.class,
        description = "What to search for; or give --bytes.")
    private String pattern;

    @Option(names = "--bytes", paramLabel = "HEX", description = "Search for these bytes: 0aff00, or \"0a ff 00\".")
    private String hex;

    @Option(names = {"-i", "--ignore-case"}, description = "Upper and lower case are the same.")
    private boolean isIgnoreCase;

    @Option(names = {"-v", "--invert"}, description = "Find the messages that do not have it.")
    private boolean isInverted;

    @Option(names = {"-c", "--count"}, description = "Write how many there are, and nothing else.")
    private boolean isCount;

    @Option(names = {"-m", "--max-count"}, paramLabel = "COUNT", converter = AtLeastOne.class,
        description = "End after so many found; --limit counts all that were looked at.")
    private Long maxCount;

    @Override
    public Integer call() {
        final DamageNotes notes = new DamageNotes(spec.commandLine().getErr());
        final PayloadSearch search = search();
        final ByteOutput out = output.open();
        long found = 0;
        try (Journal journal = Journal.open(logChoice.one().folder())) {
            final MessageFormat format = format(journal);
            try (LogWalk walk = new LogWalk(journal, selection, notes, false)) {
                found = grep(walk, search, format, out);
            }
            if (isCount) {
                out.decimal(found).put('\n');
            }
        } finally {
            out.flush();
        }
        return found > 0 && notes.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private long grep(final LogWalk walk, final PayloadSearch search, final MessageFormat format,
                      final ByteOutput out) {
        final PayloadBytes payload = new PayloadBytes();
        final long most = maxCount == null ? Long.MAX_VALUE : maxCount;
        long found = 0;
        while (found < most && walk.next()) {
            final JournalMessage message = walk.message();
            if (message.isTombstone()) {
                continue;
            }
            search.reset(payload.of(message));
            if (search.find() != isInverted) {
                found++;
                if (!isCount) {
                    format.write(message, out);
                }
            }
        }
        return found;
    }

    private MessageFormat format(final Journal journal) {
        final boolean isColoured = output.isText() && !isInverted && Terminal.ansi().enabled();
        return isColoured ? new TextFormat(new Highlight(search(), output.most())) : output.format(journal);
    }

    private PayloadSearch search() {
        if (pattern == null == (hex == null)) {
            throw new ParameterException(spec.commandLine(), "name either a PATTERN or --bytes");
        }
        return hex == null ? textSearch() : byteSearch();
    }

    private PayloadSearch textSearch() {
        try {
            return TextSearch.of(pattern, isIgnoreCase);
        } catch (final PatternSyntaxException error) {
            throw new ParameterException(spec.commandLine(), "'" + pattern + "' is no regular expression: "
                + error.getDescription() + (error.getIndex() < 0 ? "" : " at character " + (error.getIndex() + 1)),
                error);
        }
    }

    private PayloadSearch byteSearch() {
        final String digits = hex.replaceAll("\\s", "");
        if (isIgnoreCase) {
            throw new ParameterException(spec.commandLine(), "--ignore-case is for a PATTERN, not for --bytes");
        }
        if (!digits.matches("([0-9a-fA-F]{2})+")) {
            throw new ParameterException(spec.commandLine(), "--bytes '" + hex + "' are no bytes in hexadecimal, two "
                + "digits each");
        }
        return new ByteSearch(HexFormat.of().parseHex(digits));
    }
}
