package io.holdfast.bridge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** What is left of a process that is killed: its files as they are at an instant. */
final class StoreCopy {
    private StoreCopy() {
    }

    /** Copies a folder, to a new name beside it. */
    static Path of(final Path folder) {
        final String name = folder.getFileName().toString();
        final int dash = name.lastIndexOf('-');
        final int copies = dash < 0 ? 0 : Integer.parseInt(name.substring(dash + 1));
        final Path copy = folder.resolveSibling((dash < 0 ? name : name.substring(0, dash)) + "-" + (copies + 1));
        visit(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(final Path directory, final BasicFileAttributes attributes)
                throws IOException {
                Files.createDirectory(copy.resolve(folder.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes)
                throws IOException {
                Files.copy(file, copy.resolve(folder.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
        return copy;
    }

    /** Deletes a folder and all that is in it. */
    static void delete(final Path folder) {
        visit(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes)
                throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(final Path directory, final IOException fault)
                throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void visit(final Path folder, final SimpleFileVisitor<Path> visitor) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, visitor);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
