package io.holdfast.examples.journal;

import io.holdfast.examples.command.KnownText;
import picocli.CommandLine.Option;

/** How {@code tail} writes messages: its {@code -f} is another option. */
public final class TailOutput extends MessageForm {
    @Option(names = "--format", paramLabel = "FORMAT", converter = KnownText.class,
        description = {FORMAT_HELP, FormatString.SYNTAX})
    private String format;

    @Override
    String format() {
        return format;
    }
}
