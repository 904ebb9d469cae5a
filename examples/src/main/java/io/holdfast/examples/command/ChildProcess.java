package io.holdfast.examples.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One of this jar's programs in a process of its own, with this process's Java, class path and flags. Its output goes
 * to files, which outlive it and need no thread to read. Closing kills it.
 */
public final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;

    private ChildProcess(final Process process, final Path out, final Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts a program. It ends when this process does, if it takes {@link ParentOption}.
     *
     * @param folder  for its output: {@code <title>.out} and {@code <title>.err}
     * @param title   names the output files
     * @param input   what it reads as standard input, null for what is written to {@link #input()}
     * @param program its name and options
     * @return the running process
     * @throws UncheckedIOException if it cannot be started
     */
    public static ChildProcess start(final Path folder, final String title, final Path input,
                                     final List<String> program) {
        final Path out = folder.resolve(title + ".out");
        final Path err = folder.resolve(title + ".err");
        final List<String> command = new ArrayList<>(JavaCommand.ofThisProcess());
        command.addAll(program);
        try {
            final ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(out.toFile()).redirectError(err.toFile());
            if (input != null) {
                builder.redirectInput(input.toFile());
            }
            return new ChildProcess(builder.start(), out, err);
        } catch (final IOException error) {
            throw new UncheckedIOException("cannot start " + program.get(0), error);
        }
    }

    /** {@return the number the system knows it by} */
    public long pid() {
        return process.pid();
    }

    /** {@return where to write what it reads as standard input, if it was not given a file} */
    public OutputStream input() {
        return process.getOutputStream();
    }

    /** {@return whether it runs} */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** {@return its exit code; only once it has ended} */
    public int exitCode() {
        return process.exitValue();
    }

    /** Kills it with SIGKILL and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        await(process, Long.MAX_VALUE);
    }

    /** Asks it with SIGTERM to end. */
    public void terminate() {
        process.destroy();
    }

    /**
     * Waits for its end.
     *
     * @param timeoutNs how long, in nanoseconds
     * @return whether it has ended
     */
    public boolean awaitEnd(final long timeoutNs) {
        return await(process, timeoutNs);
    }

    /** {@return the complete lines it has written to standard output so far} */
    public List<String> outputLines() {
        final String text = read(out);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    /** {@return what it has written to standard error so far} */
    public String errorText() {
        return read(err);
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        kill();
    }

    private static boolean await(final Process process, final long timeoutNs) {
        try {
            return process.waitFor(timeoutNs, TimeUnit.NANOSECONDS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while waiting for a child process", interrupted);
        }
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (final IOException error) {
            throw new UncheckedIOException("cannot read a child's output", error);
        }
    }
}
