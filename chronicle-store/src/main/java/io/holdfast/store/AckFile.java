package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The mapped {@code ack} file, 4096 bytes, little-endian: how far the peer's log was received. Two slots, each an
 * identity with its own words; the one with a right seal and the higher adoption number counts. So an identity and its
 * ack change as one: the other slot is filled first and sealed last.
 *
 * <pre>
 *      0 u32 magic "HFAK" | 4 u16 version 1 | 6 u16 0 | 8 u32 length of the file | 12 u32 CRC32C of [0 .. 12)
 *     64 i64 0: the thread that polls never sleeps; else counts its naps: odd while it may be asleep
 *    128 i64 durability: 0 page cache, 1 sync: then the synced ack is the one that counts for the peer
 *    512 slot 0
 *   1024 slot 1
 *
 *   slot +0   i64 incarnation (0: none yet) | +8 i32 generation | +12 i32 adoption
 *        +16  i64 seal: 0 while the slot is written, else bit 32 set and CRC32C of [0 .. 16) below it
 *        +64  i64 delivered         last index given to a handler
 *        +72  i64 redelivered to    messages up to here may have been given to a handler before the adoption
 *        +128 i64 consumed          the ack, a {@link GuardedWord}
 *        +192 i64 synced ack        the ack that would outlive a power loss, a {@link GuardedWord}, kept up while the
 *                                   durability is sync
 *        +208 i64 syncing           the ack that a sync is for, stored before it: a greater one that is found after a
 *                                   power loss reached the disk by chance
 * </pre>
 *
 * The file is written in full before it gets its name, and never shortened. Words are stored with release and loaded
 * with acquire semantics by one writer and any readers. The mapping is given back by the garbage collector, so that no
 * late reader can touch memory that is gone.
 */
final class AckFile {
    static final String FILE_NAME = "ack";
    static final int LENGTH = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(AckFile.class);
    private static final int MAGIC = 0x4b414648;
    private static final int VERSION = 1;
    private static final int HEADER_CRC_OFFSET = 12;
    /** 0 while the owner's polling thread never sleeps; else odd while it may be asleep, another number each time. */
    static final int PARKED = 64;
    static final int DURABILITY = 128;
    private static final int SLOTS = 512;
    private static final int SLOT_LENGTH = 512;
    private static final int GENERATION = 8;
    private static final int ADOPTION = 12;
    static final int SEAL = 16;
    private static final int DELIVERED = 64;
    private static final int REDELIVERED_TO = 72;
    static final int CONSUMED = 128;
    private static final int SYNCED = 192;
    private static final int SYNCING = 208;
    private static final long SEALED = 1L << 32;

    private final Path file;
    private final RandomAccessFile content;
    private final FileChannel channel;
    private final Disk disk;
    private final MappedByteBuffer buffer;

    /** Of the buffer, for the two words that each message raises; valid as long as this is reachable. */
    private final long address;

    private AckFile(final Path file, final RandomAccessFile content, final Disk disk) throws IOException {
        this.file = file;
        this.content = content;
        this.disk = disk;
        channel = DurableFile.channelOf(content);
        buffer = channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH);
        buffer.order(ByteOrder.LITTLE_ENDIAN);
        address = OffHeap.addressOf(buffer);
    }

    /**
     * Opens the file of a connection, or creates it.
     *
     * @throws CorruptStoreException if it does not hold what was written
     * @throws StoreException        if it cannot be read or written
     */
    static AckFile open(final Path folder, final Disk disk) {
        final Path file = folder.resolve(FILE_NAME);
        try {
            if (!Files.exists(file)) {
                DurableFile.replace(disk, file, emptyFile(), PersistentSteps.NONE);
            }
            return openFile(file, disk);
        } catch (final IOException e) {
            throw new StoreException(file, "cannot open the ack file", e);
        }
    }

    /**
     * Creates the file of a connection that is being created. What a power loss leaves of it before {@link #force()},
     * {@link AckSurvey#isBlank()} knows.
     *
     * @throws StoreException if it cannot be written
     */
    static AckFile create(final Path folder, final Disk disk) {
        final Path file = folder.resolve(FILE_NAME);
        try {
            DurableFile.replaceUnforced(disk, file, emptyFile());
            return openFile(file, disk);
        } catch (final IOException e) {
            throw new StoreException(file, "cannot create the ack file", e);
        }
    }

    private static AckFile openFile(final Path file, final Disk disk) throws IOException {
        RandomAccessFile content = null;
        try {
            content = RegularFile.open(file, "rw");
            if (content.length() != LENGTH) {
                throw corrupt(file, "it has " + content.length() + " bytes instead of " + LENGTH);
            }
            final AckFile opened = new AckFile(file, content, disk);
            opened.verify();
            OffHeap.putLongRelease(opened.address + PARKED, 0);
            return opened;
        } catch (final IOException | StoreException e) {
            closeAfter(e, content);
            throw e;
        }
    }

    /** The slot that counts. */
    int currentSlot() {
        final int slot = currentSlot(buffer);
        if (slot < 0) {
            throw corrupt(file, "neither of its two identities is complete");
        }
        return slot;
    }

    /** {@return the slot that counts, -1 if none is complete} */
    static int currentSlot(final ByteBuffer bytes) {
        final boolean isSecond = isSealed(bytes, 1);
        if (!isSealed(bytes, 0)) {
            return isSecond ? 1 : -1;
        }
        return isSecond && bytes.getInt(at(1, ADOPTION)) > bytes.getInt(at(0, ADOPTION)) ? 1 : 0;
    }

    /**
     * Finds out what a copy of the file holds.
     *
     * @param copy of the whole file, read by nobody else
     * @return where its ack for a log is that its owner tells, in bytes from the start; -1 if the file is not intact or
     *     the ack is for another log
     */
    static int ackOffset(final ByteBuffer copy, final long incarnation, final int generation) {
        copy.order(ByteOrder.LITTLE_ENDIAN);
        final int slot = hasHeader(copy) && copy.getShort(4) == VERSION ? currentSlot(copy) : -1;
        final boolean isFor = slot >= 0 && copy.getLong(at(slot, 0)) == incarnation
            && copy.getInt(at(slot, GENERATION)) == generation;
        return !isFor ? -1 : at(slot, copy.getLong(DURABILITY) == 0 ? CONSUMED : SYNCED);
    }

    /** {@return the adoption number beside the ack that {@link #ackOffset} found} */
    static int adoptionBeside(final ByteBuffer copy, final int ackOffset) {
        return copy.getInt((ackOffset & -SLOT_LENGTH) + ADOPTION);
    }

    /** {@return whether the peer goes by the synced ack, or did when the connection was last open} */
    boolean isSync() {
        final boolean isSync = OffHeap.getLongAcquire(address + DURABILITY) != 0;
        Reference.reachabilityFence(this);
        return isSync;
    }

    /** Says whether the peer is to go by the synced ack. */
    void sync(final boolean value) {
        OffHeap.putLongRelease(address + DURABILITY, value ? 1 : 0);
        Reference.reachabilityFence(this);
    }

    /** Says whether the thread that polls may be asleep, so that whoever has something for it must ring. */
    void parked(final boolean isParked) {
        final long word = OffHeap.getLong(address + PARKED);
        if (word == 0 || (word & 1) == 1 != isParked) {
            OffHeap.putLongRelease(address + PARKED, word == 0 && !isParked ? 2 : word + 1);
        }
        Reference.reachabilityFence(this);
    }

    long incarnation(final int slot) {
        return load(slot, 0);
    }

    int generation(final int slot) {
        return buffer.getInt(at(slot, GENERATION));
    }

    int adoption(final int slot) {
        return buffer.getInt(at(slot, ADOPTION));
    }

    long delivered(final int slot) {
        return load(slot, DELIVERED);
    }

    void delivered(final int slot, final long index) {
        store(slot, DELIVERED, index);
    }

    long redeliveredTo(final int slot) {
        return load(slot, REDELIVERED_TO);
    }

    void redeliveredTo(final int slot, final long index) {
        store(slot, REDELIVERED_TO, index);
    }

    long consumed(final int slot) {
        final long value = GuardedWord.get(address + at(slot, CONSUMED));
        Reference.reachabilityFence(this);
        return value;
    }

    void consumed(final int slot, final long index) {
        GuardedWord.put(address + at(slot, CONSUMED), index);
        Reference.reachabilityFence(this);
    }

    long synced(final int slot) {
        final long value = GuardedWord.get(address + at(slot, SYNCED));
        Reference.reachabilityFence(this);
        return value;
    }

    void synced(final int slot, final long index) {
        GuardedWord.put(address + at(slot, SYNCED), index);
        Reference.reachabilityFence(this);
    }

    long syncing(final int slot) {
        return load(slot, SYNCING);
    }

    void syncing(final int slot, final long index) {
        store(slot, SYNCING, index);
    }

    /** Makes a slot not count while it is written. */
    void unseal(final int slot) {
        store(slot, SEAL, 0);
    }

    /** Fills in the identity of a slot that is not sealed. */
    void identify(final int slot, final long incarnation, final int generation, final int adoption) {
        store(slot, 0, incarnation);
        buffer.putInt(at(slot, GENERATION), generation);
        buffer.putInt(at(slot, ADOPTION), adoption);
        store(slot, SYNCED, 0);
    }

    /** Makes a slot count. */
    void seal(final int slot) {
        store(slot, SEAL, SEALED | crc(buffer, at(slot, 0), SEAL));
    }

    /**
     * Returns when everything stored so far would outlive a power loss. Syncs the file, which costs a third of what
     * forcing the mapping does.
     */
    void force() {
        try {
            disk.force(channel, file);
        } catch (final IOException e) {
            throw new StoreException(file, "cannot force the ack file", e);
        }
    }

    void close() {
        try {
            content.close();
        } catch (final IOException e) {
            throw new StoreException(file, "cannot close the ack file", e);
        }
    }

    private void verify() {
        if (!hasHeader(buffer)) {
            throw corrupt(file, "its first 16 bytes are not those of an ack file");
        }
        if (buffer.getShort(4) != VERSION) {
            throw new StoreException(file, "format version " + buffer.getShort(4) + " is not known here, only "
                + VERSION + "; use the Holdfast version that wrote it");
        }
        for (int slot = 0; slot < 2; slot++) {
            if (load(slot, SEAL) != 0 && !isSealed(buffer, slot)) {
                throw corrupt(file, "the identity in slot " + slot + " does not fit its checksum");
            }
        }
        LOG.debug("ack file {} is good, slot {} counts", file, currentSlot());
    }

    static boolean hasHeader(final ByteBuffer bytes) {
        return bytes.getInt(0) == MAGIC && bytes.getInt(8) == LENGTH
            && bytes.getInt(HEADER_CRC_OFFSET) == (int) crc(bytes, 0, HEADER_CRC_OFFSET);
    }

    /** {@return what an intact copy of the file says} */
    static AckFacts facts(final ByteBuffer bytes, final int slot) {
        return new AckFacts(true, true, bytes.getLong(DURABILITY) != 0, bytes.getLong(at(slot, 0)),
            bytes.getInt(at(slot, GENERATION)), bytes.getInt(at(slot, ADOPTION)), bytes.getLong(at(slot, DELIVERED)),
            guarded(bytes, at(slot, CONSUMED)), guarded(bytes, at(slot, SYNCED)));
    }

    private static long guarded(final ByteBuffer bytes, final int offset) {
        return GuardedWord.lower(bytes.getLong(offset), bytes.getLong(offset + Long.BYTES));
    }

    static boolean isSealed(final ByteBuffer bytes, final int slot) {
        return bytes.getLong(at(slot, SEAL)) == (SEALED | crc(bytes, at(slot, 0), SEAL));
    }

    private long load(final int slot, final int offset) {
        final long value = OffHeap.getLongAcquire(address + at(slot, offset));
        Reference.reachabilityFence(this);
        return value;
    }

    private void store(final int slot, final int offset, final long value) {
        OffHeap.putLongRelease(address + at(slot, offset), value);
        Reference.reachabilityFence(this);
    }

    static int at(final int slot, final int offset) {
        return SLOTS + slot * SLOT_LENGTH + offset;
    }

    static byte[] emptyFile() {
        final ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, MAGIC).putShort(4, (short) VERSION).putInt(8, LENGTH);
        bytes.putInt(HEADER_CRC_OFFSET, (int) crc(bytes, 0, HEADER_CRC_OFFSET));
        bytes.putLong(at(0, SEAL), SEALED | crc(bytes, at(0, 0), SEAL));
        return bytes.array();
    }

    private static long crc(final ByteBuffer bytes, final int from, final int length) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes.slice(from, length));
        return crc.getValue();
    }

    private static void closeAfter(final Exception reason, final RandomAccessFile content) {
        try {
            if (content != null) {
                content.close();
            }
        } catch (final IOException e) {
            reason.addSuppressed(e);
        }
    }

    private static CorruptStoreException corrupt(final Path file, final String what) {
        return new CorruptStoreException(file, 0, "the ack file is damaged: " + what + "; " + Advice.REPAIR);
    }
}
