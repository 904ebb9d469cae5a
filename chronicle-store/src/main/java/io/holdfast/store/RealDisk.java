package io.holdfast.store;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The file system itself. */
final class RealDisk implements Disk {
    private static final boolean CAN_FORCE_FOLDERS = File.separatorChar == '/';

    /** Without what only says when the file was changed: that would be a write of its own each time. */
    @Override
    public void force(final FileChannel file, final Path path) throws IOException {
        file.force(false);
    }

    @Override
    public void forceFolder(final Path folder) throws IOException {
        boolean isDone = !CAN_FORCE_FOLDERS;
        boolean isInterrupted = false;
        while (!isDone) {
            isInterrupted |= Thread.interrupted();
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
                isDone = true;
            } catch (final ClosedByInterruptException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int write(final FileChannel file, final Path path, final ByteBuffer bytes, final long position)
        throws IOException {
        return file.write(bytes, position);
    }

    /** Truncates only what has a length: ext4 writes out a file that was truncated when it is closed, and waits. */
    @Override
    public RandomAccessFile create(final Path path) throws IOException {
        final RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            if (file.length() > 0) {
                file.setLength(0);
            }
            return file;
        } catch (final IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void rename(final Path from, final Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public boolean delete(final Path path) throws IOException {
        return Files.deleteIfExists(path);
    }

    @Override
    public void createFolder(final Path folder) throws IOException {
        Files.createDirectory(folder);
    }
}
