package io.holdfast.examples.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Runs lines of a shell in which {@code holdfast} is a script in the {@code PATH}, as users have it. */
public final class Shell {
    private static final long TIMEOUT_S = 60;

    private final String name;
    private final Path folder;

    private Shell(final String name, final Path folder) {
        this.name = name;
        this.folder = folder;
    }

    /**
     * What lines have done.
     *
     * @param exitCode of the last one
     * @param out      what they printed
     * @param err      what they complained of
     */
    public record Result(int exitCode, String out, String err) {
        /** {@return the lines that were printed} */
        public List<String> lines() {
            return out.lines().toList();
        }
    }

    /** {@return bash; where there is none the test is skipped} */
    public static Shell bash(final Path folder) throws IOException {
        return named("bash", folder);
    }

    /** {@return a shell with its scripts in a folder; where it is not installed the test is skipped} */
    public static Shell named(final String name, final Path folder) throws IOException {
        assumeTrue(isInstalled(name), name + " is not installed");
        final Path script = Files.createDirectories(folder.resolve("bin")).resolve("holdfast");
        Files.writeString(script, "#!/bin/sh\nexec " + javaCommand() + " \"$@\"\n");
        assertTrue(script.toFile().setExecutable(true));
        return new Shell(name, folder);
    }

    /** {@return whether a program is there} */
    public static boolean isInstalled(final String program) {
        return List.of(System.getenv("PATH").split(":")).stream()
            .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    /** {@return what runs the main class, as words of a shell} */
    public static String javaCommand() {
        return JavaCommand.ofThisProcess().stream().map(Shell::quoted).collect(Collectors.joining(" "));
    }

    /** {@return a text that the shell takes as one word} */
    public static String quoted(final Object text) {
        return "'" + text.toString().replace("'", "'\\''") + "'";
    }

    /** Runs lines in the folder, with nothing to read and a bare environment. */
    public Result run(final String... lines) throws Exception {
        return run(Map.of(), lines);
    }

    /** Runs lines in the folder, with variables that are set. */
    public Result run(final Map<String, String> variables, final String... lines) throws Exception {
        final Path out = Files.createTempFile(folder, "shell", ".out");
        final Path err = Files.createTempFile(folder, "shell", ".err");
        final List<String> command = new ArrayList<>(List.of(name));
        command.addAll("zsh".equals(name) ? List.of("-f") : List.of("--norc"));
        command.addAll(List.of("-c", String.join("\n", lines)));
        final ProcessBuilder builder = builder(variables, command)
            .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        final Process process = builder.start();
        try {
            assertTrue(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS), () -> "does not end: " + String.join("; ", lines));
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Runs lines in the folder on a terminal that only looks like one; where there is no {@code script} to make it the
     * test is skipped.
     */
    public PseudoTerminal onTerminal(final Map<String, String> variables, final String... lines) throws IOException {
        assumeTrue(isInstalled("script"), "script is not installed");
        final Path file = Files.write(Files.createTempFile(folder, "shell", ".sh"), List.of(lines));
        return new PseudoTerminal(builder(variables,
            List.of("script", "-qefc", name + " " + quoted(file), "/dev/null")), folder);
    }

    private ProcessBuilder builder(final Map<String, String> variables, final List<String> command) {
        final ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeAll(List.of("HOLDFAST_STORE", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"));
        builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().put("TERM", "xterm");
        builder.environment().putAll(variables);
        return builder;
    }
}
