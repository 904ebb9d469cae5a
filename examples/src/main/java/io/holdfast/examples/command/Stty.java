package io.holdfast.examples.command;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The settings of the terminal that this process has, asked for and changed by the program of that name. If it is not
 * there or does not answer in time, it is not started again. One thread.
 */
final class Stty {
    /** The terminal of a process, whatever its streams are. */
    static final File TERMINAL = new File("/dev/tty");
    private static final long TIMEOUT_S = 1;

    private boolean isLost;

    /**
     * Runs it.
     *
     * @param args what it is told
     * @return what it printed; empty if it could not do that
     */
    Optional<String> run(final String... args) {
        if (isLost) {
            return Optional.empty();
        }
        final List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(args));
        try {
            return output(new ProcessBuilder(command).redirectInput(TERMINAL)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start());
        } catch (final IOException noSuchProgramOrTerminal) {
            isLost = true;
            return Optional.empty();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<String> output(final Process process) throws IOException, InterruptedException {
        try {
            isLost = !process.waitFor(TIMEOUT_S, TimeUnit.SECONDS);
            // a line fits the pipe: it can be read once the program has ended
            return isLost || process.exitValue() != 0 ? Optional.empty()
                : Optional.of(new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
        } finally {
            process.destroyForcibly();
        }
    }
}
