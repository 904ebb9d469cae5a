package io.holdfast.store.tool;

import io.holdfast.DailyRoll;
import io.holdfast.StoreException;
import io.holdfast.store.DayPurge;
import io.holdfast.store.EndedPurge;
import io.holdfast.store.EndedSession;
import io.holdfast.store.OfflineConnection;
import io.holdfast.store.PurgePlan;
import io.holdfast.store.SessionDays;
import io.holdfast.store.SessionFacts;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import io.holdfast.store.journal.StoreView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes now, while no owner runs, what the owner's retention would keep for longer: in the same steps, under the
 * owner lock. How long, and up to which size, things are kept is what the options say. One thread.
 */
public final class StorePurge {
    private static final Logger LOG = LoggerFactory.getLogger(StorePurge.class);

    private final Path root;
    private final StoreContext options;

    /**
     * A tool for the connections of a store. Opens nothing yet.
     *
     * @param root    folder of the store
     * @param options of the store, with the bounds to keep to
     */
    public StorePurge(final Path root, final StoreContext options) {
        this.root = root;
        this.options = options;
    }

    /**
     * Looks which acked cycles would go. Takes no lock, changes nothing.
     *
     * @param localName  whose
     * @param remoteName with whom
     * @return the plan
     * @throws StoreException if there is no such connection, or its files are damaged
     */
    public PurgePlan plan(final String localName, final String remoteName) {
        return PurgePlan.of(root, localName, remoteName, options);
    }

    /**
     * Deletes acked cycles.
     *
     * @param localName  whose
     * @param remoteName with whom
     * @return how many files
     * @throws StoreException if its owner runs, there is no such connection, or its files cannot be used
     */
    public int purge(final String localName, final String remoteName) {
        try (OfflineConnection connection = OfflineConnection.open(root, localName, remoteName, options)) {
            return connection.purge();
        }
    }

    /**
     * {@return what is over for long enough: session days, and connections within stores that go on, in the order of
     * their names}
     *
     * @param roll when session days end
     * @throws StoreException if a folder cannot be listed
     */
    public List<EndedSession> ended(final DailyRoll roll) {
        final long nowNs = options.clock().epochNs();
        final List<EndedSession> ended = new ArrayList<>();
        for (final Path peer : StoreView.of(root).peers()) {
            final String name = peer.getFileName().toString();
            final LocalDate day = SessionDays.dayOf(peer);
            final long endNs = day == null ? 0 : roll.beginNs(day.plusDays(1));
            if (day != null && day.isBefore(roll.dayOf(nowNs)) && isOld(endNs, nowNs)) {
                ended.add(new EndedSession(peer, name, null, endNs));
            } else {
                StoreView.connectionsOf(peer).forEach(connection -> {
                    final long endedNs = endedNs(connection.folder());
                    if (endedNs != 0 && isOld(endedNs, nowNs)) {
                        ended.add(new EndedSession(connection.folder(), name, connection.remoteName(), endedNs));
                    }
                });
            }
        }
        return ended;
    }

    private static long endedNs(final Path connection) {
        try {
            final SessionFacts session = SessionFacts.of(connection);
            return session == null ? 0 : session.endedNs();
        } catch (final StoreException e) {
            LOG.warn("whether {} has ended is not known, so it stays: {}", connection, e.getMessage());
            return 0;
        }
    }

    private boolean isOld(final long endNs, final long nowNs) {
        return endNs <= nowNs && nowNs - endNs >= options.retainNs();
    }

    /**
     * Deletes what is over, with all that was not acked.
     *
     * @param session what
     * @param roll    when its base name's session days end
     * @throws StoreException if its owner runs, it is not over for long enough, or its files cannot be deleted
     */
    public void purge(final EndedSession session, final DailyRoll roll) {
        final long nowNs = options.clock().epochNs();
        if (!Files.isDirectory(session.folder())) {
            throw new StoreException(session.folder(), "it is gone already");
        }
        if (session.isDay()) {
            purgeDay(session, roll, nowNs);
        } else {
            purgeConnection(session, nowNs);
        }
        if (Files.exists(session.folder())) {
            throw new StoreException(session.folder(), "it is over, but could not be purged; what was logged tells"
                + " why");
        }
    }

    private void purgeDay(final EndedSession session, final DailyRoll roll, final long nowNs) {
        StoreRoot.open(root, session.localName(), options).close(); // tells of an owner, which a purge passes over
        final String base = DailyRoll.baseIn(session.localName());
        final LocalDate day = DailyRoll.dayIn(base, session.localName());
        try (DayPurge purge = new DayPurge(new SessionDays(root, base, options), roll, options.retainNs())) {
            if (!purge.look(day, roll.dayOf(nowNs), nowNs)) {
                throw new StoreException(session.folder(), "the session day is not over for long enough");
            }
            int workCount;
            do {
                workCount = purge.doWork();
            } while (workCount > 0);
        }
    }

    private void purgeConnection(final EndedSession session, final long nowNs) {
        try (StoreRoot store = StoreRoot.open(root, session.localName(), options)) {
            final EndedPurge purge = new EndedPurge(store, options.retainNs());
            final long endedNs = store.endedNs(session.remoteName());
            if (endedNs == 0) {
                throw new StoreException(session.folder(), "the connection has not ended");
            }
            purge.findDoomed();
            purge.ended(session.remoteName(), endedNs);
            while (purge.isDue(nowNs)) {
                purge.doWork(nowNs);
            }
        }
    }
}
