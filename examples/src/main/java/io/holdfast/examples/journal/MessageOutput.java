package io.holdfast.examples.journal;

import io.holdfast.examples.command.KnownText;
import picocli.CommandLine.Option;

/** How a program writes messages, with {@code -f} for a format of the user's own. */
public final class MessageOutput extends MessageForm {
    @Option(names = {"-f", "--format"}, paramLabel = "FORMAT", converter = KnownText.class,
        description = {FORMAT_HELP, FormatString.SYNTAX})
    private String format;

    @Override
    String format() {
        return format;
    }
}
