package io.holdfast.examples.command;

/**
 * Ends a program with this one line and the exit code that it has for what could not be done; nothing in it is
 * unexpected enough for a stack trace.
 */
public class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param message what happened and what to do next, in one line
     */
    public CommandFailure(final String message) {
        super(message);
    }

    /**
     * A failure with its cause, which {@code --verbose} shows.
     *
     * @param message what happened and what to do next, in one line
     * @param cause   what was thrown
     */
    public CommandFailure(final String message, final Throwable cause) {
        super(message, cause);
    }
}
