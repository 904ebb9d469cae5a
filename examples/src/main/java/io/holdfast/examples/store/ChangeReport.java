package io.holdfast.examples.store;

import io.holdfast.examples.command.ClosedOutput;
import io.holdfast.examples.command.JsonFields;
import io.holdfast.examples.command.Output;
import io.holdfast.examples.command.OutputOption;

import java.io.PrintWriter;

/**
 * What a command that changes a store tells. For people lines on standard output. For programs one object for each
 * thing that was done or not; what is told before, for whoever is asked, then goes to standard error, as the question
 * does. One thread; to be closed.
 */
public final class ChangeReport implements AutoCloseable {
    private final boolean isJson;
    private final Output output;
    private final PrintWriter err;

    /**
     * Nothing told yet.
     *
     * @param format in which it is to be told
     * @param err    standard error
     */
    public ChangeReport(final OutputOption format, final PrintWriter err) {
        this.isJson = format.isJson();
        this.output = format.open();
        this.err = err;
    }

    /**
     * Tells people what is about to be done, or how things stand.
     *
     * @param line without a line end
     * @throws ClosedOutput if nobody reads any more
     */
    public void before(final String line) {
        if (isJson) {
            err.println(line);
            err.flush();
        } else {
            output.line(line);
            output.flush();
        }
    }

    /**
     * Tells what was done.
     *
     * @param fields for programs
     * @param lines  for people, without line ends
     * @throws ClosedOutput if nobody reads any more
     */
    public void result(final JsonFields fields, final String... lines) {
        if (isJson) {
            output.json(fields.asMap());
        } else {
            for (final String line : lines) {
                output.line(line);
            }
        }
        output.flush();
    }

    @Override
    public void close() {
        output.close();
    }
}
