package io.holdfast.examples.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files in which a system tells about itself: below the root folder, or below that of a test. */
public final class SystemFiles {
    private final Path root;

    /**
     * Files below a folder.
     *
     * @param root stands for the root folder
     */
    public SystemFiles(final Path root) {
        this.root = root;
    }

    /** Reads to the end without asking for the length, which such files do not have; whatever the bytes are. */
    Optional<List<String>> lines(final String path) {
        try {
            return Optional.of(Files.readAllLines(root.resolve(path), StandardCharsets.ISO_8859_1));
        } catch (final IOException missingOrForbidden) {
            return Optional.empty();
        }
    }

    /** {@return the first line without blanks around it; empty if there is no such file or nothing in it} */
    Optional<String> line(final String path) {
        return lines(path).flatMap(lines -> lines.stream().findFirst()).map(String::strip)
            .filter(line -> !line.isEmpty());
    }

    boolean exists(final String path) {
        return Files.exists(root.resolve(path));
    }

    /** {@return the names in a folder, in order; empty if that cannot be read} */
    Optional<List<String>> names(final String folder) {
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
            return Optional.of(files.map(file -> file.getFileName().toString()).sorted().toList());
        } catch (final IOException | UncheckedIOException missingOrForbidden) {
            return Optional.empty();
        }
    }
}
