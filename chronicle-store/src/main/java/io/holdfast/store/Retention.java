package io.holdfast.store;

import io.holdfast.Clock;
import io.holdfast.StoreException;

import java.io.IOException;

/**
 * Which acked cycles stay for replay, and the deletion of the others, oldest first: never the live one, never one under
 * a reader of this process. When the disk is short of room, none stays. A cycle counts as finished when the next one
 * was begun, at the latest when it is first seen here: a clock that was wrong does not keep it for years. The
 * housekeeping thread.
 */
final class Retention {
    private static final int DELETIONS_PER_STEP = 4;

    private final CycleTable table;
    private final LogState state;
    private final Disk disk;
    private final DiskBudget.Share share;
    private final Clock clock;
    private final long retainNs;
    private final long retainBytes;

    private long ackedIndex;
    private int ackedCycles;
    private long ackedBytes;
    private int seenNumber = -1;
    private long seenNs;
    private int forcedNumber = -1;

    Retention(final CycleTable table, final LogContext context, final LogState state) {
        this.table = table;
        this.state = state;
        disk = context.disk();
        share = context.diskShare();
        clock = context.clock();
        retainNs = context.retainNs();
        retainBytes = context.retainBytes();
    }

    /**
     * Deletes a few cycles at most.
     *
     * @param acked up to where messages are not needed any more
     * @return how many cycles
     */
    int purge(final long acked) {
        count(acked);
        int deleted = 0;
        while (deleted < DELETIONS_PER_STEP && ackedCycles > 0 && !isRetained(table.first())) {
            final Cycle first = table.first();
            forceWhatIsKept(first.number());
            if (!delete(first)) {
                break;
            }
            ackedCycles--;
            ackedBytes -= first.reservedTo();
            table.removeFirst();
            deleted++;
        }
        return deleted;
    }

    /** Counts the finished cycles whose messages are all acked. */
    private void count(final long acked) {
        if (acked < ackedIndex) {
            ackedCycles = 0;
            ackedBytes = 0;
            forcedNumber = -1; // what was forced may have been written over since
        }
        ackedIndex = acked;
        final Cycle[] kept = table.snapshot();
        while (ackedCycles < kept.length - 1 && kept[ackedCycles + 1].preamble().previousLast() <= acked) {
            ackedBytes += kept[ackedCycles].reservedTo();
            ackedCycles++;
        }
    }

    private boolean isRetained(final Cycle first) {
        final boolean isAnyRetained = retainNs > 0 || retainBytes > 0;
        if (!isAnyRetained || share.isPressed()) {
            return false;
        }
        final boolean isTooMuch = retainBytes > 0 && ackedBytes > retainBytes;
        return !isTooMuch && (retainNs == 0 || !isTooOld(first));
    }

    private boolean isTooOld(final Cycle first) {
        final long nowNs = clock.epochNs();
        final Cycle[] kept = table.snapshot();
        long finishedNs = kept[1].preamble().epochNs();
        if (first.number() <= seenNumber) {
            finishedNs = Math.min(finishedNs, seenNs);
        }
        if (finishedNs > nowNs) {
            seenNumber = kept[kept.length - 2].number();
            seenNs = nowNs;
            return false;
        }
        return nowNs - finishedNs >= retainNs || nowNs - finishedNs < 0;
    }

    /**
     * After a power loss the ack must tell what is missing because it was purged, and the names of later files be
     * there: else a log would seem to have lost messages that nobody needs, or be without any file.
     */
    private void forceWhatIsKept(final int purged) {
        if (purged > forcedNumber) {
            try {
                state.force();
                disk.forceFolder(table.first().path().getParent());
            } catch (final IOException e) {
                throw new StoreException(state.path(), "what is kept could not be forced before a purge", e);
            }
            forcedNumber = table.snapshot()[ackedCycles - 1].number();
        }
    }

    private static boolean delete(final Cycle cycle) {
        try {
            return cycle.delete();
        } catch (final IOException e) {
            throw new StoreException(cycle.path(), "a cycle file could not be deleted", e);
        }
    }
}
