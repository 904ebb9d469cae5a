package io.holdfast.bridge;

import io.holdfast.ConnectionState;
import io.holdfast.DailyRoll;
import io.holdfast.DisconnectReason;
import io.holdfast.StoreException;
import io.holdfast.store.ConnectionStore;
import io.holdfast.store.EndedPurge;
import io.holdfast.store.FirstFault;
import io.holdfast.store.SessionDays;
import io.holdfast.store.StoreRoot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The names of a client and of its server, as far as they change from day to day, and the stores that belong to them.
 * Its own name follows its clock. A name of the server that it computes follows its clock too, but a live session goes
 * on until the server ends it; one that it has learned ends when the server says so. One thread.
 */
final class ClientRolls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientRolls.class);

    /** How long before the roll, by this side's clock, a server may say that it has rolled and be believed. */
    private static final long MOST_EARLY_NS = TimeUnit.HOURS.toNanos(1);

    private final ClientContext context;
    private final SessionDays days;
    private final DayName local;
    private final DayName remote;
    private final LeftDays left;
    private final RollRetry retry;
    private StoreRoot root;
    private LeftConnections leftHere;
    private EndedPurge purge;
    private boolean isRefusedAsRolled;

    private ClientRolls(final ClientContext context) {
        this.context = context;
        retry = new RollRetry(context);
        final long epochNs = context.clock().epochNs();
        if (context.daily() == null) {
            days = null;
            local = null;
            left = null;
            root = StoreRoot.open(context.store(), context.name(), context.storeContext());
        } else {
            days = new SessionDays(context.store(), context.name(), context.storeContext());
            local = new DayName(context.name(), context.daily(), epochNs, days.days());
            left = new LeftDays(context, days);
            root = days.open(local.day());
        }
        try {
            if (left != null) {
                left.findBefore(local.day());
            }
            remote = context.remoteDaily() == null ? null
                : new DayName(context.remoteName(), context.remoteDaily(), epochNs, remoteDays());
        } catch (final RuntimeException e) {
            root.close();
            throw e;
        }
    }

    /** Opens the store of the day. */
    static ClientRolls open(final ClientContext context) {
        return new ClientRolls(context);
    }

    private List<LocalDate> remoteDays() {
        return root.remoteNames().stream().map(name -> DailyRoll.dayIn(context.remoteName(), name))
            .filter(Objects::nonNull).toList();
    }

    /** {@return the connection to begin with, bound if the server's name is known} */
    PeerConnection first() {
        return fresh(root, remote == null ? context.remoteName() : remote.name());
    }

    private PeerConnection fresh(final StoreRoot in, final String remoteName) {
        final PeerConnection connection = new PeerConnection(context, in.localName());
        if (remoteName != null) {
            bind(connection, in, remoteName);
        }
        return connection;
    }

    /** Fixes the server's name that a connection has learned. */
    void bind(final PeerConnection connection, final String remoteName) {
        bind(connection, root, remoteName);
    }

    private void bind(final PeerConnection connection, final StoreRoot in, final String remoteName) {
        final ConnectionStore store = in.connection(remoteName);
        if (store.session().endedNs() != 0) {
            store.session().ended(0);
        }
        connection.bind(store);
        leftHere = context.isRolling() ? new LeftConnections(context, in, earlierDaysOf(in, remoteName)) : null;
    }

    /** Looks for what is to be purged in the store of the day, once the connections before the current one are over. */
    private void findEnded() {
        purge = null;
        if (context.retainSessionsNs() == Long.MAX_VALUE) {
            return;
        }
        final EndedPurge found = new EndedPurge(root, context.retainSessionsNs());
        try {
            found.look();
            purge = found;
        } catch (final StoreException e) {
            LOG.error("ended connections cannot be purged until the next roll: {}", e.getMessage());
        }
    }

    private static List<String> earlierDaysOf(final StoreRoot in, final String remoteName) {
        final String base = DailyRoll.baseIn(remoteName);
        return base == null ? List.of() : in.remoteNames().stream().filter(name -> {
            final LocalDate day = DailyRoll.dayIn(base, name);
            return day != null && day.isBefore(DailyRoll.dayIn(base, remoteName));
        }).toList();
    }

    /** The server refused the name that it was called by, since its session day is another. */
    void refusedAsRolled() {
        isRefusedAsRolled = true;
    }

    /** {@return how long a thread may wait before the next roll, in nanoseconds} */
    long untilRollNs(final PeerConnection current) {
        final long epochNs = context.clock().epochNs();
        long untilNs = local == null ? Long.MAX_VALUE : local.untilRollNs(epochNs);
        if (isServersDayOver(current, epochNs)) {
            untilNs = 0;
        } else if (remote != null && current.state() != ConnectionState.CONNECTED) {
            untilNs = Math.min(untilNs, remote.untilRollNs(epochNs));
        }
        return untilNs > 0 ? untilNs : retry.untilTryNs();
    }

    private boolean isServersDayOver(final PeerConnection current, final long epochNs) {
        if (current.state() == ConnectionState.CONNECTED) {
            return false;
        }
        final boolean isSaid = current.lastDisconnect() == DisconnectReason.SESSION_ROLLED;
        if (remote != null) {
            return remote.isDue(epochNs) || isSaid && remote.untilRollNs(epochNs) < MOST_EARLY_NS;
        }
        return context.remoteName() == null && current.remoteName() != null && (isSaid || isRefusedAsRolled);
    }

    /**
     * Looks at the time and at what the server said.
     *
     * @return the connection that takes the place of the current one, null if that goes on
     */
    PeerConnection next(final PeerConnection current) {
        final long epochNs = context.clock().epochNs();
        final boolean isOwn = local != null && local.isDue(epochNs);
        final boolean isServers = isServersDayOver(current, epochNs);
        isRefusedAsRolled &= isServers;
        if (!isOwn && !isServers || current.slot().isReceiving() || retry.untilTryNs() > 0) {
            return null;
        }
        final LocalDate ownDay = isOwn ? local.next(epochNs) : null;
        final LocalDate serversDay = remote == null ? null
            : isServers || remote.isDue(epochNs) ? remote.following(epochNs) : remote.day();
        final String remoteName = remote != null ? DailyRoll.nameOf(remote.base(), serversDay) : context.remoteName();
        final StoreRoot before = root;
        try {
            final PeerConnection next = openNext(ownDay, remoteName);
            retry.succeeded();
            isRefusedAsRolled = false;
            if (isOwn) {
                local.advance(ownDay);
            }
            if (remote != null) {
                remote.advance(serversDay);
            }
            return next;
        } catch (final StoreException | IllegalArgumentException e) {
            root = before;
            retry.failed(current.toString(), isOwn ? DailyRoll.nameOf(local.base(), ownDay) : remoteName, e);
            return null;
        }
    }

    private PeerConnection openNext(final LocalDate ownDay, final String remoteName) {
        if (ownDay == null) {
            return fresh(root, remoteName);
        }
        final StoreRoot opened = days.open(ownDay);
        try {
            final PeerConnection next = fresh(opened, remoteName);
            root = opened;
            purge = null;
            return next;
        } catch (final RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Ends the connection whose place another has taken, and lets go of its store if that is over too. */
    void end(final PeerConnection old, final StoreRoot itsRoot, final PeerConnection next) {
        try {
            old.dayEnd().end(next.localName(), next.remoteName());
        } finally {
            if (itsRoot != root) {
                left.add(itsRoot, old.remoteName() == null ? Set.of() : Set.of(old.remoteName()));
            }
        }
    }

    StoreRoot root() {
        return root;
    }

    /** {@return how much was done} */
    int doWork(final PeerConnection current) {
        int workCount = left == null ? 0 : left.doWork(current.localName());
        if (leftHere != null) {
            workCount++;
            if (leftHere.doWork(current.localName(), current.remoteName())) {
                leftHere = null;
                findEnded();
            }
        } else if (purge != null && purge.isDue(context.clock().epochNs())) {
            purge.doWork(context.clock().epochNs());
            workCount++;
        }
        return workCount;
    }

    @Override
    public void close() {
        final FirstFault fault = new FirstFault();
        if (left != null) {
            fault.of(left::close);
        }
        fault.of(root::close);
        fault.rethrow();
    }
}
