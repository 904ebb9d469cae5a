package io.holdfast.store;

import io.holdfast.Connection;
import io.holdfast.StoreException;
import net.openhft.chronicle.core.OS;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One cycle file: what is known of it, its mapping, and the space reserved in it.
 * <p>
 * The mapping is shared and counted: it is made by the first {@link #acquire()} and undone by the last
 * {@link #release()}, so nobody ever reads memory that is gone. It spans the whole capacity at once, beyond the end of
 * the file too, so addresses never move; only bytes below {@link #reservedTo()} may be touched. A file never shrinks.
 * The file is written in ways that survive an interrupt of the thread.
 */
final class Cycle {
    /** Space kept free after each append: an index excerpt, a mark, the end-of-file mark. */
    static final int SLACK = 17 << 10;

    private static final int PAGE = 4096;
    static final String TEMPORARY = "next.tmp";
    private static final VarHandle END;

    static {
        try {
            END = MethodHandles.lookup().findVarHandle(Cycle.class, "end", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int number;
    private final Path path;
    private final CyclePreamble preamble;
    private final long capacity;
    private final Disk disk;
    private final DiskBudget.Share share;
    private final AtomicBoolean reserving = new AtomicBoolean();

    private RandomAccessFile file;
    private ZeroWriter zeros;
    private long address;
    private long mappedLength;
    private int references;
    private boolean isDeleted;

    /** Where the next excerpt goes. Written under the append lock. */
    private long end = CyclePreamble.DATA_START;

    /** How many messages a finished cycle has, -1 while it is live. */
    private volatile long messages = -1;
    private volatile long reservedTo;
    private long touchedTo;

    /** How long the file is, which is counted in the share; 0 unless it was open for writing. */
    private volatile long occupied;

    Cycle(final Path path, final int number, final CyclePreamble preamble, final LogContext context) {
        this.path = path;
        this.number = number;
        this.preamble = preamble;
        this.capacity = context.cycleSize();
        this.disk = context.disk();
        this.share = context.diskShare();
    }

    /**
     * Writes the file of a new cycle under a temporary name, reserves its first bytes and maps it.
     *
     * @param cycle    describes it
     * @param reserved how many bytes to reserve
     * @param isUrgent whether this is what lets messages go
     */
    static void create(final Cycle cycle, final long reserved, final boolean isUrgent) throws IOException {
        final Path temporary = cycle.path.resolveSibling(TEMPORARY);
        final Disk disk = cycle.disk;
        disk.delete(temporary);
        cycle.share.take(CyclePreamble.DATA_START, isUrgent);
        cycle.occupied = CyclePreamble.DATA_START;
        RandomAccessFile file = null;
        try {
            file = disk.create(temporary);
            cycle.file = file;
            cycle.zeros = new ZeroWriter(disk, file);
            final byte[] head = ChronicleFormat.head(cycle.path.getParent());
            DurableFile.write(disk, cycle.zeros.channel(), temporary, ByteBuffer.wrap(head), 0);
            DurableFile.write(disk, cycle.zeros.channel(), temporary, cycle.preamble.encode().clear(), head.length);
            cycle.reservedTo = CyclePreamble.DATA_START;
            cycle.writeZeros(temporary, reserved, isUrgent);
            cycle.map();
            cycle.references = 1;
        } catch (final IOException e) {
            cycle.file = null;
            if (file != null) {
                file.close();
            }
            cycle.share.give(cycle.occupied);
            disk.delete(temporary);
            throw e;
        }
    }

    /** Undoes {@link #create}, for a file that could not get its name. */
    void discard() throws IOException {
        release();
        share.give(occupied);
        disk.delete(path.resolveSibling(TEMPORARY));
    }

    /** Gives a created file its name: from here on the cycle exists. */
    void publish() throws IOException {
        disk.rename(path.resolveSibling(TEMPORARY), path);
    }

    /** {@return the preamble of a cycle file, or null if it has none that is intact} */
    static CyclePreamble readPreamble(final Path path) throws IOException {
        final ByteBuffer excerpt = ByteBuffer.allocate(MetaExcerpt.BODY_OFFSET + CyclePreamble.LENGTH)
            .order(ByteOrder.LITTLE_ENDIAN);
        try (RandomAccessFile file = RegularFile.open(path, "r")) {
            if (file.length() < CyclePreamble.DATA_START + ChronicleFormat.WORD) {
                return null;
            }
            file.seek(0);
            final byte[] word = new byte[ChronicleFormat.WORD];
            file.readFully(word);
            if (word[0] == 0 || word[3] != ChronicleFormat.META >>> 24) {
                return null;
            }
            file.seek(ChronicleFormat.HEAD_LENGTH);
            file.readFully(excerpt.array());
        }
        return CyclePreamble.decode(excerpt);
    }

    /** {@return whether the first page or that of the preamble is not there at all, as a power failure may leave it} */
    static boolean isUnwritten(final Path path) throws IOException {
        try (RandomAccessFile file = RegularFile.open(path, "r")) {
            if (file.length() < CyclePreamble.DATA_START + ChronicleFormat.WORD || file.readInt() == 0) {
                return true;
            }
            final byte[] excerpt = new byte[MetaExcerpt.BODY_OFFSET + CyclePreamble.LENGTH];
            file.seek(ChronicleFormat.HEAD_LENGTH);
            file.readFully(excerpt);
            return Arrays.equals(excerpt, new byte[excerpt.length]);
        }
    }

    /** Opens the file for writing; the mapping made next is writable. */
    void openForWriting() throws IOException {
        file = RegularFile.open(path, "rw");
        zeros = new ZeroWriter(disk, file);
        reservedTo = file.length();
        occupied = reservedTo;
    }

    /** Knows a finished cycle without opening it. */
    void finished(final long messageCount, final long endPosition) {
        END.setRelease(this, endPosition);
        if (reservedTo == 0) {
            reservedTo = path.toFile().length();
        }
        messages = messageCount;
    }

    /** Makes sure it is mapped until {@link #release()}. Returns false if the file was deleted. */
    synchronized boolean acquire() {
        if (isDeleted) {
            return false;
        }
        if (references == 0) {
            try {
                map();
            } catch (final IOException e) {
                throw closeAfter(new StoreException(path, "a cycle file could not be mapped", e));
            }
        }
        references++;
        return true;
    }

    private StoreException closeAfter(final StoreException reason) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (final IOException e) {
            reason.addSuppressed(e);
        }
        file = null;
        return reason;
    }

    synchronized void release() {
        if (--references == 0) {
            try {
                OS.unmap(address, mappedLength);
                address = 0;
                if (file != null) {
                    file.close();
                    file = null;
                }
            } catch (final IOException e) {
                throw new StoreException(path, "a cycle file could not be closed", e);
            }
        }
    }

    /** {@return whether the file was deleted; false if it is in use} */
    synchronized boolean delete() throws IOException {
        if (references > 0) {
            return false;
        }
        disk.delete(path);
        share.give(Math.max(reservedTo, occupied));
        isDeleted = true;
        return true;
    }

    /** Waits until what it holds is on disk; any thread. One that was deleted holds nothing. */
    void force() throws IOException {
        if (!acquire()) {
            return;
        }
        try {
            if (file != null) {
                disk.force(zeros.channel(), path);
                return;
            }
            try (RandomAccessFile closedBefore = RegularFile.open(path, "rw")) {
                disk.force(DurableFile.channelOf(closedBefore), path);
            }
        } finally {
            release();
        }
    }

    private void map() throws IOException {
        if (file == null) {
            try (RandomAccessFile reading = RegularFile.open(path, "r")) {
                mappedLength = Math.max(capacity, reading.length());
                address = OS.map(reading.getChannel(), MapMode.READ_ONLY, 0, mappedLength);
            }
        } else {
            mappedLength = Math.max(capacity, file.length());
            address = OS.map(file.getChannel(), MapMode.READ_WRITE, 0, mappedLength);
        }
    }

    /**
     * Makes sure that bytes up to a target exist on disk and are zero from the end of the data on. Any thread that
     * holds the cycle; each byte is written once, before it is published, so never over a record.
     *
     * @param target   in bytes; cut to the capacity
     * @param isUrgent whether this is what lets messages go
     * @return whether this call did it; false if another thread is at it
     * @throws IOException if the disk has no room or fails; what was reserved until then stays so
     */
    boolean tryReserve(final long target, final boolean isUrgent) throws IOException {
        if (!reserving.compareAndSet(false, true)) {
            return false;
        }
        try {
            writeZeros(path, target, isUrgent);
            return true;
        } finally {
            reserving.set(false);
        }
    }

    private void writeZeros(final Path named, final long target, final boolean isUrgent) throws IOException {
        final long to = Math.min(target + PAGE - 1 & -PAGE, capacity);
        long from = reservedTo;
        while (from < to) {
            final long length = ZeroWriter.piece(from, to - from);
            share.take(from + length - occupied, isUrgent);
            final long before = occupied;
            occupied = Math.max(before, from + length);
            try {
                from += zeros.write(named, from, length);
            } catch (final IOException e) {
                if (IoFault.code(e, named) == Connection.STORE_FULL) {
                    share.refused(to - from);
                }
                throw e;
            } finally {
                final long written = Math.max(before, from);
                share.give(occupied - written);
                occupied = written;
            }
            reservedTo = from;
        }
    }

    /** Begins reserving anew after the word at the end of the data: there may be a hole. Before anybody reads. */
    void forgetReservation(final long endPosition) {
        reservedTo = Math.min(reservedTo, endPosition + ChronicleFormat.WORD + PAGE - 1 & -PAGE);
        touchedTo = reservedTo;
    }

    /** Makes reserved pages ahead of the end present and writable. Returns how many. */
    int touch(final int limit, final long ahead) {
        final long to = Math.min(reservedTo, end() + ahead);
        long from = Math.max(touchedTo, end() & -PAGE);
        int pages = 0;
        while (from < to && pages < limit) {
            OffHeap.touch(address + from);
            from += PAGE;
            pages++;
        }
        touchedTo = from;
        return pages;
    }

    int number() {
        return number;
    }

    Path path() {
        return path;
    }

    CyclePreamble preamble() {
        return preamble;
    }

    long capacity() {
        return capacity;
    }

    /** {@return where the mapping begins; only while acquired} */
    long address() {
        return address;
    }

    long end() {
        return (long) END.getAcquire(this);
    }

    void end(final long value) {
        END.setRelease(this, value);
    }

    /** {@return how many messages it has, -1 if it is live} */
    long messages() {
        return messages;
    }

    /** {@return up to where bytes may be touched, which is also what the file occupies unless it was cut} */
    long reservedTo() {
        return reservedTo;
    }

    /** {@return bytes of excerpts in the log up to a position of this cycle} */
    long cumulative(final long position) {
        return preamble.firstPosition() + position - CyclePreamble.DATA_START;
    }
}
