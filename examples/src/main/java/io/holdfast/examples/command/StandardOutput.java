package io.holdfast.examples.command;

import picocli.CommandLine.Model.CommandSpec;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Standard output in UTF-8, whatever the locale, and as bytes for programs that write what is no text. Unlike
 * {@link System#out} it tells that nobody reads any more.
 */
public final class StandardOutput extends PrintWriter {
    private final Remembering stream;

    /**
     * An output.
     *
     * @param stream where bytes and lines go, in the order in which they are written
     */
    public StandardOutput(final OutputStream stream) {
        this(new Remembering(stream));
    }

    private StandardOutput(final Remembering stream) {
        super(stream, true, StandardCharsets.UTF_8);
        this.stream = stream;
    }

    /** {@return why text could not be written, which a {@link PrintWriter} keeps to itself; null if it could} */
    IOException failure() {
        return stream.failure;
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

    /** Keeps the first error. */
    private static final class Remembering extends FilterOutputStream {
        private IOException failure;

        Remembering(final OutputStream stream) {
            super(stream);
        }

        @Override
        public void write(final int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(final byte[] bytes, final int from, final int count) throws IOException {
            try {
                out.write(bytes, from, count);
            } catch (final IOException error) {
                failure = failure == null ? error : failure;
                throw error;
            }
        }
    }
}
