package io.holdfast.store;

/**
 * The cycles that are kept, oldest first; the last one is live. Read by any thread without a lock; changed by rolling
 * and purging. Reading allocates nothing.
 */
final class CycleTable {
    private volatile Cycle[] cycles;

    CycleTable(final Cycle[] cycles) {
        this.cycles = cycles;
    }

    Cycle[] snapshot() {
        return cycles;
    }

    Cycle live() {
        final Cycle[] kept = cycles;
        return kept[kept.length - 1];
    }

    Cycle first() {
        return cycles[0];
    }

    int size() {
        return cycles.length;
    }

    synchronized void add(final Cycle cycle) {
        final Cycle[] before = cycles;
        final Cycle[] after = new Cycle[before.length + 1];
        System.arraycopy(before, 0, after, 0, before.length);
        after[before.length] = cycle;
        cycles = after;
    }

    synchronized void removeFirst() {
        final Cycle[] before = cycles;
        final Cycle[] after = new Cycle[before.length - 1];
        System.arraycopy(before, 1, after, 0, after.length);
        cycles = after;
    }

    /** {@return the first kept cycle with this number or a higher one, null if there is none} */
    Cycle ceiling(final int number) {
        final Cycle[] kept = cycles;
        int low = 0;
        int high = kept.length;
        while (low < high) {
            final int middle = low + high >>> 1;
            if (kept[middle].number() < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == kept.length ? null : kept[low];
    }

    /** {@return the ceiling, mapped for the caller, who releases it; null if there is none} */
    Cycle acquireCeiling(final int number) {
        while (true) {
            final Cycle cycle = ceiling(number);
            if (cycle == null || cycle.acquire()) {
                return cycle;
            }
            // it is being purged and about to leave the table
            Thread.onSpinWait();
        }
    }

    /** {@return index of the first message kept, 0 if there is none} */
    long firstIndex(final long lastIndex) {
        for (final Cycle cycle : cycles) {
            if (messages(cycle, lastIndex) > 0) {
                return ChronicleFormat.index(cycle.number(), 0);
            }
        }
        return 0;
    }

    /** {@return the ordinal of an index, that before the first for 0, -1 if its cycle is not kept or has no such} */
    long ordinalOf(final long index, final long lastIndex) {
        final Cycle first = cycles[0];
        if (index == 0 || index == first.preamble().previousLast()) {
            return first.preamble().firstOrdinal() - 1;
        }
        if (index < 0 || index > lastIndex) {
            return -1;
        }
        final Cycle cycle = ceiling(ChronicleFormat.cycleOf(index));
        final long sequence = ChronicleFormat.sequenceOf(index);
        if (cycle == null || cycle.number() != ChronicleFormat.cycleOf(index)
            || sequence >= messages(cycle, lastIndex)) {
            return -1;
        }
        return cycle.preamble().firstOrdinal() + sequence;
    }

    long diskBytes() {
        long bytes = 0;
        for (final Cycle cycle : cycles) {
            bytes += cycle.reservedTo();
        }
        return bytes;
    }

    static long messages(final Cycle cycle, final long lastIndex) {
        final long finished = cycle.messages();
        if (finished >= 0) {
            return finished;
        }
        return ChronicleFormat.cycleOf(lastIndex) == cycle.number() ? ChronicleFormat.sequenceOf(lastIndex) + 1 : 0;
    }
}
