package io.holdfast.examples.command;

import java.io.PrintWriter;
import java.util.Map;

/**
 * A program's data on standard output, line by line, in few writes: what is written shows after {@link #flush()}, when
 * {@code CHUNK} characters have gathered, and at {@link #close()}. Once nobody reads it any more, writing throws
 * {@link ClosedOutput}, which ends the program quietly; a full disk and such is a {@link CommandFailure}. Close it in a
 * {@code try}, so that what was written before an error shows too. One thread; does not close the stream below.
 */
public final class Output implements AutoCloseable {
    private static final int CHUNK = 1 << 15;

    private final PrintWriter out;
    private final StringBuilder text = new StringBuilder(CHUNK + (CHUNK >> 2));

    /**
     * An output.
     *
     * @param out where to
     */
    public Output(final PrintWriter out) {
        this.out = out;
    }

    /**
     * Writes a line.
     *
     * @param line without a line end
     * @throws ClosedOutput if nobody reads any more
     */
    public void line(final CharSequence line) {
        text.append(line).append('\n');
        if (text.length() >= CHUNK) {
            flush();
        }
    }

    /**
     * Writes text as it is.
     *
     * @param part with line ends or without
     * @throws ClosedOutput if nobody reads any more
     */
    public void text(final CharSequence part) {
        text.append(part);
        if (text.length() >= CHUNK) {
            flush();
        }
    }

    /**
     * Writes an object as one line of JSON.
     *
     * @param fields in their order
     * @throws ClosedOutput if nobody reads any more
     */
    public void json(final Map<String, ?> fields) {
        line(JsonLine.json(fields));
    }

    /**
     * Shows what was written so far.
     *
     * @throws ClosedOutput if nobody reads any more
     */
    public void flush() {
        out.append(text);
        text.setLength(0);
        if (out.checkError()) { // which flushes
            throw out instanceof final StandardOutput output && output.failure() != null
                ? ClosedOutput.orFailure(output.failure()) : new ClosedOutput();
        }
    }

    @Override
    public void close() {
        flush();
    }
}
