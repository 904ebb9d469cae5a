package io.holdfast.examples.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/** All that a folder holds, so that the slightest change of it shows. Follows no links, and opens nothing but files. */
public final class FolderPrint {
    /** Of longer ones, which are sparse, the beginning stands for all. */
    private static final int MOST_BYTES = 1 << 20;

    private FolderPrint() {
    }

    /**
     * {@return what is in a folder, itself included: by path the kind, mode, inode, length, time and bytes}
     *
     * @param folder which may be a file, or nothing
     */
    public static Map<Path, String> of(final Path folder) {
        return of(folder, path -> true);
    }

    /**
     * {@return what is in a folder, by path}
     *
     * @param folder   which may be a file, or nothing
     * @param isMeant  which paths to look at
     */
    public static Map<Path, String> of(final Path folder, final Predicate<Path> isMeant) {
        final Map<Path, String> print = new TreeMap<>();
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return print;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(final Path path, final BasicFileAttributes attributes)
                    throws IOException {
                    return visitFile(path, attributes);
                }

                @Override
                public FileVisitResult visitFile(final Path path, final BasicFileAttributes attributes)
                    throws IOException {
                    if (isMeant.test(path)) {
                        print.put(path, text(path, attributes));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return print;
    }

    private static String text(final Path path, final BasicFileAttributes attributes) throws IOException {
        final Map<String, Object> more = Files.readAttributes(path, "unix:mode,ino,uid", LinkOption.NOFOLLOW_LINKS);
        final String what = attributes.isRegularFile() ? attributes.size() + " " + Long.toHexString(crc(path))
            : attributes.isSymbolicLink() ? Files.readSymbolicLink(path).toString() : "";
        return new TreeMap<>(more) + " " + attributes.lastModifiedTime() + " " + what;
    }

    private static long crc(final Path file) throws IOException {
        final CRC32C crc = new CRC32C();
        try (InputStream in = Files.newInputStream(file)) {
            crc.update(in.readNBytes(MOST_BYTES));
        }
        return crc.getValue();
    }

    /**
     * {@return the paths whose print differs}
     *
     * @param before a print
     * @param after  a later one
     */
    public static Map<Path, String> changes(final Map<Path, String> before, final Map<Path, String> after) {
        final Map<Path, String> changes = new TreeMap<>();
        final Set<Path> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        for (final Path path : paths) {
            final String was = before.get(path);
            final String is = after.get(path);
            if (was == null || !was.equals(is)) {
                changes.put(path, was + " -> " + is);
            }
        }
        return changes;
    }
}
