package io.holdfast.store;

import io.holdfast.CorruptStoreException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A cycle file that another process may own, looked at here and there with small reads: for a few facts about a log,
 * where mapping the file would cost more, and where the file may be cut meanwhile. Nothing in it is trusted. One
 * thread; holds one descriptor.
 */
public final class CycleProbe implements AutoCloseable {
    private static final int WINDOW = 8192;
    private static final int PAGE_BITS = 19;

    private final FileChannel channel;
    private final Path path;
    private final int number;
    private final CyclePreamble preamble;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN);
    private long windowStart;

    private CycleProbe(final FileChannel channel, final Path path) throws IOException {
        this.channel = channel;
        this.path = path;
        number = CycleView.numberOf(path);
        window.limit(0);
        final int length = MetaExcerpt.BODY_OFFSET + CyclePreamble.LENGTH;
        preamble = number >= 0 && has(ChronicleFormat.HEAD_LENGTH, length)
            ? CyclePreamble.decode(window.slice(0, length).order(ByteOrder.LITTLE_ENDIAN)) : null;
        if (preamble == null) {
            throw new CorruptStoreException(path, 0, "not a cycle file of a Holdfast log: its preamble is not intact; "
                + Advice.REPAIR);
        }
    }

    /**
     * Opens a file.
     *
     * @param path of the file
     * @return the probe
     * @throws IOException           if it cannot be read
     * @throws CorruptStoreException if it is not a cycle file
     */
    public static CycleProbe open(final Path path) throws IOException {
        final FileChannel channel = RegularFile.open(path, StandardOpenOption.READ);
        try {
            return new CycleProbe(channel, path);
        } catch (final IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** {@return the cycle's number} */
    public int number() {
        return number;
    }

    /** {@return the incarnation of the log} */
    public long incarnation() {
        return preamble.incarnation();
    }

    /** {@return the generation of the log when the cycle began} */
    public int generation() {
        return preamble.generation();
    }

    /** {@return the name of the log's owner} */
    public String localName() {
        return preamble.localName();
    }

    /** {@return the name of the peer the messages are for} */
    public String remoteName() {
        return preamble.remoteName();
    }

    /** {@return the last index of the log before this cycle, 0 if it had none} */
    public long previousLast() {
        return preamble.previousLast();
    }

    /** {@return the ordinal of the first message that the cycle can have} */
    public long firstOrdinal() {
        return preamble.firstOrdinal();
    }

    /** {@return when the cycle was begun, in nanoseconds since the epoch} */
    public long createdNs() {
        return preamble.epochNs();
    }

    /**
     * {@return how many bytes of excerpts the log had before a position of this cycle}
     *
     * @param position in the file
     */
    public long logPosition(final long position) {
        return preamble.firstPosition() + position - CyclePreamble.DATA_START;
    }

    /**
     * {@return the index of the first message that a cycle can have}
     *
     * @param number of the cycle
     */
    public static long indexOf(final int number) {
        return ChronicleFormat.index(number, 0);
    }

    /** {@return where the first message of the cycle is, or what comes before it} */
    public static long dataStart() {
        return CyclePreamble.DATA_START;
    }

    /**
     * {@return the ordinal of a message}
     *
     * @param index of a message of this cycle
     */
    public long ordinalOf(final long index) {
        return preamble.firstOrdinal() + ChronicleFormat.sequenceOf(index);
    }

    /**
     * {@return where a message is, -1 if there is no such message}
     *
     * @param index of a message of this cycle
     * @throws IOException if the file cannot be read
     */
    public long positionOf(final long index) throws IOException {
        final long sequence = ChronicleFormat.sequenceOf(index);
        long known = sequence & -ChronicleFormat.INDEX_SPACING;
        long marked = markedPosition(known);
        if (marked == 0 && known > 0) { // its owner may just have written it
            known -= ChronicleFormat.INDEX_SPACING;
            marked = markedPosition(known);
        }
        return marked > 0 ? walk(marked, sequence - known) : walk(CyclePreamble.DATA_START, sequence);
    }

    /**
     * {@return where the first message is from a position on, -1 if there is none}
     *
     * @param position of an excerpt
     * @throws IOException if the file cannot be read
     */
    public long messageFrom(final long position) throws IOException {
        return walk(position, 0);
    }

    /**
     * {@return the index of the last message of the cycle, 0 if it has none; found from the last mark on}
     *
     * @throws IOException if the file cannot be read
     */
    public long lastIndex() throws IOException {
        final long next = longAt(ChronicleFormat.NEXT_INDEXED) & -ChronicleFormat.INDEX_SPACING;
        final long known = Math.max(0, next - ChronicleFormat.INDEX_SPACING);
        final long marked = known > ChronicleFormat.SEQUENCE_MASK ? 0 : markedPosition(known);
        long sequence = (marked > 0 ? known : 0) - 1;
        for (long position = marked > 0 ? marked : CyclePreamble.DATA_START; ; position = endOf(position)) {
            final int header = headerAt(position);
            if (header == 0 || (header & ChronicleFormat.NOT_COMPLETE) != 0) {
                return sequence < 0 ? 0 : ChronicleFormat.index(number, sequence);
            }
            sequence += header < ChronicleFormat.META ? 1 : 0;
        }
    }

    /**
     * {@return the position behind an excerpt}
     *
     * @param position of a message or metadata
     * @throws IOException if the file cannot be read
     */
    public long endOf(final long position) throws IOException {
        return CycleSeek.after(position, headerAt(position));
    }

    /**
     * {@return when a message was appended, in nanoseconds since the epoch; 0 if the file ends before it tells}
     *
     * @param position of the message
     * @throws IOException if the file cannot be read
     */
    public long epochNs(final long position) throws IOException {
        final int offset = ChronicleFormat.WORD + RecordDescriptor.EPOCH_NS_OFFSET;
        return has(position + offset, Long.BYTES) ? window.getLong((int) (position + offset - windowStart)) : 0;
    }

    /** {@return where a message that the index marks is, 0 if the index does not tell or tells what cannot be} */
    private long markedPosition(final long sequence) throws IOException {
        final long slot =
            ChronicleFormat.INDEX2INDEX + CycleIndex.VALUES_OFFSET + (sequence >>> PAGE_BITS) * Long.BYTES;
        final long page = slot < ChronicleFormat.FIRST_INDEX_EXCERPT ? longAt(slot) : 0;
        if (page < ChronicleFormat.FIRST_INDEX_EXCERPT || (page & 3) != 0) {
            return 0;
        }
        final long entry = sequence / ChronicleFormat.INDEX_SPACING % ChronicleFormat.INDEX_COUNT;
        final long marked = longAt(CycleIndex.arrayOf(page) + CycleIndex.VALUES_OFFSET + entry * Long.BYTES);
        final boolean isPossible = marked >= CyclePreamble.DATA_START && (marked & 3) == 0 && headerAt(marked) != 0;
        return isPossible ? marked : 0;
    }

    /** {@return where the message is that comes so many messages after the first one from a position on, or -1} */
    private long walk(final long start, final long messages) throws IOException {
        long remaining = messages;
        for (long position = start; ; position = endOf(position)) {
            final int header = headerAt(position);
            if (header == 0 || (header & ChronicleFormat.NOT_COMPLETE) != 0) {
                return -1;
            }
            if (header < ChronicleFormat.META && remaining-- == 0) {
                return position;
            }
        }
    }

    private int headerAt(final long position) throws IOException {
        return has(position, ChronicleFormat.WORD) ? window.getInt((int) (position - windowStart)) : 0;
    }

    private long longAt(final long position) throws IOException {
        return has(position, Long.BYTES) ? window.getLong((int) (position - windowStart)) : 0;
    }

    /** {@return whether bytes of the file are there; then they are in the window} */
    private boolean has(final long position, final int length) throws IOException {
        if (position < 0 || position > LogContext.MAX_CYCLE_SIZE) {
            return false;
        }
        if (position >= windowStart && position + length <= windowStart + window.limit()) {
            return true;
        }
        window.clear();
        windowStart = position;
        int read = 0;
        while (read >= 0 && window.position() < length) {
            read = channel.read(window, position + window.position());
        }
        window.flip();
        return window.limit() >= length;
    }

    /** {@return the file} */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
