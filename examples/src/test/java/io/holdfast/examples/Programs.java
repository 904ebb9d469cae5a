package io.holdfast.examples;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs a program inside the test's process and keeps what it printed. */
public final class Programs {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    public int run(final String... args) {
        final CommandLine commandLine = Holdfast.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(args);
    }

    public String out() {
        return out.toString();
    }

    public String err() {
        return err.toString();
    }
}
