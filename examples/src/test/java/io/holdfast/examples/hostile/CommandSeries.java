package io.holdfast.examples.hostile;

import io.holdfast.examples.Programs;
import io.holdfast.examples.command.Shell.Result;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that runs many commands, as one a process would take its time. */
public final class CommandSeries {
    private static final String WORDS = "\u001f";

    private CommandSeries() {
    }

    /**
     * Runs the commands of a file, and writes what became of each to standard output.
     *
     * @param args the file
     */
    public static void main(final String[] args) throws IOException {
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        try (DataOutputStream results = new DataOutputStream(new BufferedOutputStream(
            new FileOutputStream(FileDescriptor.out)))) {
            for (final String line : Files.readAllLines(Path.of(args[0]), StandardCharsets.UTF_8)) {
                final Result result = run(line.split(WORDS));
                results.writeInt(result.exitCode());
                write(results, result.out());
                write(results, result.err());
            }
        }
    }

    /** Runs one in this process. What is logged counts as standard error. */
    static Result run(final String... line) {
        final PrintStream before = System.err;
        final ByteArrayOutputStream logged = new ByteArrayOutputStream();
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        try {
            final Programs programs = new Programs();
            final int exitCode = programs.run(line);
            return new Result(exitCode, programs.out(), programs.err() + logged.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    /** Writes down the commands that a process is to run. */
    static void write(final Path file, final List<String[]> lines) throws IOException {
        Files.write(file, lines.stream().map(line -> String.join(WORDS, line)).toList());
    }

    private static void write(final DataOutputStream results, final String text) throws IOException {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        results.writeInt(bytes.length);
        results.write(bytes);
    }

    /** {@return what a process has written of so many commands} */
    static List<Result> read(final Path file, final int count) throws IOException {
        final List<Result> read = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            while (read.size() < count) {
                read.add(new Result(in.readInt(), text(in), text(in)));
            }
        }
        return read;
    }

    private static String text(final DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
