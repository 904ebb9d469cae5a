package io.holdfast.store.journal;

import io.holdfast.store.MappedCycle;

/**
 * Where the messages between two marks of a cycle's index are, for going backwards: excerpts can only be walked
 * forwards. One thread; allocates when constructed.
 */
final class Block {
    private static final int LENGTH = MappedCycle.MARK_SPACING;

    private final long[] positions = new long[LENGTH];
    private final Walk walk = new Walk();
    private MappedCycle cycle;
    private long first;
    private long end;
    private boolean isChecked;

    /** Forgets what it knows. */
    void clear() {
        cycle = null;
    }

    /**
     * {@return where a message should be, going by the lengths of those before it; 0 if that leads nowhere}
     *
     * @param holder   the cycle
     * @param sequence of the message
     */
    long positionOf(final MappedCycle holder, final long sequence) {
        if (!covers(holder, sequence)) {
            load(holder, sequence);
        }
        return sequence < end ? positions[(int) (sequence - first)] : 0;
    }

    /**
     * {@return where a message is, going by what is intact around it; 0 if that does not tell}
     *
     * @param holder   the cycle
     * @param sequence of the message
     */
    long checkedPositionOf(final MappedCycle holder, final long sequence) {
        if (!isChecked || !covers(holder, sequence)) {
            check(holder, sequence);
        }
        return sequence < end ? positions[(int) (sequence - first)] : 0;
    }

    private boolean covers(final MappedCycle holder, final long sequence) {
        return holder == cycle && sequence >= first && sequence < end;
    }

    private void begin(final MappedCycle holder, final long sequence, final boolean isToBeChecked) {
        cycle = holder;
        first = sequence & -LENGTH;
        end = first;
        isChecked = isToBeChecked;
    }

    private void load(final MappedCycle holder, final long sequence) {
        begin(holder, sequence, false);
        walk.begin(holder, first);
        while (walk.sequence() < first + LENGTH && walk.toRecord()) {
            put(walk.sequence(), walk.position());
            walk.step();
        }
        final long mark = walk.sequence() == first + LENGTH ? holder.markOf(first + LENGTH) : 0;
        if (mark != 0 && walk.toRecord() && mark != walk.position()) {
            check(holder, sequence);
        }
    }

    /** Damaged messages get the position that the lengths lead to, if these lead on to what is intact, else none. */
    private void check(final MappedCycle holder, final long sequence) {
        begin(holder, sequence, true);
        walk.begin(holder, first);
        while (walk.sequence() < first + LENGTH && walk.sequence() <= sequence) {
            final long from = walk.position();
            final long expected = walk.sequence();
            if (!walk.toIntact(holder.indexOf(sequence))) {
                break;
            }
            putFramed(from, expected);
            put(walk.sequence(), walk.position());
            walk.step();
        }
        while (end <= sequence) {
            positions[(int) (end++ - first)] = 0;
        }
    }

    private void putFramed(final long from, final long sequence) {
        if (walk.sequence() > sequence && walk.isFramed(from, sequence)) {
            long at = from;
            long next = sequence;
            while (next < walk.sequence()) {
                if (cycle.excerptAt(at) > 0) {
                    put(next++, at);
                }
                at = cycle.after(at);
            }
        }
    }

    private void put(final long sequence, final long position) {
        if (sequence < first || sequence >= first + LENGTH) {
            return;
        }
        while (end < sequence) {
            positions[(int) (end++ - first)] = 0;
        }
        positions[(int) (sequence - first)] = position;
        end = sequence + 1;
    }
}
