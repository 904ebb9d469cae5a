package io.holdfast.examples.command;

import java.io.IOException;
import java.util.Locale;

/** Nobody reads the output any more, as behind {@code | head}: the program ends at once and without a word. */
public final class ClosedOutput extends RuntimeException {
    /** What a shell shows for a program that the signal SIGPIPE has ended. */
    public static final int EXIT_CODE = 141;

    private static final long serialVersionUID = 1L;

    /**
     * {@return what a program throws whose output cannot be written: this if nobody reads, else a failure that says
     * why}
     *
     * @param error of the write
     */
    public static RuntimeException orFailure(final IOException error) {
        final String reason = String.valueOf(error.getMessage());
        return reason.toLowerCase(Locale.ROOT).contains("pipe") ? new ClosedOutput()
            : new CommandFailure("cannot write to standard output: " + reason, error);
    }

    /** Without a stack trace, which nobody would see. */
    public ClosedOutput() {
        super("the output was closed", null, false, false);
    }
}
