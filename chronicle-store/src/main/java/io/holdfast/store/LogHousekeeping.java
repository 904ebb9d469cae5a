package io.holdfast.store;

import io.holdfast.Connection;
import io.holdfast.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/**
 * What a log does besides appending and reading, in bounded steps on one thread: space ahead, the end of periods,
 * deletion.
 */
final class LogHousekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(LogHousekeeping.class);
    private static final long LEAST_AHEAD = 64L << 10;
    private static final long MOST_AHEAD = 8L << 20;
    private static final int AHEAD_SHIFT = 2;
    private static final int MISSING_SHIFT = 2;
    private static final int PAGES_PER_STEP = 256;

    /** A cycle that takes little more than this is not worth replacing. */
    private static final long LEAST_CYCLE = CyclePreamble.DATA_START + LEAST_AHEAD + Cycle.SLACK;

    private final LogAppender appender;
    private final CycleRoller roller;
    private final CycleTable table;
    private final RecordChecksum checksum = new RecordChecksum();
    private final Retention retention;
    private final DiskBudget.Share share;
    private boolean isFull;
    private int seenCycle;
    private long seenSequence;
    private long seenPosition;

    LogHousekeeping(final LogAppender appender, final CycleRoller roller, final LogContext context,
                    final LogState state) {
        this.appender = appender;
        this.roller = roller;
        this.table = roller.table();
        retention = new Retention(table, context, state);
        share = context.diskShare();
    }

    /** {@return how many bytes to reserve beyond an end: few in a small cycle, so that many quiet logs are cheap} */
    static long ahead(final long end) {
        return Math.max(LEAST_AHEAD, Math.min(end >> AHEAD_SHIFT, MOST_AHEAD));
    }

    int doWork() {
        int workCount = appender.rollIfPeriodIsOver() ? 1 : 0;
        roller.keepListing();
        final Cycle live = table.acquireCeiling(table.live().number());
        if (live == null) {
            return workCount;
        }
        try {
            if (live.messages() >= 0) {
                // rolled meanwhile, and perhaps mapped anew without the right to write
                return workCount;
            }
            workCount += reserve(live);
            // as much as was used so far, so that a quiet log takes no memory
            final long used = live.end() - CyclePreamble.DATA_START;
            workCount += live.touch(PAGES_PER_STEP, Math.min(ahead(live.end()), used));
        } finally {
            live.release();
        }
        return workCount;
    }

    private int reserve(final Cycle live) {
        final long end = live.end();
        final long reservedTo = live.reservedTo();
        final long wanted = Math.min(end + Cycle.SLACK + ahead(end), live.capacity());
        final long missing = wanted - reservedTo;
        final boolean isEnough = missing < Math.min(ahead(end) / 2, ZeroWriter.PIECE) && wanted < live.capacity();
        if (isEnough || missing <= 0) {
            return 0;
        }
        // whole pieces, few at a time, for the thread may be the one that sends; but a share of what is missing, so
        // that it keeps up with any rate of appends
        final long target = missing < ZeroWriter.PIECE ? wanted
            : reservedTo + Math.max(ZeroWriter.PIECE, missing >> MISSING_SHIFT) & -ZeroWriter.PIECE;
        try {
            final boolean isDone = live.tryReserve(target, false);
            if (isDone) {
                isFull = false;
            }
            return isDone ? 1 : 0;
        } catch (final IOException e) {
            if (IoFault.code(e, live.path()) != Connection.STORE_FULL) {
                appender.stopAfter(e);
                throw new StoreException(live.path(), "space could not be reserved", e);
            }
            if (!isFull) {
                isFull = true;
                LOG.warn("no room to go on: path={} cause={}", live.path(), e.getMessage());
            }
            return 0;
        }
    }

    int purge(final long ackedIndex) {
        final Cycle live = table.live();
        if (share.isPressed() && ackedIndex >= appender.lastIndex() && live.reservedTo() > 2 * LEAST_CYCLE
            && share.hasSpace(LEAST_CYCLE) && appender.endCycle(live)) {
            return 0; // what is synced may have to catch up first
        }
        final int deleted = retention.purge(ackedIndex);
        if (deleted > 0) {
            roller.listing();
        }
        return deleted;
    }

    /** {@return bytes of excerpts up to and including a message; walks on from the last answer when it can} */
    long positionOf(final long index) {
        final int number = ChronicleFormat.cycleOf(index);
        final Cycle cycle = table.acquireCeiling(number);
        if (cycle == null) {
            return table.first().preamble().firstPosition();
        }
        try {
            if (cycle.number() != number) {
                return cycle.preamble().firstPosition();
            }
            final long sequence = ChronicleFormat.sequenceOf(index);
            final boolean isAhead = number == seenCycle && sequence >= seenSequence
                && sequence - seenSequence < ChronicleFormat.INDEX_SPACING;
            seenPosition = isAhead ? CycleSeek.walk(cycle, seenSequence, seenPosition, sequence)
                : CycleSeek.positionOf(cycle, sequence, checksum);
            seenSequence = sequence;
            seenCycle = number;
            return cycle.cumulative(CycleSeek.after(seenPosition, OffHeap.getInt(cycle.address() + seenPosition)));
        } finally {
            cycle.release();
        }
    }
}
