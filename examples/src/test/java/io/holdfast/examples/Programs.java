package io.holdfast.examples;

import io.holdfast.examples.command.StandardOutput;
import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** Runs a program inside the test's process and keeps what it printed. */
public final class Programs {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();

    public int run(final String... args) {
        final CommandLine commandLine = Holdfast.commandLine();
        commandLine.setOut(new StandardOutput(out));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(args);
    }

    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    public byte[] outBytes() {
        return out.toByteArray();
    }

    public String err() {
        return err.toString();
    }
}
