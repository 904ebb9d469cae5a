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
        return require(cycle, sequence, find(cycle.address(), cycle.reservedTo(), sequence));
    }

    /**
     * {@return the position of a message, from that of an earlier message or of metadata right before it; what follows
     * the message is within the cycle too}
     */
    static long walk(final Cycle cycle, final long from, final long start, final long sequence) {
        return require(cycle, sequence, walk(cycle.address(), cycle.reservedTo(), start, sequence - from));
    }

    /**
     * Finds a message in a mapping, whatever that holds.
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
        if (position < CyclePreamble.DATA_START || position >= bound) {
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
                "the message cannot be found; restore the file, or move the connection's folder away to begin a new"
                    + " log");
        }
        return position;
    }

    /** {@return the position after the excerpt at a position} */
    static long after(final long position, final int header) {
        return position + ChronicleFormat.WORD + ChronicleFormat.align(header & ChronicleFormat.LENGTH_MASK);
    }
}
