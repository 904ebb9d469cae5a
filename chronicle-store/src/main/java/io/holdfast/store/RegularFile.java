package io.holdfast.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Opens files in whose place there may be anything: opening a pipe waits for somebody who writes to it, a device may
 * never end, and a file may be longer than the memory. Any thread.
 */
final class RegularFile {
    /** More than any text record of a store has. */
    static final int MOST_TEXT = 1 << 20;

    private RegularFile() {
    }

    /**
     * Opens a file.
     *
     * @param path of it; a link to a regular file will do
     * @param mode of {@link RandomAccessFile}
     * @return the caller's to close
     * @throws NoSuchFileException if it is not there, and is not to be created
     * @throws IOException         if it is anything else, or cannot be opened
     */
    static RandomAccessFile open(final Path path, final String mode) throws IOException {
        require(path);
        try {
            return new RandomAccessFile(path.toFile(), mode);
        } catch (final FileNotFoundException e) {
            if ("r".equals(mode) && Files.notExists(path)) {
                throw new NoSuchFileException(path.toString()); // perhaps it was purged just now
            }
            if (Files.exists(path) && !(Files.isReadable(path) && ("r".equals(mode) || Files.isWritable(path)))) {
                throw new AccessDeniedException(path.toString());
            }
            throw e;
        }
    }

    /**
     * Opens a file, which may be created.
     *
     * @param path    of it; a link to a regular file will do
     * @param options of {@link FileChannel#open}
     * @return the caller's to close
     * @throws IOException if it is anything else, or cannot be opened
     */
    static FileChannel open(final Path path, final OpenOption... options) throws IOException {
        return FileChannel.open(require(path), options);
    }

    /**
     * {@return all bytes of a short file}
     *
     * @param path of it; a link to a regular file will do
     * @throws IOException if it is anything else, is longer than a text record can be, or cannot be read
     */
    static byte[] read(final Path path) throws IOException {
        try (InputStream file = Files.newInputStream(require(path))) {
            final byte[] bytes = file.readNBytes(MOST_TEXT + 1);
            if (bytes.length > MOST_TEXT) {
                throw new FileSystemException(path.toString(), null, "longer than such a file can be");
            }
            return bytes;
        }
    }

    /** What is not there is left to the opening, which creates it or says so: a file may be purged at any instant. */
    private static Path require(final Path path) throws IOException {
        final boolean isRegular;
        try {
            isRegular = Files.readAttributes(path, BasicFileAttributes.class).isRegularFile();
        } catch (final NoSuchFileException gone) {
            return path;
        }
        if (!isRegular) {
            throw new FileSystemException(path.toString(), null, "not a regular file");
        }
        return path;
    }
}
