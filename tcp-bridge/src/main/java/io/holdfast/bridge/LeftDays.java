package io.holdfast.bridge;

import io.holdfast.DailyRoll;
import io.holdfast.StoreException;
import io.holdfast.StoreLockedException;
import io.holdfast.store.DayPurge;
import io.holdfast.store.SessionDays;
import io.holdfast.store.StoreRoot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Sees to the session days of this side that are over: reports what those connections left behind that this process has
 * not opened, also of days that ended while no process ran; and has those purged that ended long ago. One connection at
 * a time; the thread of the duty cycle.
 */
final class LeftDays implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeftDays.class);
    private static final long LOOK_EVERY_NS = TimeUnit.MINUTES.toNanos(1);

    private final EndpointContext<?> context;
    private final SessionDays days;
    private final DayPurge purge;
    private final ArrayDeque<LocalDate> unreported = new ArrayDeque<>();
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private LeftConnections survey;
    private LocalDate surveyed;
    private long nextLookNs;
    private StoreRoot root;

    LeftDays(final EndpointContext<?> context, final SessionDays days) {
        this.context = context;
        this.days = days;
        purge = context.retainSessionsNs() == Long.MAX_VALUE ? null
            : new DayPurge(days, context.daily(), context.retainSessionsNs());
        nextLookNs = context.clock().monotonicNs();
    }

    /** The store of a day that is over, and the peers of which it was told what they are left. */
    private record Held(StoreRoot root, Set<String> told) {
    }

    /** Looks for days before the current one that were not reported. */
    void findBefore(final LocalDate today) {
        for (final LocalDate day : days.days()) {
            if (day.isBefore(today) && isUnreported(day)) {
                unreported.add(day);
            }
        }
    }

    private boolean isUnreported(final LocalDate day) {
        try {
            return !days.isReported(day);
        } catch (final StoreException e) {
            LOG.error("what session day {} left behind is not known: {}", day, e.getMessage());
            return false;
        }
    }

    /**
     * Hands over the store of a day that is over, all of whose open connections have ended.
     *
     * @param finished the store
     * @param told     the peers of which was told what they are left
     */
    void add(final StoreRoot finished, final Set<String> told) {
        held.add(new Held(finished, told));
        nextLookNs = context.clock().monotonicNs();
    }

    /** {@return how much was done} */
    int doWork(final String newLocalName) {
        final int workCount = report(newLocalName);
        return workCount > 0 || purge == null ? workCount : purge(newLocalName);
    }

    private int purge(final String newLocalName) {
        final long nowNs = context.clock().monotonicNs();
        if (nowNs - nextLookNs >= 0) {
            nextLookNs = nowNs + LOOK_EVERY_NS;
            try {
                purge.look(DailyRoll.dayIn(days.base(), newLocalName), context.clock().epochNs());
            } catch (final StoreException e) {
                LOG.error("session days cannot be purged, which is tried again later: {}", e.getMessage());
            }
        }
        return purge.doWork();
    }

    private int report(final String newLocalName) {
        if (survey != null) {
            if (survey.doWork(newLocalName, null)) {
                end();
            }
            return 1;
        }
        if (held.isEmpty() && unreported.isEmpty()) {
            return 0;
        }
        if (!held.isEmpty()) {
            final Held next = held.poll();
            begin(next.root(), next.told());
            return 1;
        }
        final LocalDate day = unreported.poll();
        try {
            begin(days.open(day), Set.of());
        } catch (final StoreLockedException e) {
            LOG.warn("what session day {} left behind is not told, since another process has it open: {}", day,
                e.getMessage());
        } catch (final StoreException e) {
            LOG.error("what session day {} left behind cannot be told: {}", day, e.getMessage());
        }
        return 1;
    }

    private void begin(final StoreRoot opened, final Set<String> told) {
        root = opened;
        surveyed = DailyRoll.dayIn(days.base(), root.localName());
        try {
            survey = new LeftConnections(context, root,
                root.remoteNames().stream().filter(name -> !told.contains(name)).toList());
        } catch (final StoreException e) {
            LOG.error("what session day {} left behind cannot be told: {}", surveyed, e.getMessage());
            closeRoot();
        }
    }

    private void end() {
        if (survey.isComplete()) {
            try {
                days.reported(surveyed);
            } catch (final StoreException e) {
                LOG.warn("what session day {} left behind may be told once more after a restart: {}", surveyed,
                    e.getMessage());
            }
        }
        closeRoot();
    }

    private void closeRoot() {
        final StoreRoot closed = root;
        root = null;
        survey = null;
        try {
            closed.close();
        } catch (final StoreException e) {
            LOG.error("session day {} could not be closed cleanly: {}", surveyed, e.getMessage());
        }
    }

    /** Lets go of what it holds; the rest is reported by the next process. */
    @Override
    public void close() {
        if (purge != null) {
            purge.close();
        }
        if (root != null) {
            closeRoot();
        }
        for (Held next = held.poll(); next != null; next = held.poll()) {
            next.root().close();
        }
    }
}
