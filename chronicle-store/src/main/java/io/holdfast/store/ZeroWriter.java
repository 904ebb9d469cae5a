package io.holdfast.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Writes zeros into a file, in pieces so large that ext4 takes a folio of as many pages for each: that makes the write,
 * the page faults and the deletion that follow several times cheaper than with pages of their own. Straight from memory
 * outside the heap, for a {@link RandomAccessFile} copies each array through memory that it allocates for the purpose.
 * One thread at a time; allocates only when constructed.
 */
final class ZeroWriter {
    /** Pieces end at multiples of this, in bytes. More brings nothing and holds the thread longer. */
    static final int PIECE = 256 << 10;

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(PIECE);

    private final Disk disk;
    private final FileChannel channel;
    private final ByteBuffer zeros = ZEROS.duplicate();

    /** Writes into a file that the caller closes. An interrupt of the writing thread does not close it. */
    ZeroWriter(final Disk disk, final RandomAccessFile file) throws IOException {
        this.disk = disk;
        channel = DurableFile.channelOf(file);
    }

    FileChannel channel() {
        return channel;
    }

    /** {@return how much of a length is up to the end of a piece} */
    static int piece(final long from, final long length) {
        return (int) Math.min(length, PIECE - (from & PIECE - 1));
    }

    /**
     * Writes up to the end of a piece at most.
     *
     * @param path of the file now
     * @return how many bytes, which may be fewer when the disk is about to be full
     * @throws IOException if the disk has no room or fails
     */
    int write(final Path path, final long from, final long length) throws IOException {
        zeros.clear().limit(piece(from, length));
        return disk.write(channel, path, zeros, from);
    }
}
