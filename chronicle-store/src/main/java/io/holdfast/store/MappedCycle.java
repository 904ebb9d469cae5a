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

    /** The index tells of each message whose sequence is a multiple of this. */
    public static final int MARK_SPACING = ChronicleFormat.INDEX_SPACING;

    private static final int LEAST_EXCERPT = ChronicleFormat.WORD + RecordDescriptor.HEADER_LENGTH;
    /** Version and checksum kind as they are, and no flag that is not known. */
    private static final int FORMAT = RecordDescriptor.VERSION | RecordDescriptor.CHECKSUM_CRC32C << 16;
    private static final int FORMAT_MASK =
        0xFF_FFFF & ~((RecordDescriptor.FLAG_REPLAY | RecordDescriptor.FLAG_TOMBSTONE) << 8);

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

    /** {@return whether the file, and not another of that name, is still in its folder} */
    public boolean isThere() {
        return file.isThere();
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
     * {@return the index of the first message of a cycle}
     *
     * @param number of the cycle
     */
    public static long firstIndexOf(final int number) {
        return ChronicleFormat.index(number, 0);
    }

    /**
     * {@return the highest index that a message of a cycle can have}
     *
     * @param number of the cycle
     */
    public static long lastIndexOf(final int number) {
        return ChronicleFormat.index(number, ChronicleFormat.SEQUENCE_MASK);
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
     * {@return whether a record that is whole has a header of a version that is known here}
     *
     * @param position of its word
     */
    public boolean isPlausible(final long position) {
        final int format = OffHeap.getInt(contentAt(position) + RecordDescriptor.VERSION_OFFSET);
        return (format & FORMAT_MASK) == FORMAT;
    }

    /**
     * {@return when a message was appended, as its header tells, in nanoseconds since the epoch}
     *
     * @param position of its word
     */
    public long appendedAtNs(final long position) {
        return RecordDescriptor.epochNs(contentAt(position));
    }

    /**
     * {@return whether a metadata excerpt that is whole is one of those that a log has; allocates}
     *
     * @param position of its word
     */
    public boolean isKnownMetadata(final long position) {
        final int length = OffHeap.getInt(base + position) & ChronicleFormat.LENGTH_MASK;
        return CycleIndex.isPage(base, position, length) || TombstoneWriter.isFiller(base + position, length)
            || GenerationMark.decode(OffHeap.window(OffHeap.newWindow(), base + position,
                ChronicleFormat.WORD + length).order(ByteOrder.LITTLE_ENDIAN)) != null;
    }

    /**
     * {@return where the index says that a message is, 0 if it says nothing; the index has no checksum, so something
     * else may be there}
     *
     * @param sequence of the message, a multiple of {@link #MARK_SPACING}
     */
    public long markOf(final long sequence) {
        return CycleIndex.positionOf(base, sequence, file.length());
    }

    /**
     * {@return where a message that the index tells of is, 0 if it does not tell or the message there is not intact}
     *
     * @param sequence of the message, a multiple of {@link #MARK_SPACING}
     */
    public long intactMarkOf(final long sequence) {
        final long at = markOf(sequence);
        final boolean isRecord = at >= CyclePreamble.DATA_START && (at & ChronicleFormat.WORD - 1) == 0
            && at < file.length() && excerptAt(at) > 0;
        return isRecord && isIntact(at, sequence) ? at : 0;
    }

    /**
     * {@return the sequence of the last message that the index tells of as far as its owner says, which may be wrong
     * in a damaged file; a multiple of {@link #MARK_SPACING}. Asks the system for the file's length}
     */
    public long lastMarked() {
        reaches(Long.MAX_VALUE);
        final long most = file.length() / (ChronicleFormat.WORD + RecordDescriptor.HEADER_LENGTH);
        final long next = OffHeap.getLongAcquire(base + ChronicleFormat.NEXT_INDEXED);
        return next <= 0 ? 0 : Math.min(next, most) - 1 & -MARK_SPACING;
    }

    /**
     * Looks for the next intact record behind damage.
     *
     * @param from     position of the damage
     * @param sequence of the first message that may be there
     * @param accepted index of the last message to be taken for one
     * @return where it is and how many messages are missing before it; null if there is none
     */
    public Gap findIntact(final long from, final long sequence, final long accepted) {
        reaches(Long.MAX_VALUE);
        for (long at = from + ChronicleFormat.WORD; at + LEAST_EXCERPT <= file.length(); at += ChronicleFormat.WORD) {
            final int header = OffHeap.getInt(base + at);
            if (header >= RecordDescriptor.HEADER_LENGTH && header < ChronicleFormat.META
                && after(at, header) <= file.length() && isPlausible(at)) {
                final long most = Math.min((at - from) / LEAST_EXCERPT, accepted - indexOf(sequence));
                final long missing = checksum.firstIntact(contentAt(at), header, incarnation(), indexOf(sequence),
                    most);
                if (missing >= 0) {
                    return new Gap(at, missing);
                }
            }
        }
        return null;
    }

    /**
     * A stretch without an intact record.
     *
     * @param to       position of the intact record behind it
     * @param messages how many messages it held, perhaps none
     */
    public record Gap(long to, long messages) {
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
