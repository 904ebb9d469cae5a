package io.holdfast.examples.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs of the system that know what no file tells, or a double of a test. */
@FunctionalInterface
public interface SystemPrograms {
    /** The real ones. */
    SystemPrograms REAL = SystemPrograms::run;

    /**
     * Runs a program that prints little.
     *
     * @param command name and arguments
     * @return what it wrote to standard output; empty if it is not there, failed, or took longer than two seconds
     */
    Optional<String> output(String... command);

    private static Optional<String> run(final String... command) {
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(false)
            .redirectError(ProcessBuilder.Redirect.DISCARD).redirectInput(new File("/dev/null"));
        builder.environment().put("LC_ALL", "C");
        try {
            final Process process = builder.start();
            try {
                // a few lines fit the pipe: it can be read once the program has ended
                return process.waitFor(2, TimeUnit.SECONDS) && process.exitValue() == 0
                    ? Optional.of(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    : Optional.empty();
            } finally {
                process.destroyForcibly();
            }
        } catch (final IOException notThere) {
            return Optional.empty();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
