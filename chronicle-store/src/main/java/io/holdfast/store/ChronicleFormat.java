package io.holdfast.store;

import io.holdfast.StoreException;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The one class that touches Chronicle's builder and internals, written against chronicle-queue 2026.4 (bytes 2026.4,
 * core 2026.5, wire 2026.6). It lets Chronicle itself write the head of one empty cycle file, once per process, and
 * every cycle file of ours begins with a copy of that head. What it leans on, all checked when the head is taken:
 * <pre>
 *  position  excerpt          content
 *         0  header           metadata, "SCQStore"
 *        64                   write position (u64), then position &lt;&lt; 32 | sequence (u64)
 *       152                   position of the index2index excerpt (u64) = 200
 *       176                   next sequence to be indexed (u64)
 *       200  index2index      metadata; array at 224: capacity 2048 (u64), used (u64), positions of index excerpts
 *     16624  index            metadata; array at 16640: capacity 2048 (u64), used (u64), positions of every 256th
 *     33040  first excerpt that is ours
 * </pre>
 * An excerpt is a 4-byte word (length; bit 31 not complete, bit 30 metadata), the content, and padding to 4 bytes.
 */
final class ChronicleFormat {
    static final String VERSION = "chronicle-queue 2026.4";
    static final String SUFFIX = SingleChronicleQueue.SUFFIX;

    static final int WORD = 4;
    static final int META = 0x4000_0000;
    static final int NOT_COMPLETE = 0x8000_0000;
    static final int LENGTH_MASK = 0x3FFF_FFFF;
    static final int END_OF_FILE = 0xC000_0000;

    static final int CYCLE_SHIFT = 32;
    static final long SEQUENCE_MASK = (1L << CYCLE_SHIFT) - 1;
    static final int CYCLES_PER_DAY = 288;
    static final int SECONDS_PER_CYCLE = 300;
    static final int INDEX_COUNT = 2048;
    static final int INDEX_SPACING = 256;

    static final int WRITE_POSITION = 64;
    static final int WRITE_SEQUENCE = 72;
    static final int NEXT_INDEXED = 176;
    static final int INDEX2INDEX = 224;
    static final int FIRST_INDEX_EXCERPT = 16624;
    static final int HEAD_LENGTH = 33040;

    private static final int INDEX2INDEX_POSITION = 152;
    private static final int INDEX2INDEX_EXCERPT = 200;
    private static final int SEQUENCE_POSITION_SHIFT = 32;
    private static final int ROOM = 256 << 10;
    private static final int PAGE = 4096;
    private static final int SCRATCH_BLOCK_SIZE = 64 << 10;
    private static final long LOCK_TIMEOUT_MS = 500;
    private static final String SCRATCH_FOLDER = "head.tmp";
    private static final String LISTING_FILE = "metadata.cq4t";
    private static final Logger LOG = LoggerFactory.getLogger(ChronicleFormat.class);

    private static volatile byte[] head;

    static {
        // both would start threads of their own
        setIfAbsent("chronicle.announcer.disable");
        setIfAbsent("chronicle.disk.monitor.disable");
    }

    private ChronicleFormat() {
    }

    static int align(final int length) {
        return length + 3 & ~3;
    }

    static long index(final int cycle, final long sequence) {
        return (long) cycle << CYCLE_SHIFT | sequence;
    }

    static int cycleOf(final long index) {
        return (int) (index >>> CYCLE_SHIFT);
    }

    static long sequenceOf(final long index) {
        return index & SEQUENCE_MASK;
    }

    static long writeSequence(final long position, final long sequence) {
        return position << SEQUENCE_POSITION_SHIFT | sequence;
    }

    /**
     * The stock queue over a folder, opened for its directory listing, which stock tools go by; takes a descriptor, a
     * mapping and some kilobytes.
     */
    static final class Listing implements AutoCloseable {
        private final SingleChronicleQueue queue;

        /**
         * Opens it, in the owner's process only. A listing that a kill or power failure spoilt is made anew.
         *
         * @throws IOException if the disk has no room for it
         */
        Listing(final Path folder, final Disk disk) throws IOException {
            final Path file = folder.resolve(LISTING_FILE);
            if (isUnfinished(file)) {
                Files.delete(file);
            }
            if (!Files.exists(file)) {
                requireRoom(folder);
            }
            queue = openOrReplace(folder, file);
            try {
                disk.grant(file);
                fillHoles(file);
                refresh();
            } catch (final IOException | RuntimeException | InternalError e) {
                queue.close();
                throw e;
            }
        }

        /**
         * Gives each page of the file a place on the disk, for Chronicle writes to it through a mapping. A page that
         * holds something has one.
         */
        private static void fillHoles(final Path file) throws IOException {
            final byte[] zeros = new byte[PAGE];
            final byte[] page = new byte[PAGE];
            try (RandomAccessFile content = RegularFile.open(file, "rw")) {
                for (long at = 0; at < content.length(); at += PAGE) {
                    final int length = (int) Math.min(PAGE, content.length() - at);
                    content.seek(at);
                    content.readFully(page, 0, length);
                    if (Arrays.equals(page, 0, length, zeros, 0, length)) {
                        content.seek(at);
                        content.write(zeros, 0, length);
                    }
                }
            }
        }

        /** {@return whether there is one} */
        static boolean exists(final Path folder) {
            return Files.exists(folder.resolve(LISTING_FILE));
        }

        /** {@return whether its maker died: Chronicle would wait for that process, then give up} */
        private static boolean isUnfinished(final Path file) throws IOException {
            if (!Files.exists(file)) {
                return false;
            }
            try (RandomAccessFile content = RegularFile.open(file, "r")) {
                return content.length() >= WORD
                    && (Integer.reverseBytes(content.readInt()) & NOT_COMPLETE) != 0;
            }
        }

        private static SingleChronicleQueue openOrReplace(final Path folder, final Path file) throws IOException {
            try {
                return openQueue(folder);
            } catch (final RuntimeException e) {
                LOG.warn("the directory listing for stock tools is made anew: path={} cause={}", file, e.toString());
                Files.deleteIfExists(file);
                requireRoom(folder);
                return openQueue(folder);
            }
        }

        /** Takes in which cycle files there are. */
        void refresh() {
            queue.refreshDirectoryListing();
        }

        @Override
        public void close() {
            queue.close();
        }
    }

    /**
     * Opens the queue of a folder, which writes or reads its {@code metadata.cq4t}: what stock tools learn the roll
     * cycle and the first and last cycle from.
     */
    private static SingleChronicleQueue openQueue(final Path folder) {
        final SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(folder)
            .rollCycle(RollCycles.FIVE_MINUTELY)
            .blockSize(SCRATCH_BLOCK_SIZE)
            .timeoutMS(LOCK_TIMEOUT_MS)
            .timeProvider(() -> 0L)
            .build();
        final boolean isReadOnly;
        try {
            isReadOnly = queue.metaStore().readOnly();
        } catch (final RuntimeException e) {
            queue.close();
            throw e;
        }
        if (isReadOnly) {
            queue.close();
            throw new StoreException(folder, "Chronicle could only open the queue read-only; check that this user may"
                + " write to the folder and that Java runs with " + JvmFlags.REQUIRED);
        }
        return queue;
    }

    /** {@return the head of an empty cycle file; not to be changed} */
    static byte[] head(final Path folder) throws IOException {
        byte[] bytes = head;
        if (bytes == null) {
            synchronized (ChronicleFormat.class) {
                bytes = head;
                if (bytes == null) {
                    bytes = takeHead(folder);
                    head = bytes;
                }
            }
        }
        return bytes;
    }

    /** A listing that may have lost pages in a power failure must go: Chronicle tries for ten seconds to open it. */
    static void deleteListing(final Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(LISTING_FILE));
    }

    /** Removes what a process that died while taking a head left behind. */
    static void deleteScratch(final Path folder) throws IOException {
        final Path scratch = folder.resolve(SCRATCH_FOLDER);
        if (Files.exists(scratch)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(scratch)) {
                for (final Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(scratch);
        }
    }

    /** Fails if the disk is full: Chronicle writes to holes of mapped files, which then is an error of the JVM. */
    private static void requireRoom(final Path folder) throws IOException {
        try {
            final Path scratch = folder.resolve(SCRATCH_FOLDER);
            if (!Files.isDirectory(scratch)) {
                Disk.REAL.createFolder(scratch);
            }
            Files.write(scratch.resolve("room"), new byte[ROOM]);
        } finally {
            deleteScratch(folder);
        }
    }

    private static byte[] takeHead(final Path folder) throws IOException {
        deleteScratch(folder);
        requireRoom(folder);
        final Path scratch = folder.resolve(SCRATCH_FOLDER);
        final byte[] bytes;
        try (SingleChronicleQueue queue = openQueue(scratch)) {
            final SingleChronicleQueueStore store = queue.storeForCycle(1, queue.epoch(), true, null);
            final Path file = store.file().toPath();
            queue.closeStore(store);
            bytes = Arrays.copyOf(Files.readAllBytes(file), HEAD_LENGTH + WORD);
        } catch (final InternalError e) {
            throw new IOException("No space left on device: somebody took it while a cycle file was made", e);
        }
        deleteScratch(folder);
        checkHead(folder, bytes);
        return Arrays.copyOf(bytes, HEAD_LENGTH);
    }

    static void checkHead(final Path folder, final byte[] bytes) {
        final ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        final int headerEnd = WORD + align(file.getInt(0) & LENGTH_MASK);
        final int index2IndexEnd = INDEX2INDEX_EXCERPT + WORD + align(file.getInt(INDEX2INDEX_EXCERPT) & LENGTH_MASK);
        final int indexEnd = FIRST_INDEX_EXCERPT + WORD + align(file.getInt(FIRST_INDEX_EXCERPT) & LENGTH_MASK);
        final boolean isKnown = headerEnd == INDEX2INDEX_EXCERPT
            && index2IndexEnd == FIRST_INDEX_EXCERPT
            && indexEnd == HEAD_LENGTH
            && file.getInt(HEAD_LENGTH) == 0
            && file.getLong(INDEX2INDEX_POSITION) == INDEX2INDEX_EXCERPT
            && file.getLong(INDEX2INDEX) == INDEX_COUNT
            && file.getLong(INDEX2INDEX + CycleIndex.VALUES_OFFSET) == FIRST_INDEX_EXCERPT
            && file.getLong((int) CycleIndex.arrayOf(FIRST_INDEX_EXCERPT)) == INDEX_COUNT
            && file.getLong(NEXT_INDEXED) == 0
            && RollCycles.FIVE_MINUTELY.toIndex(1, 1) == index(1, 1)
            && RollCycles.FIVE_MINUTELY.lengthInMillis() == SECONDS_PER_CYCLE * 1000;
        if (!isKnown) {
            throw new StoreException(folder, "this version of Chronicle Queue writes other cycle files than " + VERSION
                + ", which this store was written against; use that version");
        }
    }

    private static void setIfAbsent(final String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "true");
        }
    }
}
