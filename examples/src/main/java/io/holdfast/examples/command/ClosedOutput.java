package io.holdfast.examples.command;

/** Nobody reads the output any more, as behind {@code | head}: the program ends at once and without a word. */
public final class ClosedOutput extends RuntimeException {
    /** What a shell shows for a program that the signal SIGPIPE has ended. */
    public static final int EXIT_CODE = 141;

    private static final long serialVersionUID = 1L;

    /** Without a stack trace, which nobody would see. */
    public ClosedOutput() {
        super("the output was closed", null, false, false);
    }
}
