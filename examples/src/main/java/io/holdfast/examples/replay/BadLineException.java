package io.holdfast.examples.replay;

import io.holdfast.examples.command.CommandFailure;

/** A line is not that of a message, or its message cannot be appended. */
final class BadLineException extends CommandFailure {
    private static final long serialVersionUID = 1L;

    /**
     * A line.
     *
     * @param line from 1
     * @param what is wrong with it
     */
    BadLineException(final long line, final String what) {
        super("line " + line + ": " + what);
    }
}
