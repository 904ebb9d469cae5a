package io.holdfast.store;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The file system itself. */
final class RealDisk implements Disk {
    private static final boolean CAN_FORCE_FOLDERS = File.separatorChar == '/';
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

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

    /**
     * What has the name loses it: it may be a link, or be linked to from elsewhere. Nor is it truncated: ext4 writes
     * out a file that was when it is closed, and waits.
     */
    @Override
    public RandomAccessFile create(final Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(path);
        }
        return new RandomAccessFile(path.toFile(), "rw");
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
        try {
            Files.createDirectory(folder, OWNER_ONLY);
        } catch (final UnsupportedOperationException e) { // no modes there
            Files.createDirectory(folder);
        }
    }
}
