package io.holdfast.examples.lines;

import io.holdfast.examples.command.ChildProcess;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A sender called A and a receiver called B, each in a process and with a store of its own. Either can be frozen, and
 * the test writes the lines that travel.
 */
final class LinePair implements AutoCloseable {
    static final int EXIT_CODE_OF_SIGTERM = 143;
    static final int MANY = 20_000;

    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int ROUNDS = 50;
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final String FILLER = " and some more, to give it length".repeat(3) + "\n";

    private final Path folder;
    private final List<ChildProcess> processes = new ArrayList<>();
    private final ByteArrayOutputStream input = new ByteArrayOutputStream();
    private String address = "127.0.0.1:0";
    private ChildProcess sender;
    private ChildProcess receiver;
    private int lines;

    LinePair(final Path folder) {
        this.folder = folder;
    }

    /** Starts a receiver that appends to a file. */
    void startReceiver(final Path output) {
        startReceiver(List.of("--append", output.toString()));
    }

    /** Starts a receiver that takes what comes for the next line, and returns the file it writes to. */
    Path startReceiver() {
        startReceiver(List.of());
        return folder.resolve("receive-" + (processes.size() - 1) + ".out");
    }

    private void startReceiver(final List<String> options) {
        final List<String> program = new ArrayList<>(List.of("receive", "--name", "B", "--listen", address,
            "--store", storeOf("B").toString()));
        program.addAll(options);
        receiver = start(program);
        await("the receiver does not listen", () -> receiver.errorText().indexOf('\n') > 0);
        final String line = receiver.errorText().lines().findFirst().orElseThrow();
        address = line.substring(line.lastIndexOf(' ') + 1);
    }

    void startSender(final String transport) {
        sender = start(List.of("send", "--name", "A", "--connect", address, "--store", storeOf("A").toString(),
            "--transport", transport, "--timeout", "40"));
    }

    private ChildProcess start(final List<String> program) {
        final ChildProcess process = ChildProcess.start(folder, program.get(0) + "-" + processes.size(), null, program);
        processes.add(process);
        return process;
    }

    ChildProcess sender() {
        return sender;
    }

    ChildProcess receiver() {
        return receiver;
    }

    Path storeOf(final String name) {
        return folder.resolve(name + "-store");
    }

    /** {@return the folder of a peer's connection with the other} */
    Path connectionOf(final String name) {
        return storeOf(name).resolve(name).resolve("A".equals(name) ? "B" : "A");
    }

    /** {@return what was given to the sender so far} */
    byte[] input() {
        return input.toByteArray();
    }

    /** Gives the sender some more lines; one that has ended does not mind. */
    void write(final int count) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(++lines).append(FILLER);
        }
        final byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
        input.writeBytes(bytes);
        try {
            sender.input().write(bytes);
            sender.input().flush();
        } catch (final IOException error) {
            assertTrue(sender.awaitEnd(TIMEOUT_NS), () -> "the sender does not read: " + error);
        }
    }

    /** Ends the sender's input and waits for it. */
    void finish() throws IOException {
        sender.input().close();
        assertTrue(sender.awaitEnd(TIMEOUT_NS), () -> about("the sender does not end", sender));
        assertEquals(0, sender.exitCode(), () -> about("the sender failed", sender));
    }

    static void freeze(final ChildProcess process) throws IOException {
        signal(process, "-STOP");
    }

    static void thaw(final ChildProcess process) throws IOException {
        signal(process, "-CONT");
    }

    private static void signal(final ChildProcess process, final String name) throws IOException {
        final Process kill = new ProcessBuilder("kill", name, String.valueOf(process.pid())).inheritIO().start();
        assertEquals(0, kill.onExit().join().exitValue(), name);
    }

    /** Waits, while the sender is given more and more lines if it takes them. */
    void awaitWhileWriting(final String what, final BooleanSupplier condition) {
        await(what, () -> {
            write(1);
            return condition.getAsBoolean();
        });
    }

    void await(final String what, final BooleanSupplier condition) {
        for (long waitedNs = 0; !condition.getAsBoolean(); waitedNs += POLL_NS) {
            assertTrue(waitedNs < TIMEOUT_NS, () -> about(what, null));
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** Lets lines travel, first many and then some by some, so that either side knows the other for a while. */
    void warmUp(final Path output) {
        write(MANY);
        for (int i = 0; i < ROUNDS; i++) {
            write(1);
            await("nothing more arrives", () -> output.toFile().length() >= input.size());
        }
    }

    /** A process that came to its own end has not crashed before, nor did it let an error of the JVM out. */
    void assertUnharmed(final ChildProcess process, final int exitCode) {
        assertEquals(exitCode, process.exitCode(), () -> about("crashed", process));
        final String errors = process.errorText();
        assertTrue(!errors.contains("InternalError") && !errors.contains("\tat "), () -> about("threw", process));
        assertTrue(!crashFileOf(process).exists(), "the JVM crashed");
    }

    private static File crashFileOf(final ChildProcess process) {
        return new File("hs_err_pid" + process.pid() + ".log");
    }

    String about(final String what, final ChildProcess process) {
        final StringBuilder text = new StringBuilder(what);
        for (final ChildProcess each : process == null ? processes : List.of(process)) {
            text.append("; ").append(each.outputLines()).append(each.errorText());
        }
        return text.toString();
    }

    @Override
    public void close() {
        processes.forEach(ChildProcess::close);
        processes.stream().map(LinePair::crashFileOf).forEach(File::delete); // of the side whose own files were damaged
    }
}
