package io.holdfast.store;

import io.holdfast.StoreException;
import net.openhft.chronicle.core.OS;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The file {@code state}, 4 KiB, mapped, little-endian. The identity is written to the slot that is not the current
 * one and counts when its checksum is right; the one with the higher version counts. Every other number is one aligned
 * 8-byte word, stored with release order.
 * <pre>
 *     0  identity slot 0    64  identity slot 1
 *            0 u64 magic "HFSTATE1"       8 i64 slot version       16 i64 incarnation
 *           24 i32 generation            28 u32 format version 1
 *           32 i64, 40 i64 boot id       48 i64 reserved 0         56 u32 reserved 0   60 u32 CRC32C of 0..60
 *   256  last index            320  last ordinal (kept up at every 256th message, roll and close)
 *   384  reserved position of the live cycle                       448  synced index
 *   512  1 if closed in order
 *   576  acked index: the peer's ack as the sender knows it, a {@link GuardedWord}          640  session counter
 *   704, 712 .. 760  eight spare words of the send queue
 *   832  durability: 0 page cache, 1 sync, 2 sync and a force has failed
 *  1016  how many generation marks were ever written
 *  1024  ring of 32 {@link GenerationMarks}
 * </pre>
 * Words may be read and written by any thread, each word written by one at a time.
 */
final class LogState implements AutoCloseable {
    static final String FILE = "state";
    static final int LENGTH = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(LogState.class);
    static final long MAGIC = 0x31455441_54534648L;
    private static final int FORMAT_VERSION = 1;
    static final int SLOT_LENGTH = 64;
    private static final int SLOT_VERSION = 8;
    private static final int INCARNATION = 16;
    private static final int GENERATION = 24;
    private static final int FORMAT = 28;
    private static final int BOOT_HIGH = 32;
    private static final int BOOT_LOW = 40;
    private static final int SLOT_CRC = 60;

    static final int LAST_INDEX = 256;
    private static final int LAST_ORDINAL = 320;
    private static final int RESERVED_TO = 384;
    static final int SYNCED = 448;
    private static final int CLEAN = 512;
    static final int ACKED_INDEX = 576;
    private static final int SESSION_COUNTER = 640;
    /** Not 0 while readers in other processes must stop at the synced index. */
    static final int DURABILITY = 832;
    private static final int MARK_COUNT = 1016;
    private static final int MARKS = 1024;
    private static final long SYNC = 1;
    private static final long FORCE_FAILED = 2;

    private final Path path;
    private final RandomAccessFile file;
    private final FileChannel channel;
    private final Disk disk;
    private ByteBuffer buffer;
    private long address;
    private long version;
    private long incarnation;
    private int generation;
    private UUID bootId;
    private boolean isDamaged;
    private boolean isClosed;

    private LogState(final Path path, final RandomAccessFile file, final Disk disk) throws IOException {
        this.path = path;
        this.file = file;
        this.disk = disk;
        channel = DurableFile.channelOf(file);
        this.address = OS.map(channel, MapMode.READ_WRITE, 0, LENGTH);
        this.buffer = OffHeap.window(OffHeap.newWindow(), address, LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        readSlot(0);
        readSlot(SLOT_LENGTH);
        isDamaged = isSpoilt(0) || isSpoilt(SLOT_LENGTH);
    }

    private LogState(final Path path, final byte[] content, final Disk disk) {
        this.path = path;
        this.disk = disk;
        file = null;
        channel = null;
        isClosed = true; // there is nothing to let go of
        buffer = ByteBuffer.allocateDirect(LENGTH).order(ByteOrder.LITTLE_ENDIAN).put(0, content);
        address = OffHeap.addressOf(buffer);
        readSlot(0);
        readSlot(SLOT_LENGTH);
        isDamaged = isSpoilt(0) || isSpoilt(SLOT_LENGTH);
    }

    /** {@return a view of what a file holds, whose changes go nowhere} */
    static LogState ofCopy(final Path path, final byte[] content, final Disk disk) {
        return new LogState(path, content, disk);
    }

    /** {@return whether a slot holds something that is not intact} */
    private boolean isSpoilt(final int slot) {
        boolean isBlank = true;
        for (int i = 0; i < SLOT_LENGTH; i += Long.BYTES) {
            isBlank &= buffer.getLong(slot + i) == 0;
        }
        return !isBlank && !isIntact(buffer, slot);
    }

    /** Opens the file of a folder, making an empty one if there is none. */
    static LogState open(final Path folder, final Disk disk) {
        final Path path = folder.resolve(FILE);
        try {
            if (Files.exists(path) && Files.size(path) < LENGTH) {
                setAsideUnlessBlank(path, disk);
            }
            if (!Files.exists(path)) {
                create(path, disk);
            }
            final RandomAccessFile file = RegularFile.open(path, "rw");
            try {
                return new LogState(path, file, disk);
            } catch (final IOException e) {
                file.close();
                throw e;
            }
        } catch (final IOException e) {
            throw new StoreException(path, "the state file could not be opened", e);
        }
    }

    /** A kill while the file is made leaves zeros; anything else was cut, and is kept for people to look at. */
    private static void setAsideUnlessBlank(final Path path, final Disk disk) throws IOException {
        final byte[] found = RegularFile.read(path);
        if (Arrays.equals(found, new byte[found.length])) {
            disk.delete(path);
            return;
        }
        final Path aside = path.resolveSibling(FILE + CycleFiles.SET_ASIDE);
        LOG.warn("the state file was cut to {} bytes; it is made anew: path={} kept as {}", found.length, path, aside);
        disk.rename(path, aside);
    }

    private static void create(final Path path, final Disk disk) throws IOException {
        try (RandomAccessFile created = disk.create(path)) {
            DurableFile.write(disk, DurableFile.channelOf(created), path, ByteBuffer.allocate(LENGTH), 0);
        }
    }

    /**
     * {@return whether it is sure which identity counts}; not if a slot is damaged, which may have been the newer one.
     */
    boolean isKnown() {
        return version > 0 && !isDamaged;
    }

    /** {@return the highest generation that anything intact in the file names, 0 if nothing does} */
    int newestGeneration() {
        return Math.max(generation, GenerationMarks.newest(address + MARKS));
    }

    long incarnation() {
        return incarnation;
    }

    int generation() {
        return generation;
    }

    Path path() {
        return path;
    }

    UUID bootId() {
        return bootId;
    }

    /** Makes a new identity count. One thread. */
    void identity(final long newIncarnation, final int newGeneration, final UUID newBootId) {
        final int slot = (version & 1) == 0 ? SLOT_LENGTH : 0;
        buffer.putLong(slot, MAGIC).putLong(slot + SLOT_VERSION, version + 1);
        buffer.putLong(slot + INCARNATION, newIncarnation).putInt(slot + GENERATION, newGeneration);
        buffer.putInt(slot + FORMAT, FORMAT_VERSION);
        buffer.putLong(slot + BOOT_HIGH, newBootId.getMostSignificantBits());
        buffer.putLong(slot + BOOT_LOW, newBootId.getLeastSignificantBits());
        buffer.putInt(slot + SLOT_CRC, crc(buffer, slot));
        readSlot(slot);
        isDamaged = false;
    }

    long lastIndex() {
        return word(LAST_INDEX);
    }

    void lastIndex(final long value) {
        OffHeap.putLongRelease(address + LAST_INDEX, value);
    }

    long lastOrdinal() {
        return word(LAST_ORDINAL);
    }

    void lastOrdinal(final long value) {
        OffHeap.putLongRelease(address + LAST_ORDINAL, value);
    }

    long reservedTo() {
        return word(RESERVED_TO);
    }

    void reservedTo(final long value) {
        OffHeap.putLongRelease(address + RESERVED_TO, value);
    }

    long synced() {
        return word(SYNCED);
    }

    void synced(final long value) {
        OffHeap.putLongRelease(address + SYNCED, value);
    }

    /** {@return whether the log is, or was when it was last open, one whose durability is {@code SYNC}} */
    boolean isSync() {
        return word(DURABILITY) != 0;
    }

    /**
     * {@return whether the log is not known to be on disk as it was when the process ended, though no power was lost}
     */
    boolean hasForceFailed() {
        return word(DURABILITY) == FORCE_FAILED;
    }

    /** {@return what {@link #hasForceFailed()} says of a folder whose file is whole} */
    static boolean hasForceFailed(final Path folder) throws IOException {
        try (RandomAccessFile file = RegularFile.open(folder.resolve(FILE), "r")) {
            file.seek(DURABILITY);
            return Long.reverseBytes(file.readLong()) == FORCE_FAILED;
        }
    }

    void sync(final boolean value) {
        OffHeap.putLongRelease(address + DURABILITY, value ? SYNC : 0);
    }

    void forceFailed() {
        OffHeap.putLongRelease(address + DURABILITY, FORCE_FAILED);
    }

    boolean isClean() {
        return word(CLEAN) == 1;
    }

    void clean(final boolean value) {
        OffHeap.putLongRelease(address + CLEAN, value ? 1 : 0);
    }

    long ackedIndex() {
        return GuardedWord.get(address + ACKED_INDEX);
    }

    void ackedIndex(final long value) {
        GuardedWord.put(address + ACKED_INDEX, value);
    }

    long sessionCounter() {
        return word(SESSION_COUNTER);
    }

    void sessionCounter(final long value) {
        OffHeap.putLongRelease(address + SESSION_COUNTER, value);
    }

    /** Notes that a generation began after an index. One thread. */
    void mark(final int newGeneration, final long lastIndexBefore) {
        final long count = word(MARK_COUNT);
        GenerationMarks.put(address + MARKS, count, newGeneration, lastIndexBefore);
        OffHeap.putLongRelease(address + MARK_COUNT, count + 1);
    }

    /** {@return after which index a generation began, of those of which it is noted} */
    Map<Integer, Long> marked() {
        return GenerationMarks.all(address + MARKS);
    }

    /** {@return whether it is noted after which index a generation began} */
    boolean hasMark(final int begun) {
        return GenerationMarks.lastIndexBefore(address + MARKS, begun) >= 0;
    }

    /** Forgets all marks: they are of another incarnation. */
    void clearMarks() {
        OffHeap.zero(address + MARK_COUNT, Long.BYTES + (long) GenerationMarks.RING * GenerationMarks.LENGTH);
    }

    /**
     * {@return the content of a file that knows no log, only the generations that the file there is names: none of them
     * may begin a second time}
     */
    static byte[] withoutIdentity(final Path path) throws IOException {
        final byte[] content = new byte[LENGTH];
        try (InputStream found = Files.newInputStream(path)) {
            found.readNBytes(content, 0, LENGTH);
        }
        Arrays.fill(content, 0, MARK_COUNT, (byte) 0);
        Arrays.fill(content, MARKS + GenerationMarks.RING * GenerationMarks.LENGTH, LENGTH, (byte) 0);
        return content;
    }

    /** {@return the last index of a former generation that survived every cut, -1 if that is not known any more} */
    long lastIndexOfGeneration(final int former) {
        return GenerationMarks.lastIndexOf(address + MARKS, former, generation);
    }

    /** Waits until the file is on disk. */
    void force() throws IOException {
        disk.force(channel, path);
    }

    /** Unmaps. What is read afterwards is a copy; only a reader in the middle of a read must not be. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        final long mapped = address;
        buffer = ByteBuffer.allocateDirect(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        address = OffHeap.addressOf(buffer);
        OffHeap.copy(null, mapped, address, LENGTH);
        try {
            OS.unmap(mapped, LENGTH);
            file.close();
        } catch (final IOException e) {
            throw new StoreException(path, "the state file could not be closed", e);
        }
    }

    private long word(final long offset) {
        return OffHeap.getLongAcquire(address + offset);
    }

    /**
     * {@return the incarnation that counts in a copy of the file, 0 if none is intact}
     *
     * @param copy of the whole file, read by nobody else
     */
    static long incarnationIn(final ByteBuffer copy) {
        copy.order(ByteOrder.LITTLE_ENDIAN);
        final boolean isFirst = isIntact(copy, 0);
        if (isIntact(copy, SLOT_LENGTH)
            && !(isFirst && copy.getLong(SLOT_VERSION) > copy.getLong(SLOT_LENGTH + SLOT_VERSION))) {
            return copy.getLong(SLOT_LENGTH + INCARNATION);
        }
        return isFirst ? copy.getLong(INCARNATION) : 0;
    }

    private static boolean isIntact(final ByteBuffer buffer, final int slot) {
        return buffer.getLong(slot) == MAGIC && buffer.getInt(slot + FORMAT) == FORMAT_VERSION
            && buffer.getInt(slot + SLOT_CRC) == crc(buffer, slot);
    }

    private void readSlot(final int slot) {
        if (isIntact(buffer, slot) && buffer.getLong(slot + SLOT_VERSION) > version) {
            version = buffer.getLong(slot + SLOT_VERSION);
            incarnation = buffer.getLong(slot + INCARNATION);
            generation = buffer.getInt(slot + GENERATION);
            bootId = new UUID(buffer.getLong(slot + BOOT_HIGH), buffer.getLong(slot + BOOT_LOW));
        }
    }

    private static int crc(final ByteBuffer buffer, final int slot) {
        final CRC32C crc = new CRC32C();
        crc.update(buffer.slice(slot, SLOT_CRC));
        return (int) crc.getValue();
    }
}
