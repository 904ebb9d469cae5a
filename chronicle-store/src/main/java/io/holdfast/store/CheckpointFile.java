package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A small file in which the owner of a log keeps what it would otherwise have to read the whole log for. Replaced as a
 * whole: after a kill or a power loss it holds all of what was written last, or all of what was written before. One
 * thread at a time, which holds the owner lock; allocates the content.
 * <pre>
 *   0 u32 "HFCP"   4 u16 version 1   6 u16 0   8 u32 length of the content   12 content   then u32 CRC of all before
 * </pre>
 */
public final class CheckpointFile {
    private static final int MAGIC = 0x5043_4648;
    private static final short VERSION = 1;
    private static final int LENGTH_OFFSET = 8;
    private static final int CONTENT_OFFSET = 12;

    private final Path path;
    private final Disk disk;
    private final String advice;

    /**
     * Names a file, which need not exist.
     *
     * @param path   of the file, in a folder that exists
     * @param disk   what it is changed through
     * @param advice what to do if it is damaged, for people
     */
    public CheckpointFile(final Path path, final Disk disk, final String advice) {
        this.path = path;
        this.disk = disk;
        this.advice = advice;
    }

    /** {@return the file} */
    public Path path() {
        return path;
    }

    /**
     * Reads what was written last.
     *
     * @return the content, little-endian, from 0 to its limit; null if there is no such file
     * @throws CorruptStoreException if the file does not hold what was written
     * @throws StoreException        if it cannot be read
     */
    public ByteBuffer read() {
        final byte[] bytes;
        try (RandomAccessFile file = RegularFile.open(path, "r")) {
            bytes = new byte[(int) Math.min(Integer.MAX_VALUE - Long.BYTES, file.length())];
            file.readFully(bytes);
        } catch (final NoSuchFileException e) {
            return null;
        } catch (final IOException e) {
            throw new StoreException(path, "the checkpoint cannot be read", e);
        }
        final ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        final int end = bytes.length - Integer.BYTES;
        if (end < CONTENT_OFFSET || file.getInt(0) != MAGIC || file.getShort(4) != VERSION
            || file.getInt(LENGTH_OFFSET) != end - CONTENT_OFFSET || file.getInt(end) != crc(bytes, end)) {
            throw new CorruptStoreException(path, 0, "the checksum does not fit the " + bytes.length
                + " bytes of this checkpoint; " + advice);
        }
        return file.slice(CONTENT_OFFSET, end - CONTENT_OFFSET).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Replaces the content, and returns when that would outlive a power loss.
     *
     * @param content from 0 to its limit; left as it is
     * @throws StoreException if it could not be written; the file then holds what it held, or the new content
     */
    public void write(final ByteBuffer content) {
        final int length = content.limit();
        final byte[] bytes = new byte[CONTENT_OFFSET + length + Integer.BYTES];
        final ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(MAGIC).putShort(VERSION).putShort((short) 0).putInt(length);
        content.get(0, bytes, CONTENT_OFFSET, length);
        file.putInt(CONTENT_OFFSET + length, crc(bytes, CONTENT_OFFSET + length));
        try {
            DurableFile.replace(disk, path, bytes, PersistentSteps.NONE);
        } catch (final IOException e) {
            throw new StoreException(path, "the checkpoint cannot be written", e);
        }
    }

    private static int crc(final byte[] bytes, final int length) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
