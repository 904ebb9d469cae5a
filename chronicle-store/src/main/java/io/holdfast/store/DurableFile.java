package io.holdfast.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that are there in full or not at all, also after a power loss: written beside, forced, renamed, and the folder
 * forced too.
 */
final class DurableFile {
    static final String UNFINISHED_SUFFIX = ".new";

    private DurableFile() {
    }

    /**
     * Creates the file or replaces it. What an earlier, unfinished attempt left behind is overwritten.
     *
     * @param disk    where
     * @param file    the file
     * @param content all of its bytes
     * @param steps   told after each step that a crash could follow
     * @throws IOException if the file now holds either what it held before or the new content
     */
    static void replace(final Disk disk, final Path file, final byte[] content, final PersistentSteps steps)
        throws IOException {
        prepare(disk, file, content, steps);
        disk.rename(unfinished(file), file);
        steps.reached("renamed to " + file.getFileName());
        disk.forceFolder(file.getParent());
    }

    /** Writes and forces all bytes under another name. */
    private static void prepare(final Disk disk, final Path file, final byte[] content, final PersistentSteps steps)
        throws IOException {
        final Path unfinished = unfinished(file);
        try (RandomAccessFile created = disk.create(unfinished)) {
            steps.reached("created " + unfinished.getFileName());
            final FileChannel channel = channelOf(created);
            write(disk, channel, unfinished, ByteBuffer.wrap(content), 0);
            disk.force(channel, unfinished);
        }
        steps.reached("wrote " + unfinished.getFileName());
    }

    /** Creates a file that must not be there after a power loss unless all that is in its folder is there too. */
    static void createLast(final Disk disk, final Path file, final byte[] content) throws IOException {
        prepare(disk, file, content, PersistentSteps.NONE);
        disk.forceFolder(file.getParent());
        disk.rename(unfinished(file), file);
        disk.forceFolder(file.getParent());
    }

    private static Path unfinished(final Path file) {
        return file.resolveSibling(file.getFileName() + UNFINISHED_SUFFIX);
    }

    /** Creates the file or replaces it, and leaves it to the caller to force it and its folder. */
    static void replaceUnforced(final Disk disk, final Path file, final byte[] content) throws IOException {
        final Path unfinished = unfinished(file);
        try (RandomAccessFile created = disk.create(unfinished)) {
            write(disk, channelOf(created), unfinished, ByteBuffer.wrap(content), 0);
        }
        disk.rename(unfinished, file);
    }

    /** Writes all of the bytes. */
    static void write(final Disk disk, final FileChannel channel, final Path path, final ByteBuffer bytes,
                      final long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += disk.write(channel, path, bytes, at);
        }
    }

    /**
     * Writes what a file holds over itself: after a failed force the system may take its pages for written although
     * they are not, so that the next force would pass them over.
     */
    static void rewrite(final Disk disk, final Path path) throws IOException {
        final ByteBuffer piece = ByteBuffer.allocateDirect(ZeroWriter.PIECE);
        try (RandomAccessFile file = RegularFile.open(path, "rw")) {
            final FileChannel channel = channelOf(file);
            for (long at = 0; at < file.length(); at += piece.position()) {
                piece.clear();
                channel.read(piece, at);
                write(disk, channel, path, piece.flip(), at);
            }
        }
    }

    /** Creates a folder and those above it that are missing, and forces the names of all that it created. */
    static void createFolders(final Disk disk, final Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        final Path parent = folder.toAbsolutePath().getParent();
        createFolders(disk, parent);
        try {
            disk.createFolder(folder);
        } catch (final FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        disk.forceFolder(parent);
    }

    /** {@return the channel of a file, which an interrupt of a thread that uses it does not close} */
    static FileChannel channelOf(final RandomAccessFile file) throws IOException {
        final FileChannel channel = file.getChannel();
        shield(channel);
        return channel;
    }

    /** Makes sure that an interrupt of a thread that uses a channel does not close it. */
    static void shield(final FileChannel channel) throws IOException {
        try {
            // sun.nio.ch.FileChannelImpl, which JvmFlags makes sure is open, in JDK 11 to 25
            channel.getClass().getMethod("setUninterruptible").invoke(channel);
        } catch (final ReflectiveOperationException e) {
            throw new IOException("this JDK's file channels cannot be shielded from interrupts", e);
        }
    }
}
