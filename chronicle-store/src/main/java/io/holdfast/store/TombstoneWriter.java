package io.holdfast.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Fills a stretch of a cycle with tombstones, each an ordinary record without payload whose flag says that its message
 * was lost, and what is left of it with one metadata excerpt named {@code holdfast.gap}, which readers step over. For a
 * cycle that nobody reads meanwhile. One thread.
 */
final class TombstoneWriter {
    static final int LENGTH = ChronicleFormat.WORD + RecordDescriptor.HEADER_LENGTH;

    private static final String FILLER = "holdfast.gap";
    private static final int LEAST_FILLER = MetaExcerpt.BODY_OFFSET + Integer.BYTES;

    private final long base;
    private final int number;
    private final long incarnation;
    private final RecordChecksum checksum = new RecordChecksum();

    /**
     * A writer.
     *
     * @param base        where the cycle is mapped, writable
     * @param number      of the cycle
     * @param incarnation of the log
     */
    TombstoneWriter(final long base, final int number, final long incarnation) {
        this.base = base;
        this.number = number;
        this.incarnation = incarnation;
    }

    /** {@return whether a stretch has room for its messages} */
    static boolean fits(final CycleSurvey.Gap gap) {
        return gap.to() - gap.from() >= gap.messages() * LENGTH;
    }

    /** Fills a stretch that has room. */
    void fill(final CycleSurvey.Gap gap) {
        long rest = gap.to() - gap.from() - gap.messages() * LENGTH;
        long at = gap.from();
        for (long i = 0; i < gap.messages(); i++) {
            final boolean isLast = i == gap.messages() - 1;
            final int more = isLast && rest < LEAST_FILLER ? (int) rest : 0;
            write(at, gap.sequence() + i, more, gap.ack());
            rest -= more;
            at += LENGTH + more;
        }
        if (rest > 0) {
            filler(at, (int) rest);
        }
    }

    private void write(final long at, final long sequence, final int payload, final CycleSurvey.Stamp stamp) {
        final long record = base + at + ChronicleFormat.WORD;
        final int length = RecordDescriptor.HEADER_LENGTH + payload;
        OffHeap.zero(record, length);
        OffHeap.putLong(record + RecordDescriptor.VERSION_OFFSET,
            RecordDescriptor.formatAndType(RecordDescriptor.FLAG_TOMBSTONE, 0));
        OffHeap.putInt(record + RecordDescriptor.ADOPTION_OFFSET, stamp.adoption());
        OffHeap.putLong(record + RecordDescriptor.ACK_OFFSET, stamp.ack());
        OffHeap.putLong(record + RecordDescriptor.EPOCH_NS_OFFSET, stamp.epochNs());
        OffHeap.putInt(record + RecordDescriptor.BATCH_OFFSET, RecordDescriptor.batchWord(0, 1));
        OffHeap.putInt(record, checksum.compute(record, length, incarnation, ChronicleFormat.index(number, sequence)));
        OffHeap.putInt(base + at, length);
    }

    private void filler(final long at, final int length) {
        OffHeap.zero(base + at, length);
        OffHeap.putInt(base + at, length - ChronicleFormat.WORD | ChronicleFormat.META);
        if (length >= LEAST_FILLER) {
            final byte[] excerpt = MetaExcerpt.encode(FILLER, ByteBuffer.allocate(length - MetaExcerpt.BODY_OFFSET)
                .order(ByteOrder.LITTLE_ENDIAN)).array();
            for (int i = 0; i < length; i++) {
                OffHeap.putByte(base + at + i, excerpt[i]);
            }
        }
    }

    /**
     * {@return whether a metadata excerpt fills a gap}
     *
     * @param address of the excerpt
     * @param length  of its content
     */
    static boolean isFiller(final long address, final int length) {
        final int excerpt = ChronicleFormat.WORD + length;
        if (excerpt < LEAST_FILLER) {
            for (int i = 0; i < length; i++) {
                if (OffHeap.getByte(address + ChronicleFormat.WORD + i) != 0) {
                    return false;
                }
            }
            return true;
        }
        return MetaExcerpt.decode(FILLER, excerpt - MetaExcerpt.BODY_OFFSET,
            OffHeap.window(OffHeap.newWindow(), address, excerpt).order(ByteOrder.LITTLE_ENDIAN)) != null;
    }
}
