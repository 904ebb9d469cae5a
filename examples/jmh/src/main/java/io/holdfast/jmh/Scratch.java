package io.holdfast.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a benchmark: in {@code -Dholdfast.store=DIR} or where the machine keeps temporary files. */
final class Scratch {
    private Scratch() {
    }

    static Path create() {
        final Path parent = Path.of(System.getProperty("holdfast.store", System.getProperty("java.io.tmpdir")));
        try {
            return Files.createTempDirectory(Files.createDirectories(parent), "holdfast-jmh-");
        } catch (final IOException error) {
            throw new UncheckedIOException("cannot make a folder in " + parent, error);
        }
    }

    static void delete(final Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            final List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (final Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (final IOException error) {
            throw new UncheckedIOException("cannot delete " + folder, error);
        }
    }
}
