package io.holdfast.examples.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Lines of a shell that run on a terminal which {@code script} makes: what they show is kept, keys can be pressed. */
public final class PseudoTerminal implements AutoCloseable {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Process script;
    private final Path shown;

    PseudoTerminal(final ProcessBuilder builder, final Path folder) throws IOException {
        shown = Files.createTempFile(folder, "terminal", ".out");
        script = builder.redirectErrorStream(true).redirectOutput(shown.toFile()).start();
    }

    /** {@return all that was written to the terminal so far} */
    public String shown() {
        try {
            return Files.readString(shown, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        } catch (final IOException error) {
            throw new IllegalStateException(error);
        }
    }

    /** Waits until something is shown. */
    public PseudoTerminal await(final String what, final Predicate<String> isShown) {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!isShown.test(shown())) {
            assertTrue(script.isAlive() && System.nanoTime() - deadlineNs < 0,
                () -> what + " is not shown: " + shown());
            LockSupport.parkNanos(POLL_NS);
        }
        return this;
    }

    /** Presses keys. */
    public PseudoTerminal press(final String keys) throws IOException {
        script.getOutputStream().write(keys.getBytes(StandardCharsets.US_ASCII));
        script.getOutputStream().flush();
        return this;
    }

    /** {@return all that was shown by the end of the lines} */
    public String awaitEnd() throws InterruptedException {
        assertTrue(script.waitFor(TIMEOUT_NS, TimeUnit.NANOSECONDS), () -> "does not end: " + shown());
        return shown();
    }

    @Override
    public void close() {
        script.destroyForcibly();
    }
}
