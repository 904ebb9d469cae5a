package io.holdfast.store;

import io.holdfast.DailyRoll;
import io.holdfast.StoreException;
import io.holdfast.StoreLockedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayDeque;

/**
 * Deletes the folders of session days that ended long ago, a small step at a time. One thread.
 *
 * <pre>
 *   Server20180713/  locked, unacked messages counted connection by connection
 *      └─ renamed ──> .purged-Server20180713/   what a kill leaves of it is found and finished later
 *                        └─ file after file, then the folders
 * </pre>
 * Never touches a folder without the mark of a session day, one that another process owns, or the current day. Every
 * message that goes with a day although it was not acked is counted in the log.
 */
public final class DayPurge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DayPurge.class);

    private final SessionDays days;
    private final DailyRoll roll;
    private final long retainNs;
    private final ArrayDeque<LocalDate> due = new ArrayDeque<>();
    private final DoomedFolders doomed;
    private final ArrayDeque<String> uncounted = new ArrayDeque<>();
    private StoreRoot root;
    private long unacked;
    private long purgedDays;

    /**
     * A purge that has found nothing yet.
     *
     * @param days     the folders
     * @param roll     tells when a day ended
     * @param retainNs how long to keep a day after its end, in nanoseconds
     */
    public DayPurge(final SessionDays days, final DailyRoll roll, final long retainNs) {
        this.days = days;
        this.roll = roll;
        this.retainNs = retainNs;
        doomed = new DoomedFolders(days.root(), days.options().disk());
    }

    /**
     * Looks for days that ended long enough ago, and for what a kill left of an earlier purge.
     *
     * @param today   the current session day, which stays, like all after it
     * @param epochNs what the clock says
     * @throws StoreException if the folder of the store cannot be read
     */
    public void look(final LocalDate today, final long epochNs) {
        due.clear();
        days.days().stream().filter(day -> isDue(day, today, epochNs)).forEach(due::add);
        findDoomed();
    }

    private boolean isDue(final LocalDate day, final LocalDate today, final long epochNs) {
        return day.isBefore(today) && isOld(day, epochNs) && days.isMarked(day);
    }

    private void findDoomed() {
        try {
            doomed.find(name -> DailyRoll.dayIn(days.base(), name) != null);
        } catch (final IOException e) {
            throw new StoreException(days.root(), "cannot list the session days to purge", e);
        }
    }

    /**
     * Takes one day only, by a person's decision, and what a kill left of earlier purges.
     *
     * @param day     the session day
     * @param today   the current session day, which stays, like all after it
     * @param epochNs what the clock says
     * @return whether it is one that ended long enough ago
     * @throws StoreException if the folder of the store cannot be read
     */
    public boolean look(final LocalDate day, final LocalDate today, final long epochNs) {
        due.clear();
        findDoomed();
        if (isDue(day, today, epochNs)) {
            due.add(day);
        }
        return !due.isEmpty();
    }

    private boolean isOld(final LocalDate day, final long epochNs) {
        final long endNs = roll.beginNs(day.plusDays(1));
        return endNs < epochNs && epochNs - endNs >= retainNs;
    }

    /**
     * Does a step: opens a day, counts a connection, or deletes some files.
     *
     * @return how much was done
     */
    public int doWork() {
        try {
            if (!doomed.isEmpty()) {
                doomed.doWork();
                return 1;
            }
            if (root != null) {
                countOrRename();
                return 1;
            }
            if (due.isEmpty()) {
                return 0;
            }
            begin(due.poll());
        } catch (final IOException | StoreException e) {
            LOG.error("a session day that is over cannot be purged, it is tried again later: {}", e.toString());
            doomed.skip();
            letGo();
        }
        return 1;
    }

    private void begin(final LocalDate day) {
        if (!days.isMarked(day)) {
            return; // gone since it was found
        }
        try {
            root = days.open(day);
            unacked = 0;
            uncounted.addAll(root.remoteNames());
        } catch (final StoreLockedException e) {
            LOG.warn("session day {} is due to be purged, but another process has it open: {}", day, e.getMessage());
        }
    }

    private void countOrRename() throws IOException {
        final String remoteName = uncounted.poll();
        if (remoteName == null) {
            rename();
            return;
        }
        try (ConnectionStore connection = root.connection(remoteName)) {
            unacked += connection.sendQueue().unackedMessages();
        } catch (final StoreException e) {
            LOG.warn("how many unacked messages are purged with {} for {} is not known: {}", root.localName(),
                remoteName, e.getMessage());
        }
    }

    /** The lock is held until the name is gone, so that nobody opens the day in between. */
    private void rename() throws IOException {
        final Path target = doomed.target(root.localName()); // one there is, is found by the next look
        days.options().disk().rename(root.directory(), target);
        LOG.warn("session day {} is purged by its age, with {} unacked messages", root.localName(), unacked);
        purgedDays++;
        letGo();
        doomed.add(target);
    }

    private void letGo() {
        uncounted.clear();
        if (root != null) {
            final StoreRoot closed = root;
            root = null;
            closed.close();
        }
    }

    /** {@return how many days this object has purged} */
    public long purgedDays() {
        return purgedDays;
    }

    /** Lets go of the day it is at; what is half done is finished by the next purge. */
    @Override
    public void close() {
        letGo();
    }
}
