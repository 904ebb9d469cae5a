package io.holdfast.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Copies a live log's folder: what a process killed at this instant would leave behind. */
final class CrashCopy {
    private CrashCopy() {
    }

    static Path copy(final Path from, final Path to) throws IOException {
        Files.createDirectories(to.resolve("send"));
        Files.copy(from.resolve("state"), to.resolve("state"));
        try (Stream<Path> files = Files.list(from.resolve("send"))) {
            for (final Path file : files.toList()) {
                Files.copy(file, to.resolve("send").resolve(file.getFileName()));
            }
        }
        return to;
    }

    /** The cycle files of a log, oldest first. */
    static List<Path> cycles(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("send"))) {
            return files.filter(path -> path.toString().endsWith(".cq4")).sorted().toList();
        }
    }
}
