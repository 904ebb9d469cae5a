package io.holdfast.store;

import io.holdfast.Clock;
import io.holdfast.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Writes excerpts; nothing else does once a log is open. A short spin lock orders the threads. An append writes the
 * record after the last one, then publishes its header with release order, then the last index. What is not published
 * counts as never written, so a thread or process may stop anywhere. Allocates only when it rolls.
 */
final class LogAppender {
    private static final Logger LOG = LoggerFactory.getLogger(LogAppender.class);
    private static final int SPINS = 200;
    private static final VarHandle LOCK;
    private static final VarHandle LAST_INDEX;

    private final LogContext context;
    private final Clock clock;
    private final AckStamp ackStamp;
    private final LogState state;
    private final CycleRoller roller;
    private final CyclePeriod period;
    private final RecordWriter records;
    private final int maxMessageLength;
    private final boolean isLocking;

    private volatile int lock;
    private long lastIndex;
    private volatile long stopped;

    // guarded by the lock
    private Cycle live;
    private long base;
    private long end;
    private long limit;
    private long nextIndex;
    private long periodEndNs;
    private boolean isEnded;
    private boolean isLimitTold;

    static {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            LOCK = lookup.findVarHandle(LogAppender.class, "lock", int.class);
            LAST_INDEX = lookup.findVarHandle(LogAppender.class, "lastIndex", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    LogAppender(final LogContext context, final LogState state, final CycleRoller roller, final long lastIndex) {
        this.context = context;
        this.clock = context.clock();
        this.ackStamp = context.ackStamp();
        this.state = state;
        this.roller = roller;
        this.period = new CyclePeriod(context.cyclePeriodNs());
        this.records = new RecordWriter(ackStamp, state.incarnation());
        this.maxMessageLength = context.maxMessageLength();
        this.isLocking = !context.singleAppender();
        this.lastIndex = lastIndex;
        enter(roller.table().live(), CycleTable.messages(roller.table().live(), lastIndex));
        isEnded = OffHeap.getInt(base + end) == ChronicleFormat.END_OF_FILE;
        refreshLimit();
    }

    long lastIndex() {
        return (long) LAST_INDEX.getAcquire(this);
    }

    @SuppressWarnings("checkstyle:parameternumber")
    long append(final int type, final int flags, final Object source, final long offset, final int length,
                final long ackRequest) {
        if (length < 0) {
            throw new IllegalArgumentException("length=" + length);
        }
        if (length > maxMessageLength) {
            return Connection.TOO_LONG;
        }
        lock();
        try {
            final long nowNs = clock.epochNs();
            final int recordLength = RecordDescriptor.HEADER_LENGTH + length;
            final int excerptLength = ChronicleFormat.WORD + ChronicleFormat.align(recordLength);
            if (end + excerptLength > limit || nowNs >= periodEndNs) {
                final long fault = makeRoom(excerptLength, nowNs, ackRequest != 0);
                if (fault < 0) {
                    return fault;
                }
            }
            final long position = end;
            final long record = base + position + ChronicleFormat.WORD;
            final long ack = ackStamp.stamp(ackRequest);
            records.header(record, RecordDescriptor.formatAndType(flags, type), RecordDescriptor.batchWord(0, 1), ack,
                nowNs);
            OffHeap.copy(source, offset, record + RecordDescriptor.HEADER_LENGTH, length);
            final long index = nextIndex;
            records.seal(record, recordLength, index);
            OffHeap.putInt(base + position + excerptLength, 0);
            OffHeap.putIntRelease(base + position, recordLength);
            publish(position + excerptLength, index, ack);
            if (CycleIndex.isMarked(index)) {
                mark(ChronicleFormat.sequenceOf(index), position);
            }
            return index;
        } finally {
            unlock();
        }
    }

    long append(final BatchBuffer batch, final long ackRequest) {
        if (batch.size() == 0) {
            throw new IllegalStateException("the batch is empty");
        }
        if (batch.bytes() > context.cycleSize() - CyclePreamble.DATA_START - Cycle.SLACK) {
            return Connection.TOO_LONG;
        }
        lock();
        try {
            final long nowNs = clock.epochNs();
            if (end + batch.bytes() > limit || nowNs >= periodEndNs) {
                final long fault = makeRoom(batch.bytes(), nowNs, ackRequest != 0);
                if (fault < 0) {
                    return fault;
                }
            }
            final long position = end;
            final long ack = ackStamp.stamp(ackRequest);
            final int firstLength = records.writeAll(batch, base + position, nextIndex, ack, nowNs);
            OffHeap.putIntRelease(base + position, firstLength);
            final long index = nextIndex + batch.size() - 1;
            publish(position + batch.bytes(), index, ack);
            markAll(index - batch.size() + 1, index, position);
            return index;
        } finally {
            unlock();
        }
    }

    private void publish(final long newEnd, final long index, final long ack) {
        end = newEnd;
        nextIndex = index + 1;
        live.end(newEnd);
        state.lastIndex(index); // first: a reader in another process goes by it once this one's threads see the message
        LAST_INDEX.setRelease(this, index);
        ackStamp.committed(ack);
    }

    /** Lets stock tools find the message; a kill before or in it is made good by the next open. */
    private void mark(final long sequence, final long position) {
        if (!CycleIndex.hasPage(base, sequence, live.reservedTo())) {
            end = CycleIndex.addPage(base, sequence, end);
            live.end(end);
        }
        CycleIndex.mark(base, sequence, position);
        state.lastOrdinal(live.preamble().firstOrdinal() + sequence);
    }

    private void markAll(final long firstIndex, final long last, final long firstPosition) {
        long position = firstPosition;
        for (long index = firstIndex; index <= last; index++) {
            if (CycleIndex.isMarked(index)) {
                mark(ChronicleFormat.sequenceOf(index), position);
            }
            position += ChronicleFormat.WORD + ChronicleFormat.align(OffHeap.getInt(base + position));
        }
    }

    /** The rare part of an append: end of the period, of the cycle or of the reserved space. Returns 0 or a fault. */
    private long makeRoom(final long needed, final long nowNs, final boolean isReply) {
        if (stopped != 0) {
            return stopped;
        }
        try {
            if (isEnded || isPeriodOver(nowNs) || end + needed + Cycle.SLACK > context.cycleSize()) {
                roll(needed, nowNs, isReply || isReplaceable());
            }
            reserve(needed, isReply);
        } catch (final IOException e) {
            final long code = IoFault.code(e, live.path());
            if (code != Connection.STORE_FULL || !makeRoomOnFullDisk(needed, nowNs)) {
                return fail(code, e);
            }
        }
        isLimitTold = false;
        refreshLimit();
        return 0;
    }

    private void reserve(final long needed, final boolean isUrgent) throws IOException {
        final long wanted = end + needed + Cycle.SLACK;
        while (live.reservedTo() < wanted) {
            if (!live.tryReserve(wanted + Math.min(LogHousekeeping.ahead(end), ZeroWriter.PIECE), isUrgent)) {
                Thread.yield();
            }
        }
    }

    /** What is reserved may do; or the live cycle may be given up for a new one. */
    private boolean makeRoomOnFullDisk(final long needed, final long nowNs) {
        if (!isEnded && live.reservedTo() >= end + needed + Cycle.SLACK) {
            return true;
        }
        if (!isReplaceable() || !context.diskShare().hasSpace(CyclePreamble.DATA_START + needed)) {
            return false;
        }
        try {
            roll(needed, nowNs, true);
            return true;
        } catch (final IOException e) {
            LOG.debug("no room for a new cycle either: path={}", live.path(), e);
            return false;
        }
    }

    /** {@return whether the live cycle could be deleted if it ended: it has messages, and all of them are acked} */
    private boolean isReplaceable() {
        return ChronicleFormat.sequenceOf(nextIndex) > 0 && state.ackedIndex() >= lastIndex;
    }

    private long fail(final long code, final IOException e) {
        if (code == Connection.STORE_FAILED) {
            LOG.error("the log stops until it is opened anew: path={}", live.path(), e);
            stop(code);
        } else {
            tellOfLimit(e);
        }
        return code;
    }

    /** Once, until appends go on: each of them tries again. */
    private void tellOfLimit(final IOException e) {
        if (!isLimitTold) {
            final String advice = ProcessLimits.ofThisProcess().advice(e, -1);
            if (!advice.isEmpty()) {
                isLimitTold = true;
                LOG.error("nothing is accepted until the next file of the log can be made, which is tried again with"
                    + " each message: path={}{}", live.path(), advice);
            }
        }
    }

    /** An empty cycle goes on with the next period, within the day that its name tells. */
    private boolean isPeriodOver(final long nowNs) {
        if (nowNs < periodEndNs) {
            return false;
        }
        final boolean isEmpty = ChronicleFormat.sequenceOf(nextIndex) == 0;
        if (isEmpty && CyclePeriod.dayOf(nowNs) == CyclePeriod.dayOf(live.preamble().epochNs())) {
            periodEndNs = period.endNs(nowNs);
            return false;
        }
        return true;
    }

    /**
     * Ends the live cycle and begins the next. Once the end mark is there nothing follows it in that file, for a reader
     * may have seen it: if the next file cannot get its name, appends wait until it can.
     */
    private void roll(final long needed, final long nowNs, final boolean isUrgent) throws IOException {
        final Cycle next = roller.create(live, lastIndex, nowNs, new CycleRoller.Room(needed + Cycle.SLACK, isUrgent));
        final Cycle finished = live;
        isEnded = true;
        limit = 0;
        OffHeap.putIntRelease(base + end, ChronicleFormat.END_OF_FILE);
        try {
            next.publish();
        } catch (final IOException e) {
            next.discard();
            throw e;
        }
        isEnded = false;
        finished.finished(CycleTable.messages(finished, lastIndex), end);
        enter(next, 0);
        roller.entered(next);
        finished.release();
    }

    private void enter(final Cycle cycle, final long messages) {
        live = cycle;
        base = cycle.address();
        end = cycle.end();
        nextIndex = ChronicleFormat.index(cycle.number(), messages);
        periodEndNs = period.endNs(cycle.preamble().epochNs());
        refreshLimit();
    }

    private void refreshLimit() {
        limit = stopped != 0 || isEnded ? 0 : Math.min(live.reservedTo(), context.cycleSize()) - Cycle.SLACK;
        state.reservedTo(live.reservedTo());
    }

    /** Ends the live cycle if its period is over and it has messages. Returns whether it did. */
    boolean rollIfPeriodIsOver() {
        final Cycle current = roller.table().live();
        return CycleTable.messages(current, lastIndex()) > 0 && period.isOver(current, clock.epochNs())
            && endCycle(current);
    }

    /** Ends a cycle that is live and has messages; not if one thread does all appends. Returns whether it did. */
    boolean endCycle(final Cycle cycle) {
        if (!isLocking) {
            return false;
        }
        lock();
        try {
            if (stopped != 0 || live != cycle || ChronicleFormat.sequenceOf(nextIndex) == 0) {
                return false;
            }
            roll(0, clock.epochNs(), true);
            return true;
        } catch (final IOException e) {
            fail(IoFault.code(e, cycle.path()), e);
            return false;
        } finally {
            unlock();
        }
    }

    /** Returns when each message that could be read by now shows in the last index too. */
    void awaitAppends() {
        lock();
        unlock();
    }

    /** Makes every append from here on answer a code. */
    void close() {
        lock();
        try {
            stop(Connection.CLOSED);
        } finally {
            unlock();
        }
    }

    /** Accepts nothing any more, since the disk has failed. */
    void stopAfter(final IOException e) {
        lock();
        try {
            if (stopped == 0) {
                fail(Connection.STORE_FAILED, e);
            }
        } finally {
            unlock();
        }
    }

    private void stop(final long code) {
        stopped = code;
        limit = 0;
    }

    private void lock() {
        if (isLocking && !LOCK.compareAndSet(this, 0, 1)) {
            lockContended();
        }
    }

    private void lockContended() {
        int spins = 0;
        while (lock != 0 || !LOCK.compareAndSet(this, 0, 1)) {
            if (++spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    private void unlock() {
        if (isLocking) {
            LOCK.setRelease(this, 0);
        }
    }
}
