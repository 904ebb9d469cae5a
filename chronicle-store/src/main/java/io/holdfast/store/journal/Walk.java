package io.holdfast.store.journal;

import io.holdfast.store.MappedCycle;

/**
 * A walk over the excerpts of a cycle, from a mark of its index on. Reads the files only; whether a message may be
 * given out is for others to know. Reused; one thread; allocates at damage only.
 */
final class Walk {
    private MappedCycle cycle;
    private long position;
    private long sequence;

    /** Begins at the nearest message at or before a wanted one that the index tells of and that is intact. */
    void begin(final MappedCycle holder, final long wanted) {
        cycle = holder;
        sequence = Math.min(wanted & -MappedCycle.MARK_SPACING, cycle.lastMarked());
        position = MappedCycle.firstPosition();
        while (sequence > 0) {
            final long mark = cycle.intactMarkOf(sequence);
            if (mark != 0) {
                position = mark;
                return;
            }
            sequence -= MappedCycle.MARK_SPACING;
        }
    }

    /** {@return the position of the next excerpt} */
    long position() {
        return position;
    }

    /** {@return the sequence of the next message} */
    long sequence() {
        return sequence;
    }

    /** Steps over metadata. Returns whether a message follows, going by its frame and header. */
    boolean toRecord() {
        int excerpt = cycle.excerptAt(position);
        while (excerpt == MappedCycle.METADATA && cycle.isKnownMetadata(position)) {
            position = cycle.after(position);
            excerpt = cycle.excerptAt(position);
        }
        return excerpt > 0 && cycle.isPlausible(position);
    }

    /**
     * Steps over metadata and damage.
     *
     * @param accepted what is beyond this index and behind what says the end is no message
     * @return whether an intact message follows
     */
    boolean toIntact(final long accepted) {
        if (toRecord() && cycle.isIntact(position, sequence)) {
            return true;
        }
        final int excerpt = cycle.excerptAt(position);
        final boolean isEnd = excerpt == MappedCycle.NOTHING || excerpt == MappedCycle.END_OF_CYCLE;
        if (isEnd && accepted < cycle.indexOf(sequence)) {
            return false;
        }
        final MappedCycle.Gap gap = cycle.findIntact(position, sequence, isEnd ? accepted : Long.MAX_VALUE);
        if (gap == null) {
            return false;
        }
        position = gap.to();
        sequence += gap.messages();
        return true;
    }

    /** Steps over the message that follows, be it damaged. */
    void step() {
        position = cycle.after(position);
        sequence++;
    }

    /** {@return whether the lengths of excerpts before this place, damaged as they may be, lead to it} */
    boolean isFramed(final long from, final long fromSequence) {
        return isFramed(cycle, from, position, sequence - fromSequence);
    }

    /** {@return whether the lengths of excerpts, damaged as they may be, lead over so many messages to a place} */
    static boolean isFramed(final MappedCycle cycle, final long from, final long to, final long messages) {
        long at = from;
        long found = 0;
        while (at < to) {
            final int excerpt = cycle.excerptAt(at);
            if (excerpt <= 0 && excerpt != MappedCycle.METADATA) {
                return false;
            }
            if (excerpt > 0) {
                found++;
            }
            at = cycle.after(at);
        }
        return at == to && found == messages;
    }
}
