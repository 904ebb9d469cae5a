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
     * @throws CorruptStoreException if the excerpts on the way are not intact
     */
    static long positionOf(final Cycle cycle, final long sequence) {
        final long base = cycle.address();
        final long bound = cycle.reservedTo();
        long known = sequence & -ChronicleFormat.INDEX_SPACING;
        long position = CycleIndex.positionOf(base, known, bound);
        while (position == 0 && known > 0) {
            known -= ChronicleFormat.INDEX_SPACING;
            position = CycleIndex.positionOf(base, known, bound);
        }
        if (position < CyclePreamble.DATA_START || position >= bound) {
            known = 0;
            position = CyclePreamble.DATA_START;
        }
        return walk(cycle, known, position, sequence);
    }

    /**
     * {@return the position of a message, from that of an earlier message or of metadata right before it; what follows
     * the message is within the cycle too}
     */
    static long walk(final Cycle cycle, final long from, final long start, final long sequence) {
        final long base = cycle.address();
        final long bound = cycle.reservedTo() - ChronicleFormat.WORD;
        long position = start;
        long remaining = sequence - from;
        while (position <= bound) {
            final int header = OffHeap.getIntAcquire(base + position);
            final boolean isData = (header & ChronicleFormat.META) == 0;
            if (header == 0 || (header & ChronicleFormat.NOT_COMPLETE) != 0) {
                break;
            }
            final long next = after(position, header);
            if (isData && remaining-- == 0 && next <= bound) {
                return position;
            }
            position = next;
        }
        throw new CorruptStoreException(cycle.path(), ChronicleFormat.index(cycle.number(), sequence),
            "the message cannot be found at position=" + position + "; restore the file, or move"
                + " the connection's folder away to begin a new log");
    }

    /** {@return the position after the excerpt at a position} */
    static long after(final long position, final int header) {
        return position + ChronicleFormat.WORD + ChronicleFormat.align(header & ChronicleFormat.LENGTH_MASK);
    }
}
