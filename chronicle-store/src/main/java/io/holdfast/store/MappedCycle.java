package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A cycle file, mapped for reading, whose excerpts are looked at in any order where they are, beside its owner perhaps.
 * Positions are bytes from the file's beginning. Lengths are checked before they are used; what a record holds is only
 * checked by {@link #isIntact}. One thread; allocates only when opened.
 * <p>
 * Nothing is copied, so a file that somebody cuts while it is read may end the process, as it may its owner's; for
 * files of a party that is not trusted there is {@link CycleView}.
 */
public final class MappedCycle implements AutoCloseable {
    /** What {@link #excerptAt} answers when there is nothing yet. */
    public static final int NOTHING = 0;

    /** What {@link #excerptAt} answers at the end mark. */
    public static final int END_OF_CYCLE = -1;

    /** What {@link #excerptAt} answers for an excerpt that is no message. */
    public static final int METADATA = -2;

    /** What {@link #excerptAt} answers for what cannot be an excerpt. */
    public static final int DAMAGED = -3;

    private final ForeignFile file;
    private final CyclePreamble preamble;
    private final int number;
    private final long base;
    private final RecordChecksum checksum = new RecordChecksum();

    private MappedCycle(final ForeignFile file) {
        this.file = file;
        base = file.address();
        number = CycleRoller.number(file.path());
        preamble = readPreamble();
        if (number < 0 || preamble == null) {
            throw new CorruptStoreException(file.path(), 0, "not a cycle file of a Holdfast log: its preamble is not"
                + " intact; " + Advice.REPAIR);
        }
    }

    /**
     * Maps a file.
     *
     * @param path of the file
     * @return the cycle
     * @throws IOException           if it cannot be read
     * @throws CorruptStoreException if it is not a cycle file
     */
    public static MappedCycle open(final Path path) throws IOException {
        final ForeignFile file = ForeignFile.open(path, LogContext.MAX_CYCLE_SIZE, 0);
        try {
            if (file.length() < CyclePreamble.DATA_START + ChronicleFormat.WORD) {
                throw new CorruptStoreException(path, 0, "not a cycle file of a Holdfast log: it has only "
                    + file.length() + " bytes; " + Advice.REPAIR);
            }
            final MappedCycle cycle = new MappedCycle(file);
            cycle.settle();
            return cycle;
        } catch (final RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private CyclePreamble readPreamble() {
        final int length = MetaExcerpt.BODY_OFFSET + CyclePreamble.LENGTH;
        final ByteBuffer excerpt = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
        OffHeap.copy(null, base + ChronicleFormat.HEAD_LENGTH, OffHeap.addressOf(excerpt), length);
        return CyclePreamble.decode(excerpt);
    }

    /** {@return the file} */
    public Path path() {
        return file.path();
    }

    /** {@return the cycle's number} */
    public int number() {
        return number;
    }

    /** {@return the name of the log's owner} */
    public String localName() {
        return preamble.localName();
    }

    /** {@return the name of the peer the messages are for} */
    public String remoteName() {
        return preamble.remoteName();
    }

    /** {@return the incarnation of the log} */
    public long incarnation() {
        return preamble.incarnation();
    }

    /** {@return the last index of the log before this cycle, 0 if it had none} */
    public long previousLast() {
        return preamble.previousLast();
    }

    /** {@return the ordinal of the cycle's first message} */
    public long firstOrdinal() {
        return preamble.firstOrdinal();
    }

    /** {@return when the cycle was begun, in nanoseconds since the epoch} */
    public long begunNs() {
        return preamble.epochNs();
    }

    /** {@return where the first excerpt is} */
    public static long firstPosition() {
        return CyclePreamble.DATA_START;
    }

    /**
     * {@return the index of a message}
     *
     * @param sequence its place in this cycle, from 0
     */
    public long indexOf(final long sequence) {
        return ChronicleFormat.index(number, sequence);
    }

    /**
     * {@return the place of a message in its cycle, from 0}
     *
     * @param index of the message
     */
    public static long sequenceOf(final long index) {
        return ChronicleFormat.sequenceOf(index);
    }

    /**
     * Looks at an excerpt. A record that is there is whole, as is what follows it up to its word.
     *
     * @param position of its word
     * @return the length of a record in bytes, or {@link #NOTHING}, {@link #END_OF_CYCLE}, {@link #METADATA} or
     *     {@link #DAMAGED}
     * @throws StoreException if the file has become shorter
     */
    public int excerptAt(final long position) {
        if (!reaches(position + ChronicleFormat.WORD)) {
            return NOTHING;
        }
        final int header = OffHeap.getIntAcquire(base + position);
        if (header == 0) {
            return NOTHING;
        }
        if (header == ChronicleFormat.END_OF_FILE) {
            return END_OF_CYCLE;
        }
        if (header < 0 || !reaches(after(position, header) + ChronicleFormat.WORD)) {
            return DAMAGED;
        }
        if (header >= ChronicleFormat.META) {
            return METADATA;
        }
        return header >= RecordDescriptor.HEADER_LENGTH ? header : DAMAGED;
    }

    private boolean reaches(final long end) {
        try {
            return end <= file.length() || file.reaches(end);
        } catch (final IOException e) {
            throw new StoreException(file.path(), "the cycle file cannot be read", e);
        }
    }

    /**
     * {@return the position of the excerpt behind one that is whole}
     *
     * @param position of its word
     */
    public long after(final long position) {
        return after(position, OffHeap.getInt(base + position));
    }

    /**
     * {@return the position of the excerpt behind one of a length}
     *
     * @param position of its word
     * @param length   of its content in bytes
     */
    public static long after(final long position, final int length) {
        return CycleSeek.after(position, length);
    }

    /**
     * {@return the native address of the content of an excerpt}
     *
     * @param position of its word
     */
    public long contentAt(final long position) {
        return base + position + ChronicleFormat.WORD;
    }

    /**
     * {@return whether a record that is whole holds what was written for an index}
     *
     * @param position of its word
     * @param sequence of the message that it should be
     */
    public boolean isIntact(final long position, final long sequence) {
        return checksum.isIntact(contentAt(position), OffHeap.getInt(base + position), incarnation(),
            indexOf(sequence));
    }

    /**
     * Lets an error of an earlier read out.
     *
     * @throws InternalError if memory was read that is gone
     */
    public void settle() {
        file.settle(base + file.length() - Long.BYTES);
    }

    @Override
    public void close() {
        file.close();
    }
}
