package io.holdfast.examples.command;

import picocli.CommandLine.Model.CommandSpec;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Standard output in UTF-8, whatever the locale, and as bytes for programs that write what is no text. Unlike
 * {@link System#out} it tells that nobody reads any more.
 */
public final class StandardOutput extends PrintWriter {
    private final OutputStream stream;

    /**
     * An output.
     *
     * @param stream where bytes and lines go, in the order in which they are written
     */
    public StandardOutput(final OutputStream stream) {
        super(stream, true, StandardCharsets.UTF_8);
        this.stream = stream;
    }

    /** {@return that of this process} */
    public static StandardOutput ofProcess() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out));
    }

    /**
     * {@return where a program's bytes go; not buffered}
     *
     * @param spec of the program
     */
    public static OutputStream bytes(final CommandSpec spec) {
        if (spec.commandLine().getOut() instanceof final StandardOutput output) {
            output.flush();
            return output.stream;
        }
        throw new IllegalStateException("the standard output of the programs was set to one that takes no bytes");
    }
}
