package io.holdfast.store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder beside the connections that keeps what a tool is about to change or to take out of one, with its name. No
 * peer can be called like it. Made when the first file comes, so that each use of a tool has its own. One thread.
 */
final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
    private static final String PREFIX = ".quarantine-";
    private static final int PIECE = 1 << 20;

    private final Path connection;
    private final Disk disk;
    private Path folder;

    /**
     * A quarantine.
     *
     * @param connection the folder of the connection
     */
    Quarantine(final Path connection, final Disk disk) {
        this.connection = connection;
        this.disk = disk;
    }

    /** {@return the folder, null if nothing came into it} */
    Path folder() {
        return folder;
    }

    /** Keeps a copy of a file of the connection that is about to be changed, on disk when this returns. */
    void copy(final Path file) throws IOException {
        final Path kept = place(file);
        try (RandomAccessFile source = RegularFile.open(file, "r");
             RandomAccessFile copy = disk.create(kept)) {
            copy(source, copy, kept);
            disk.force(DurableFile.channelOf(copy), kept);
        }
        disk.forceFolder(kept.getParent());
        LOG.info("kept a copy: path={} copy={}", file, kept);
    }

    private void copy(final RandomAccessFile source, final RandomAccessFile copy, final Path path)
        throws IOException {
        copy(source, copy, path, disk);
    }

    /** Copies all that a file holds. */
    static void copy(final RandomAccessFile source, final RandomAccessFile copy, final Path path, final Disk disk)
        throws IOException {
        final FileChannel from = source.getChannel();
        final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        long position = 0;
        while (from.read(piece.clear(), position) > 0) {
            final int length = piece.position();
            DurableFile.write(disk, DurableFile.channelOf(copy), path, piece.flip(), position);
            position += length;
        }
    }

    /** Takes a file or folder out of the connection. */
    void move(final Path file) throws IOException {
        final Path kept = place(file);
        disk.rename(file, kept);
        disk.forceFolder(file.getParent());
        disk.forceFolder(kept.getParent());
        LOG.info("moved aside: path={} to={}", file, kept);
    }

    private Path place(final Path file) throws IOException {
        if (folder == null) {
            folder = free();
        }
        final Path kept = folder.resolve(connection.relativize(file).toString());
        DurableFile.createFolders(disk, kept.getParent());
        return kept;
    }

    private Path free() {
        final String prefix = PREFIX + connection.getFileName() + "-";
        Path free = connection.resolveSibling(prefix + 1);
        for (int i = 2; Files.exists(free); i++) {
            free = connection.resolveSibling(prefix + i);
        }
        return free;
    }
}
