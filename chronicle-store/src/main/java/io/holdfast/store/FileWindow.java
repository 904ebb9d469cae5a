package io.holdfast.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A piece of a file in memory, which moves on. Unlike a mapping it cannot be pulled away by who cuts the file: that is
 * an {@link IOException}. One thread; allocates when a piece is asked for that is longer than all before.
 */
final class FileWindow {
    static final int PIECE = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private ByteBuffer bytes = ByteBuffer.allocateDirect(PIECE).order(ByteOrder.LITTLE_ENDIAN);
    private long start;

    FileWindow(final Path path, final FileChannel channel) {
        this.path = path;
        this.channel = channel;
        bytes.limit(0);
    }

    /** {@return whether bytes are in memory} */
    boolean has(final long position, final long length) {
        return position >= start && position + length <= start + bytes.limit();
    }

    /**
     * Reads a piece, whatever is in memory.
     *
     * @param position where it begins
     * @param least    how many bytes are needed
     * @throws IOException if the file does not have them
     */
    void read(final long position, final int least) throws IOException {
        if (least > bytes.capacity()) {
            bytes = ByteBuffer.allocateDirect(least).order(ByteOrder.LITTLE_ENDIAN);
        }
        start = position;
        bytes.clear();
        while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) > 0) {
            continue;
        }
        bytes.flip();
        if (bytes.limit() < least) {
            throw new IOException("the file was cut: path=" + path + " bytes=" + (start + bytes.limit()));
        }
    }

    /** {@return the number that a file position would have if all of the file were in memory and began at 0} */
    long base() {
        return OffHeap.addressOf(bytes) - start;
    }

    /** {@return bytes that are in memory, valid until more are read} */
    ByteBuffer slice(final long position, final int length) {
        return bytes.slice((int) (position - start), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    int word(final long position) {
        return bytes.getInt((int) (position - start));
    }
}
