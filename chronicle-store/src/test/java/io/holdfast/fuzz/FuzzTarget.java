package io.holdfast.fuzz;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A class with a method {@code public static void fuzzerTestOneInput(byte[])}, which throws when an input broke
 * something, and its files: the corpus, which is kept, and what a run leaves below {@code target/}.
 */
public record FuzzTarget(Class<?> type) {
    private static final String METHOD = "fuzzerTestOneInput";

    public static FuzzTarget of(final Class<?> type) {
        return new FuzzTarget(type);
    }

    public String name() {
        return type.getSimpleName();
    }

    /** The inputs that are kept: those of the pages, what Jazzer found to reach new code, and what once broke. */
    public Path corpus() {
        return Path.of("src", "test", "resources", "fuzz", name());
    }

    /** Where Jazzer leaves what it found, and the target its files. */
    public Path output() {
        return Path.of("target", "fuzz", name()).toAbsolutePath();
    }

    public List<Path> inputs() {
        try (Stream<Path> files = Files.list(corpus())) {
            return files.sorted().toList();
        } catch (final IOException e) {
            throw new AssertionError("every target has a corpus", e);
        }
    }

    /** Does with one input what Jazzer does. */
    public void accept(final byte[] input) throws Throwable {
        final Method method = type.getMethod(METHOD, byte[].class);
        try {
            method.invoke(null, (Object) input);
        } catch (final InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** A folder for the files of a target, empty at the beginning of each process. */
    public Path emptyFolder(final String name) {
        final Path folder = output().resolve("files").resolve(name);
        delete(folder);
        try {
            return Files.createDirectories(folder);
        } catch (final IOException e) {
            throw new AssertionError("no folder to fuzz in", e);
        }
    }

    public static void delete(final Path folder) {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (final Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(file);
                }
            } catch (final IOException e) {
                throw new AssertionError("cannot empty " + folder, e);
            }
        }
    }
}
