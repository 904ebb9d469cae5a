package io.holdfast.bridge;

import java.io.IOException;
import java.io.RandomAccessFile;
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

    /** Makes the files of a folder what they are in a copy of it, in place: they may be mapped by somebody else. */
    static void putBack(final Path copy, final Path folder) {
        visit(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes)
                throws IOException {
                final Path before = copy.resolve(folder.relativize(file));
                if (!Files.exists(before)) {
                    Files.delete(file);
                } else if (Files.size(before) > Files.size(file) || Files.mismatch(before, file) >= 0) {
                    overwrite(file, Files.readAllBytes(before));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        visit(copy, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes)
                throws IOException {
                final Path gone = folder.resolve(copy.relativize(file));
                if (!Files.exists(gone)) {
                    Files.copy(file, gone);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** What the file has beyond the bytes becomes zeros: a mapped file is never made shorter. */
    private static void overwrite(final Path file, final byte[] bytes) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            final long more = content.length() - bytes.length;
            content.write(bytes);
            if (more > 0) {
                content.write(new byte[(int) more]);
            }
        }
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
