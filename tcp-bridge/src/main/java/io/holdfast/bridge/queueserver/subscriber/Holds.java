package io.holdfast.bridge.queueserver.subscriber;

import io.holdfast.Clock;
import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import io.holdfast.bridge.queueserver.log.QueueLog;
import io.holdfast.bridge.queueserver.log.QueueReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;

/**
 * Up to where messages may be deleted for all that subscribers care, and who holds too much. What is deleted for good
 * is never beyond an ack that could be lost with the power: acks are forced when files of the log wait for them. Under
 * the lock of {@link Subscribers}; ten times a second it looks at all of them, otherwise it only remembers.
 */
final class Holds {
    private static final Logger LOG = LoggerFactory.getLogger(Holds.class);
    private static final long TICK_NS = 100_000_000L;
    private static final int FORCES_PER_TICK = 4;
    private static final int CYCLE_SHIFT = Integer.SIZE;

    private final QueueLog log;
    private final SubscriberLimits limits;
    private final Clock clock;
    private final boolean isSynced;
    private final AwayScan awayScan;
    private final List<Holder> holders = new ArrayList<>();
    private volatile long keptAfter = Holder.NOTHING;
    private long tickNs;
    private int turn;
    private volatile long expiredCount;

    /** What {@link #epochNsAfter} found last. */
    private long agedIndex = -1;
    private long agedEpochNs;

    Holds(final QueueLog log, final SubscriberLimits limits, final Clock clock, final boolean isSynced) {
        this.log = log;
        this.isSynced = isSynced;
        this.limits = limits;
        this.clock = clock;
        awayScan = new AwayScan(log, limits.isAnyHoldBounded());
        tickNs = clock.monotonicNs();
    }

    void add(final Holder holder) {
        holders.add(holder);
        refresh();
    }

    void remove(final Holder holder) {
        holders.remove(holder);
        refresh();
    }

    void clear() {
        holders.clear();
    }

    /** {@return the index after which messages are to be kept; any thread} */
    long keptAfter() {
        return keptAfter;
    }

    long expiredCount() {
        return expiredCount;
    }

    /** Somebody came, went or moved: what is kept follows at once. */
    void refresh() {
        long kept = Holder.NOTHING;
        for (int i = 0; i < holders.size(); i++) {
            kept = Math.min(kept, holders.get(i).keepsAfter());
        }
        keptAfter = kept;
    }

    /** {@return how much was done} */
    int doWork() {
        final long nowNs = clock.monotonicNs();
        if (nowNs - tickNs < TICK_NS || holders.isEmpty()) {
            return 0;
        }
        tickNs = nowNs;
        final int workCount = awayScan.doWork(holders) + expire() + force();
        refresh();
        return workCount;
    }

    private int expire() {
        int count = 0;
        if (limits.isAnyHoldBounded()) {
            Holder last = farthestBehind();
            while (last != null && expired(last)) {
                count++;
                last = farthestBehind();
            }
        }
        return count;
    }

    private Holder farthestBehind() {
        Holder last = null;
        for (int i = 0; i < holders.size(); i++) {
            final Holder holder = holders.get(i);
            final long after = holder.countsAfter();
            if (after != Holder.NOTHING && (last == null || after < last.countsAfter()) && holder.isWanting()
                && isWorthIt(holder)) {
                last = holder;
            }
        }
        return last;
    }

    /** Who comes again and catches up expires a second time only if a file of the log could go then. */
    private boolean isWorthIt(final Holder holder) {
        final long after = holder.holdsAfter();
        return holder.countsAfter() <= Math.max(after, log.purgedIndex()) || log.isFull()
            || Math.max(after, log.firstIndex()) >>> CYCLE_SHIFT < log.readableIndex() >>> CYCLE_SHIFT;
    }

    private boolean expired(final Holder holder) {
        final long after = holder.holdsAfter();
        final long countsAfter = holder.countsAfter();
        final long nowNs = clock.epochNs();
        final long bytes = limits.maxHoldBytes() == 0 ? 0 : bytesAfter(countsAfter);
        final long ageNs = limits.maxHoldNs() == 0 ? 0 : ageNs(countsAfter, nowNs);
        final boolean isTooMuch = bytes > limits.maxHoldBytes() && limits.maxHoldBytes() > 0;
        final boolean isTooOld = ageNs > limits.maxHoldNs() && limits.maxHoldNs() > 0;
        if (!isTooMuch && !isTooOld) {
            return false;
        }
        final String why = "subscriber " + holder.name() + " has expired: it holds messages after "
            + Long.toHexString(countsAfter)
            + (isTooMuch ? ", bytes=" + bytes + " maxHoldBytes=" + limits.maxHoldBytes() : "")
            + (isTooOld ? ", ageNs=" + ageNs + " maxHoldNs=" + limits.maxHoldNs() : "");
        LOG.warn("{}; they may be deleted, and it is told when it logs in again", why);
        holder.expire(nowNs, after == 0 ? 0 : Math.max(0, log.ordinalOf(after)), why);
        expiredCount++;
        tryForce(holder);
        return true;
    }

    private long bytesAfter(final long index) {
        return log.bytesAfter(Math.max(index, log.purgedIndex()));
    }

    private long ageNs(final long after, final long epochNs) {
        final long appendedNs = epochNsAfter(Math.max(after, log.purgedIndex()));
        return appendedNs == 0 ? 0 : Math.max(0, epochNs - appendedNs);
    }

    /** When the message after an index was appended, 0 if there is none. */
    private long epochNsAfter(final long index) {
        if (index >= log.readableIndex()) {
            return 0;
        }
        if (index != agedIndex) {
            try (QueueReader reader = log.reader()) {
                reader.moveAfter(index);
                agedEpochNs = reader.next() ? reader.epochNs() : 0;
            } catch (final CorruptStoreException e) {
                LOG.warn("how old the message after {} is, is not known: {}", Long.toHexString(index), e.getMessage());
                agedEpochNs = 0;
            }
            agedIndex = agedEpochNs == 0 ? -1 : index;
        }
        return agedEpochNs;
    }

    /**
     * A few at most, in turn: of a synced log any whose ack went on, otherwise those whose ack went on to another file
     * of the log.
     */
    private int force() {
        final boolean isAnyDue = isSynced || log.isFull();
        int count = 0;
        for (int i = 0; i < holders.size() && count < FORCES_PER_TICK; i++) {
            turn = turn + 1 < holders.size() ? turn + 1 : 0;
            final Holder holder = holders.get(turn);
            final long keeps = holder.keepsAfter();
            final long holds = holder.holdsAfter();
            if (holds > keeps && (isAnyDue || holds >>> CYCLE_SHIFT > keeps >>> CYCLE_SHIFT)) {
                count += tryForce(holder) ? 1 : 0;
            }
        }
        return count;
    }

    private static boolean tryForce(final Holder holder) {
        try {
            holder.force();
            return true;
        } catch (final StoreException e) {
            LOG.debug("subscriber {} is not served any more: {}", holder.name(), e.getMessage());
            return false;
        }
    }

    SubscriberStatus status(final Holder holder) {
        final long after = Math.max(holder.ack(), log.purgedIndex());
        final long ordinal = log.ordinalOf(after);
        return holder.status(ordinal < 0 ? 0 : log.lastOrdinal() - ordinal, bytesAfter(after),
            ageNs(after, clock.epochNs()));
    }
}
