package io.holdfast.store;

import io.holdfast.CorruptStoreException;

/** Finds the excerpt of a message in a mapped cycle: from the mark before it, header by header. */
final class CycleSeek {
    private CycleSeek() {
    }

    /**
     * {@return the position of an existing message}
     *
     * @param cycle    mapped by the caller
     * @param sequence of the message
     * @param checksum tells whether a mark is of the message that it should be of
     * @throws CorruptStoreException if the excerpts on the way are not intact
     */
    static long positionOf(final Cycle cycle, final long sequence, final RecordChecksum checksum) {
        long known = sequence & -ChronicleFormat.INDEX_SPACING;
        long position = markedPosition(cycle, known, checksum);
        while (position == 0 && known > 0) {
            known -= ChronicleFormat.INDEX_SPACING;
            position = markedPosition(cycle, known, checksum);
        }
        final long start = position == 0 ? CyclePreamble.DATA_START : position;
        return require(cycle, sequence, walk(cycle.address(), cycle.reservedTo(), start, sequence - known));
    }

    /** {@return where a marked message is, 0 if it has no mark, or what is there is not that message, intact} */
    static long markedPosition(final Cycle cycle, final long sequence, final RecordChecksum checksum) {
        final long base = cycle.address();
        final long bound = cycle.reservedTo();
        final long at = CycleIndex.positionOf(base, sequence, bound);
        if (!isWithin(at, bound)) {
            return 0;
        }
        final int header = OffHeap.getInt(base + at);
        final boolean isRecord = header >= RecordDescriptor.HEADER_LENGTH && header < ChronicleFormat.META
            && after(at, header) + ChronicleFormat.WORD <= bound
            && checksum.isIntact(base + at + ChronicleFormat.WORD, header, cycle.preamble().incarnation(),
                ChronicleFormat.index(cycle.number(), sequence));
        return isRecord ? at : 0;
    }

    private static boolean isWithin(final long position, final long bound) {
        return position >= CyclePreamble.DATA_START && position <= bound - ChronicleFormat.WORD && (position & 3) == 0;
    }

    /**
     * {@return the position of a message, from that of an earlier message or of metadata right before it; what follows
     * the message is within the cycle too}
     */
    static long walk(final Cycle cycle, final long from, final long start, final long sequence) {
        return require(cycle, sequence, walk(cycle.address(), cycle.reservedTo(), start, sequence - from));
    }

    /**
     * Finds a message in a mapping, whatever that holds; what is found may be another if the index is damaged.
     *
     * @param base     where the cycle is mapped
     * @param bound    up to where the mapping may be read
     * @param sequence of the message
     * @return its position, with what follows it within the bound too, or -1 if it is not to be found
     */
    static long find(final long base, final long bound, final long sequence) {
        long known = sequence & -ChronicleFormat.INDEX_SPACING;
        long position = CycleIndex.positionOf(base, known, bound);
        while (position == 0 && known > 0) {
            known -= ChronicleFormat.INDEX_SPACING;
            position = CycleIndex.positionOf(base, known, bound);
        }
        if (!isWithin(position, bound)) {
            known = 0;
            position = CyclePreamble.DATA_START;
        }
        return walk(base, bound, position, sequence - known);
    }

    private static long walk(final long base, final long bound, final long start, final long messages) {
        final long last = bound - ChronicleFormat.WORD;
        long position = start;
        long remaining = messages;
        while (position <= last) {
            final int header = OffHeap.getIntAcquire(base + position);
            final boolean isData = (header & ChronicleFormat.META) == 0;
            if (header == 0 || (header & ChronicleFormat.NOT_COMPLETE) != 0) {
                break;
            }
            final long next = after(position, header);
            if (isData && remaining-- == 0 && next <= last) {
                return position;
            }
            position = next;
        }
        return -1;
    }

    private static long require(final Cycle cycle, final long sequence, final long position) {
        if (position < 0) {
            throw new CorruptStoreException(cycle.path(), ChronicleFormat.index(cycle.number(), sequence),
                "the message cannot be found; " + Advice.REPAIR);
        }
        return position;
    }

    /** {@return the position after the excerpt at a position} */
    static long after(final long position, final int header) {
        return position + ChronicleFormat.WORD + ChronicleFormat.align(header & ChronicleFormat.LENGTH_MASK);
    }
}
