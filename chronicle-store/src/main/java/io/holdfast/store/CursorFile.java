package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * How far one lasting reader of a log has come: a mapped file of 4096 bytes, little-endian, in which moving on is a
 * store into memory that outlives a kill. Each word stands beside its complement, as {@code state} has its acked index.
 * <pre>
 *     0 u32 magic "HFCU" | 4 u16 version 1 | 6 u16 0
 *     8 i64 life, random: the same in all files of one reader
 *    16 i64 incarnation of the log
 *    60 u32 CRC32C of [0 .. 60)
 *    64 ack: index of the last message that the reader is done with
 *   128 when the reader was last there, epoch nanos, 0: never
 *   192 when it was given up, epoch nanos, 0: it is not
 *   256 the ack as it was then            320 the ordinal of that
 *   384 the index up to which messages after the ack are no reason to give it up
 * </pre>
 * The file is written in full before it gets its name, and never shortened. One thread stores each word, any may load.
 * The mapping is given back by the garbage collector, so that no late reader can touch memory that is gone.
 */
public final class CursorFile implements AutoCloseable {
    /** Length of each such file. */
    public static final int LENGTH = 4096;

    private static final int MAGIC = 0x5543_4648;
    private static final short VERSION = 1;
    private static final int LIFE = 8;
    private static final int INCARNATION = 16;
    private static final int CRC = 60;
    private static final int ACK = 64;
    private static final int SEEN = 128;
    private static final int EXPIRED = 192;
    private static final int EXPIRED_ACK = 256;
    private static final int EXPIRED_ORDINAL = 320;
    private static final int COUNTED = 384;

    private final Path path;
    private final Disk disk;
    private final RandomAccessFile content;
    private final FileChannel channel;
    private final MappedByteBuffer buffer;
    private final long address;

    private CursorFile(final Path path, final Disk disk, final RandomAccessFile content) throws IOException {
        this.path = path;
        this.disk = disk;
        this.content = content;
        channel = DurableFile.channelOf(content);
        buffer = channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH);
        buffer.order(ByteOrder.LITTLE_ENDIAN);
        address = OffHeap.addressOf(buffer);
    }

    /**
     * Creates the file or replaces it, and returns when it would outlive a power loss.
     *
     * @param path        of the file, in a folder that exists
     * @param disk        what it is changed through
     * @param life        random
     * @param incarnation of the log
     * @param ack         an index of the log, or 0
     * @return the file, the caller's to close
     * @throws StoreException if it cannot be written
     */
    public static CursorFile create(final Path path, final Disk disk, final long life, final long incarnation,
                                    final long ack) {
        final ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, MAGIC).putShort(4, VERSION).putLong(LIFE, life).putLong(INCARNATION, incarnation);
        bytes.putInt(CRC, crc(bytes));
        for (int word = ACK; word <= COUNTED; word += ACK) {
            final long value = word == ACK ? ack : 0;
            bytes.putLong(word, value).putLong(word + Long.BYTES, ~value);
        }
        try {
            DurableFile.replace(disk, path, bytes.array(), PersistentSteps.NONE);
        } catch (final IOException e) {
            throw new StoreException(path, "it cannot be created", e);
        }
        return open(path, disk);
    }

    /**
     * Opens a file.
     *
     * @param path of the file
     * @param disk what it is changed through
     * @return the file, the caller's to close
     * @throws CorruptStoreException if it does not hold what was written
     * @throws StoreException        if it is not there, or cannot be read
     */
    public static CursorFile open(final Path path, final Disk disk) {
        RandomAccessFile content = null;
        CursorFile opened = null;
        try {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path.toString()); // opening it would create it
            }
            content = RegularFile.open(path, "rw");
            if (content.length() != LENGTH) {
                throw new CorruptStoreException(path, 0, "it has " + content.length() + " bytes instead of " + LENGTH);
            }
            final CursorFile file = new CursorFile(path, disk, content);
            file.verify();
            opened = file;
            return file;
        } catch (final NoSuchFileException e) {
            throw new StoreException(path, "the file is not there", e);
        } catch (final IOException e) {
            throw new StoreException(path, "it cannot be read", e);
        } finally {
            if (opened == null && content != null) {
                closeQuietly(content, path);
            }
        }
    }

    private void verify() {
        if (buffer.getInt(0) != MAGIC || buffer.getInt(CRC) != crc(buffer)) {
            throw new CorruptStoreException(path, 0, "its first 64 bytes do not hold what was written");
        }
        if (buffer.getShort(4) != VERSION) {
            throw new StoreException(path, "format version " + buffer.getShort(4) + " is not known here, only "
                + VERSION + "; use the Holdfast version that wrote it");
        }
        for (int word = ACK; word <= COUNTED; word += ACK) {
            if (!GuardedWord.isPossible(address + word)) {
                throw new CorruptStoreException(path, 0, "the word at " + word + " is no such number");
            }
        }
        Reference.reachabilityFence(this);
    }

    /** {@return the number that all files of this reader share} */
    public long life() {
        return buffer.getLong(LIFE);
    }

    /** {@return the incarnation of the log that the ack is of} */
    public long incarnation() {
        return buffer.getLong(INCARNATION);
    }

    /** {@return the index of the last message that the reader is done with} */
    public long ack() {
        return load(ACK);
    }

    /**
     * Moves the ack, forwards or back. Outlives a kill at once, a power loss after {@link #force()}; after a kill
     * within, the lower of both counts.
     *
     * @param index of a message, or 0
     */
    public void ack(final long index) {
        store(ACK, index);
    }

    /** {@return when the reader was last there, epoch nanos, 0 for never} */
    public long seenNs() {
        return load(SEEN);
    }

    /**
     * Notes that the reader is there.
     *
     * @param epochNs now
     */
    public void seenNs(final long epochNs) {
        store(SEEN, epochNs);
    }

    /** {@return when the reader was given up, epoch nanos, 0 if it is not} */
    public long expiredNs() {
        return load(EXPIRED);
    }

    /** {@return the ack as it was when the reader was last given up, 0 if it never was} */
    public long expiredAck() {
        return load(EXPIRED_ACK);
    }

    /** {@return the ordinal of {@link #expiredAck()}} */
    public long expiredOrdinal() {
        return load(EXPIRED_ORDINAL);
    }

    /**
     * Gives the reader up: messages after its ack may go.
     *
     * @param epochNs now, not 0
     * @param index   its ack
     * @param ordinal of that
     */
    public void expire(final long epochNs, final long index, final long ordinal) {
        store(EXPIRED_ACK, index);
        store(EXPIRED_ORDINAL, ordinal);
        store(EXPIRED, epochNs);
    }

    /** {@return the index up to which messages after the ack are no reason to give the reader up, 0 for none} */
    public long countedAfter() {
        return load(COUNTED);
    }

    /**
     * Has only messages after an index be a reason to give the reader up.
     *
     * @param index of a message, or 0
     */
    public void countedAfter(final long index) {
        store(COUNTED, index);
    }

    /** Ends that the reader is given up; what was lost by it is still told. */
    public void revive() {
        store(EXPIRED, 0);
    }

    /**
     * Returns when everything stored so far would outlive a power loss.
     *
     * @throws StoreException if it cannot be said that it would
     */
    public void force() {
        try {
            disk.force(channel, path);
        } catch (final IOException e) {
            throw new StoreException(path, "it cannot be forced to disk", e);
        }
    }

    private long load(final int word) {
        final long value = GuardedWord.get(address + word);
        Reference.reachabilityFence(this);
        return value;
    }

    private void store(final int word, final long value) {
        GuardedWord.put(address + word, value);
        Reference.reachabilityFence(this);
    }

    private static int crc(final ByteBuffer bytes) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, CRC));
        return (int) crc.getValue();
    }

    private static void closeQuietly(final RandomAccessFile content, final Path path) {
        try {
            content.close();
        } catch (final IOException e) {
            throw new StoreException(path, "it cannot be closed", e);
        }
    }

    /** Lets go of the file; a late store still reaches it. */
    @Override
    public void close() {
        closeQuietly(content, path);
    }
}
