package io.holdfast.examples.hostile;

import io.holdfast.examples.Holdfast;
import io.holdfast.examples.command.Shell;
import io.holdfast.examples.command.Shell.Result;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Somebody who has no rights but those that everybody has, and runs commands. */
final class Stranger {
    private static final String SET_USER = "setpriv";
    /** The user and the group. */
    static final int NOBODY = 65_534;
    private static final long TIMEOUT_S = 120;

    private final Path folder;
    private final String java;

    private Stranger(final Path folder, final String java) {
        this.folder = folder;
        this.java = java;
    }

    /**
     * {@return one who can read what is in a folder; where nobody can become another user the test is skipped}
     *
     * @param folder of the test, which gets a copy of the class path, as that may lie where only this user can read
     */
    static Stranger in(final Path folder) throws Exception {
        assumeTrue(Shell.isInstalled(SET_USER), SET_USER + " is not installed");
        final Path classes = Files.createDirectory(folder.resolve("classes"));
        final String classPath = System.getProperty("java.class.path");
        final String java = Shell.javaCommand().replace(Shell.quoted(classPath), Shell.quoted(copy(classPath, classes)))
            .replace(Shell.quoted(Holdfast.class.getName()), Shell.quoted(CommandSeries.class.getName()));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(Files.createDirectory(folder.resolve("open")),
            PosixFilePermissions.fromString("rwxrwxrwx"));
        final Stranger stranger = new Stranger(folder, java);
        assumeTrue(stranger.start("true").waitFor() == 0, "this user cannot become another one");
        return stranger;
    }

    /** {@return a folder where everybody may write} */
    Path open() {
        return folder.resolve("open");
    }

    /** {@return what became of the commands} */
    List<Result> run(final List<String[]> lines) throws Exception {
        CommandSeries.write(folder.resolve("lines"), lines);
        final Process process = start("exec " + java + " " + Shell.quoted(folder.resolve("lines")));
        try {
            assertTrue(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS), "the commands do not end");
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), Files.readString(folder.resolve("errors")));
        return CommandSeries.read(folder.resolve("results"), lines.size());
    }

    private Process start(final String line) throws IOException {
        return new ProcessBuilder(SET_USER, "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "sh", "-c",
            line).directory(open().toFile()).redirectOutput(folder.resolve("results").toFile())
            .redirectError(folder.resolve("errors").toFile()).start();
    }

    private static String copy(final String classPath, final Path target) throws IOException {
        final List<String> copied = new ArrayList<>();
        for (final String element : classPath.split(File.pathSeparator)) {
            final Path from = Path.of(element);
            if (Files.exists(from)) {
                final Path to = target.resolve(copied.size() + "-" + from.getFileName());
                try (Stream<Path> files = Files.walk(from)) {
                    for (final Path file : files.toList()) {
                        Files.copy(file, to.resolve(from.relativize(file).toString()));
                    }
                }
                copied.add(to.toString());
            }
        }
        return String.join(File.pathSeparator, copied);
    }
}
