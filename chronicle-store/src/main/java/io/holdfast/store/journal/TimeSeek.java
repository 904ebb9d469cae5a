package io.holdfast.store.journal;

import io.holdfast.store.MappedCycle;

/**
 * Finds a time in a cycle whose first message is from before it: bisects the marks of the cycle's index, then walks.
 * All along, the lower end is from before the time and the upper one is not, so the place found is one where the time
 * is passed, also if the clock went back somewhere. One use.
 */
final class TimeSeek {
    private static final int SPACING = MappedCycle.MARK_SPACING;

    private final MappedCycle cycle;
    private final long epochNs;
    private final long accepted;
    private long low;
    private long high;

    /**
     * A search.
     *
     * @param accepted the last index that is known to be there, whatever says the end
     */
    TimeSeek(final MappedCycle cycle, final long epochNs, final long accepted) {
        this.cycle = cycle;
        this.epochNs = epochNs;
        this.accepted = accepted;
    }

    /** Brings a place there: behind the last intact message on the way that is from before the time. */
    void run(final Place place) {
        bisect();
        if (!walk(place, false)) {
            walk(place, true);
        }
    }

    /**
     * Walks on from the lower mark.
     *
     * @param isChecked whether each message on the way must be intact; else its frame is enough
     * @return whether the message behind the place is intact: if not, a damaged frame perhaps led astray
     */
    private boolean walk(final Place place, final boolean isChecked) {
        final Walk walk = new Walk();
        walk.begin(cycle, low * SPACING);
        place.set(walk.position(), walk.sequence());
        while ((isChecked ? walk.toIntact(accepted) : walk.toRecord())
            && cycle.appendedAtNs(walk.position()) < epochNs) {
            walk.step();
            place.set(walk.position(), walk.sequence());
        }
        return walk.toRecord() && cycle.isIntact(walk.position(), walk.sequence());
    }

    private void bisect() {
        high = cycle.lastMarked() / SPACING + 1;
        while (high - low > 1) {
            final long middle = low + high >>> 1;
            long mark = middle;
            long position = cycle.intactMarkOf(mark * SPACING);
            while (position == 0 && --mark > low) {
                position = cycle.intactMarkOf(mark * SPACING);
            }
            if (position == 0) {
                mark = middle;
                while (position == 0 && ++mark < high) {
                    position = cycle.intactMarkOf(mark * SPACING);
                }
            }
            if (position == 0) {
                return;
            }
            if (cycle.appendedAtNs(position) < epochNs) {
                low = mark;
            } else {
                high = mark;
            }
        }
    }
}
