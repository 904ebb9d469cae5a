package io.holdfast.store;

import io.holdfast.CorruptStoreException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A cycle file of a log that another process owns and may be writing to, read in order from a message on. Nothing in it
 * is trusted: every length is checked before it is used, and a message is given out as a copy, for its owner to check.
 * One thread; allocates only when opened. A file that its owner cuts is told by an {@link InternalError} of
 * {@link #settle()} or an {@link IOException} of {@link #requireWhole()}, not by a crash.
 */
public final class CycleView implements AutoCloseable {
    /** What {@link #poll} answers when there is nothing yet. */
    public static final int NOTHING = 0;

    /** What {@link #poll} answers at the end of the cycle. */
    public static final int END_OF_CYCLE = -1;

    private static final int METADATA_PER_POLL = 64;

    private final ForeignFile file;
    private final int number;
    private final CyclePreamble preamble;
    private final int maxRecordLength;
    private long base;
    private long position = CyclePreamble.DATA_START;
    private long sequence;

    private CycleView(final ForeignFile file, final int maxMessageLength) {
        this.file = file;
        this.number = CycleRoller.number(file.path());
        this.maxRecordLength = RecordDescriptor.HEADER_LENGTH + maxMessageLength;
        base = file.address();
        preamble = readPreamble();
        if (number < 0 || preamble == null) {
            throw corrupt("it is not a cycle file of a Holdfast log");
        }
    }

    /**
     * Stands before the first message of a file.
     *
     * @param folder           that holds the file
     * @param path             of the file
     * @param maxMessageLength the longest payload to take, in bytes
     * @return the view
     * @throws IOException           if it cannot be read
     * @throws CorruptStoreException if it is not a cycle file
     */
    static CycleView open(final PeerFolder.Content folder, final Path path, final int maxMessageLength)
        throws IOException {
        final ForeignFile file = folder.open(path, LogContext.MAX_CYCLE_SIZE,
            CyclePreamble.DATA_START + ChronicleFormat.WORD);
        try {
            final CycleView view = new CycleView(file, maxMessageLength);
            view.settle();
            return view;
        } catch (final RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /**
     * {@return the number of the cycle that a file holds, going by its name; -1 if it is not that of a cycle file}
     *
     * @param path of the file
     */
    public static int numberOf(final Path path) {
        return path.toString().endsWith(ChronicleFormat.SUFFIX) ? CycleRoller.number(path) : -1;
    }

    /**
     * {@return the number of the cycle that an index belongs to}
     *
     * @param index of a message
     */
    public static int numberOf(final long index) {
        return ChronicleFormat.cycleOf(index);
    }

    private CyclePreamble readPreamble() {
        final int length = MetaExcerpt.BODY_OFFSET + CyclePreamble.LENGTH;
        final ByteBuffer excerpt = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
        OffHeap.copy(null, base + ChronicleFormat.HEAD_LENGTH, OffHeap.addressOf(excerpt), length);
        return CyclePreamble.decode(excerpt);
    }

    /** {@return the cycle's number} */
    public int number() {
        return number;
    }

    /** {@return the file} */
    public Path path() {
        return file.path();
    }

    /**
     * {@return whether it is of this log}
     *
     * @param localName   the owner's name
     * @param remoteName  the name of the peer the messages are for
     * @param incarnation of the log
     */
    public boolean isOf(final String localName, final String remoteName, final long incarnation) {
        return preamble.incarnation() == incarnation && preamble.localName().equals(localName)
            && preamble.remoteName().equals(remoteName);
    }

    /** {@return the last index of the log before this cycle, 0 if it had none} */
    public long previousLast() {
        return preamble.previousLast();
    }

    /** {@return the index before the next message: of the last one read, or the last one before this cycle} */
    public long lastIndex() {
        return sequence == 0 ? preamble.previousLast() : ChronicleFormat.index(number, sequence - 1);
    }

    /** {@return the index of the next message} */
    public long nextIndex() {
        return ChronicleFormat.index(number, sequence);
    }

    /** {@return the ordinal of the next message} */
    public long nextOrdinal() {
        return preamble.firstOrdinal() + sequence;
    }

    /** {@return whether the next message is the first of its cycle} */
    public boolean isFirst() {
        return sequence == 0;
    }

    /**
     * Goes to behind a message.
     *
     * @param index of a message of this cycle
     * @throws IOException           if the file cannot be read
     * @throws CorruptStoreException if there is no such message
     */
    public void moveAfter(final long index) throws IOException {
        file.reaches(Long.MAX_VALUE);
        final long at = CycleSeek.find(base, file.length(), ChronicleFormat.sequenceOf(index));
        file.settle(base + file.length() - Long.BYTES);
        if (at < 0) {
            throw corrupt("it has no message with index " + Long.toHexString(index));
        }
        position = CycleSeek.after(at, OffHeap.getInt(base + at));
        sequence = ChronicleFormat.sequenceOf(index) + 1;
    }

    /**
     * Looks at what comes next; metadata is stepped over.
     *
     * @return length of the next record in bytes, {@link #NOTHING} or {@link #END_OF_CYCLE}
     * @throws IOException           if the file cannot be read
     * @throws CorruptStoreException if what is there cannot be a record
     */
    public int poll() throws IOException {
        for (int i = 0; i < METADATA_PER_POLL; i++) {
            if (position + ChronicleFormat.WORD > file.length() && !file.reaches(position + ChronicleFormat.WORD)) {
                return NOTHING;
            }
            final int header = OffHeap.getIntAcquire(base + position);
            if (header == 0) {
                return NOTHING;
            }
            if (header == ChronicleFormat.END_OF_FILE) {
                return END_OF_CYCLE;
            }
            final long next = CycleSeek.after(position, header);
            if (header < 0 || next + ChronicleFormat.WORD > file.length()
                && !file.reaches(next + ChronicleFormat.WORD)) {
                throw corrupt("the excerpt of index " + Long.toHexString(nextIndex()) + " cannot be: position="
                    + position + " header=" + Integer.toHexString(header));
            }
            if (header < ChronicleFormat.META) {
                return checkedLength(header);
            }
            position = next;
        }
        return NOTHING;
    }

    private int checkedLength(final int length) {
        if (length < RecordDescriptor.HEADER_LENGTH || length > maxRecordLength) {
            throw corrupt("the record of index " + Long.toHexString(nextIndex()) + " has a length that is not allowed: "
                + length);
        }
        return length;
    }

    /**
     * Copies the record that {@link #poll} found and goes behind it.
     *
     * @param destination native address of the caller's memory
     * @param length      what {@code poll} answered
     */
    public void take(final long destination, final int length) {
        OffHeap.copy(null, base + position + ChronicleFormat.WORD, destination, length);
        position += ChronicleFormat.WORD + ChronicleFormat.align(length);
        sequence++;
    }

    /**
     * Lets an error of an earlier read out.
     *
     * @throws InternalError if memory was read that is gone
     */
    public void settle() {
        file.settle(base + Math.min(position, file.length() - Long.BYTES));
    }

    /** Drops an error of an earlier read, of this file or another: for one who reports the damage already. */
    public static void dropError() {
        ForeignFile.drop();
    }

    /**
     * Fails if the file has become shorter.
     *
     * @throws IOException if so
     */
    public void requireWhole() throws IOException {
        file.requireWhole();
    }

    private CorruptStoreException corrupt(final String what) {
        return new CorruptStoreException(file.path(), ChronicleFormat.index(Math.max(0, number), sequence), what);
    }

    @Override
    public void close() {
        base = 0;
        file.close();
    }
}
