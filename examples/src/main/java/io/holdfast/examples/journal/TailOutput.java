package io.holdfast.examples.journal;

import picocli.CommandLine.Option;

/** How {@code tail} writes messages: its {@code -f} is another option. */
public final class TailOutput extends MessageForm {
    @Option(names = "--format", paramLabel = "FORMAT", description = {MessageForm.FORMAT_HELP, FormatString.SYNTAX})
    private String format;

    @Override
    String format() {
        return format;
    }
}
