package io.holdfast.bridge;

import io.holdfast.Connection;
import io.holdfast.IdleStrategy;
import io.holdfast.PeerName;
import io.holdfast.StoreException;
import io.holdfast.bridge.channel.Listener;
import io.holdfast.store.FirstFault;
import io.holdfast.store.StoreRoot;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The side that listens: accepts logins, and has one connection per peer name, divided into groups.
 * <p>
 * One thread runs {@link #doWork()}; each {@link ConnectionGroup} is polled by one thread, which may be the same.
 * {@link #connection(String)} is for any thread. {@link #close()} comes after all of them have stopped.
 */
public final class Server implements AutoCloseable {
    private final ServerContext context;
    private final LoginDesk desk;
    private final InetSocketAddress localAddress;
    private final ConnectionGroup[] groups;
    private final Object lock = new Object();
    private final List<Parking> parkings = new ArrayList<>();
    private final Queue<PeerConnection> released = new ConcurrentLinkedQueue<>();
    private final HouseRounds houseRounds = new HouseRounds();
    private final ServerRolls rolls;
    private volatile ServerDay today;
    private volatile Parking keeper;
    private volatile PeerConnection[] all = {};
    private boolean isClosed;

    private Server(final ServerContext context, final StoreRoot root, final ServerRolls.Start start,
                   final Listener listener) {
        this.context = context;
        today = new ServerDay(context, root);
        localAddress = listener.localAddress();
        groups = new ConnectionGroup[context.groups()];
        Arrays.setAll(groups, i -> new ConnectionGroup(this));
        desk = new LoginDesk(this, listener);
        rolls = start == null ? null : start.rolls(this);
    }

    /**
     * Opens the store, takes ownership of this side's part of it, and listens.
     *
     * @param context the options
     * @return a server
     * @throws IllegalArgumentException          if options are wrong, naming all that are
     * @throws io.holdfast.StoreLockedException  if another process has the store open
     * @throws io.holdfast.CorruptStoreException if a file of the store is damaged
     * @throws StoreException                    if the store cannot be used otherwise
     * @throws IOException                       if the address cannot be listened on
     */
    public static Server open(final ServerContext context) throws IOException {
        context.conclude();
        final ServerRolls.Start start = context.daily() == null ? null : ServerRolls.Start.open(context);
        final StoreRoot root = start != null ? start.root()
            : StoreRoot.open(context.store(), context.name(), context.storeContext());
        Listener listener = null;
        try {
            listener = context.network().listen(context.listen());
            return new Server(context, root, start, listener);
        } catch (final IOException | RuntimeException e) {
            if (listener != null) {
                listener.close();
            }
            root.close();
            throw e;
        }
    }

    ServerContext context() {
        return context;
    }

    /** {@return this server's name, with the date of the session day if it has daily names; any thread} */
    public String localName() {
        return today.localName();
    }

    /** {@return where it listens} */
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    /** {@return how many groups there are} */
    public int groupCount() {
        return groups.length;
    }

    /**
     * Finds a group.
     *
     * @param number from 0 to {@code groupCount()} - 1
     * @return the group
     */
    public ConnectionGroup group(final int number) {
        return groups[number];
    }

    /**
     * The connection with a peer, which may be away and may never have been here: messages sent now wait for it. Any
     * thread may call this.
     *
     * @param remoteName the peer
     * @return its connection, the same one until it is closed or, with daily names, until the session day is over
     * @throws IllegalArgumentException if it is no peer name, is this server's own, or differs from another peer's
     *                                  only in case
     * @throws IllegalStateException    if this server is closed, or the group selector names no group
     * @throws StoreException           if its files cannot be used
     */
    public Connection connection(final String remoteName) {
        PeerName.require("remoteName", remoteName);
        return open(remoteName, 0);
    }

    /**
     * {@return the connection with a peer, null if there never was one}
     *
     * @throws IllegalArgumentException if there never was one and never can be
     */
    PeerConnection connectionForLogin(final String remoteName) {
        synchronized (lock) {
            if (today.knows(remoteName)) {
                return open(remoteName, 0);
            }
        }
        today.root().requireCreatable(remoteName);
        return null;
    }

    /** {@return the connection with a new peer, null if there are too many already} */
    PeerConnection createForLogin(final String remoteName, final long incarnation) {
        synchronized (lock) {
            return !today.knows(remoteName) && today.isFull() ? null : open(remoteName, incarnation);
        }
    }

    /** {@return whether there are so many peers that no new one can log in} */
    boolean isFull() {
        synchronized (lock) {
            return today.isFull();
        }
    }

    private PeerConnection open(final String remoteName, final long newIncarnation) {
        synchronized (lock) {
            requireOpen();
            final PeerConnection known = today.find(remoteName);
            if (known != null && !known.isReleased()) {
                return known;
            }
            final ConnectionGroup group = selectGroup(remoteName);
            final PeerConnection opened = today.open(remoteName, newIncarnation);
            if (known != null) {
                group.remove(known);
            }
            opened.releaseListener(this::onReleased);
            opened.doorbell().keeper(keeper);
            group.add(opened);
            all = today.connections().toArray(PeerConnection[]::new);
            return opened;
        }
    }

    ServerDay today() {
        return today;
    }

    /** {@return how long a thread may wait before the next roll, in nanoseconds} */
    long untilRollNs() {
        return rolls == null ? Long.MAX_VALUE : rolls.untilRollNs();
    }

    /** {@return the day before, now that another begins} */
    ServerDay begin(final ServerDay next) {
        synchronized (lock) {
            final ServerDay last = today;
            today = next;
            all = new PeerConnection[0];
            return last;
        }
    }

    private void onReleased(final PeerConnection connection) {
        released.add(connection);
        connection.doorbell().ringKeeper();
    }

    /** Forgets connections that are over. */
    private int forgetReleased() {
        int workCount = 0;
        synchronized (lock) {
            for (PeerConnection gone = released.poll(); gone != null; gone = released.poll()) {
                final ServerDay ending = rolls == null ? null : rolls.endingDayOf(gone);
                (ending == null ? today : ending).forget(gone);
                selectGroup(gone.remoteName()).remove(gone);
                if (ending != null) {
                    rolls.closeIfAllEnded(ending);
                }
                workCount++;
            }
            all = today.connections().toArray(PeerConnection[]::new);
        }
        return workCount;
    }

    /** Nobody opens a connection while it is purged. */
    private void purge() {
        synchronized (lock) {
            today.purge();
        }
    }

    private ConnectionGroup selectGroup(final String remoteName) {
        final int number = context.groupSelector().select(remoteName, groups.length);
        if (number < 0 || number >= groups.length) {
            throw new IllegalStateException("the group selector answered " + number + " for remoteName=" + remoteName
                + ", which is not within 0.." + (groups.length - 1));
        }
        return groups[number];
    }

    /** {@return how many connections are open; any thread} */
    int connectionCount() {
        return all.length;
    }

    /**
     * {@return how many sockets were closed because there were too many in login at a time, or too many of one address
     * within a second; any thread}
     */
    public long shedSockets() {
        return desk.shedCount();
    }

    LoginLog loginLog() {
        return desk.log();
    }

    /** {@return how many sockets are in login} */
    int pendingLogins() {
        return desk.size();
    }

    ServerLogin otherLoginFor(final ServerLogin login) {
        return desk.otherLoginFor(login);
    }

    /**
     * Accepts sockets, goes on with logins, and keeps house for the connections in turn, busy ones more
     * often; never blocks.
     *
     * @return how much was done
     */
    public int doWork() {
        if (isClosed) {
            return 0;
        }
        int workCount = desk.doWork() + (rolls == null ? 0 : rolls.doWork());
        if (!released.isEmpty()) {
            workCount += forgetReleased();
        }
        if (today.isPurgeDue()) {
            purge();
            workCount++;
        }
        return workCount + houseRounds.doWork(all);
    }

    /**
     * Makes an idle strategy for the one thread that runs {@link #doWork()} and polls every group; see
     * {@link #parking(long, List)}.
     *
     * @param maxParkNs longest wait, in nanoseconds
     * @return the strategy
     * @throws IllegalArgumentException     if {@code maxParkNs} is not positive
     * @throws IllegalStateException        if this server is closed
     * @throws java.io.UncheckedIOException if the machine has no selector left
     */
    public IdleStrategy parking(final long maxParkNs) {
        return parking(maxParkNs, List.of(groups));
    }

    /**
     * Makes an idle strategy for the thread that runs {@link #doWork()} and polls some of the groups, or none. After
     * some idle duty cycles it waits until a socket is ready, a message is sent by another thread of this process, a
     * login or session is handed over, {@link IdleStrategy#wake()} is called, or the bound is reached. The bound is
     * {@code maxParkNs}, made shorter to half the heartbeat interval and rounded up to whole milliseconds; timers and
     * housekeeping may be late by as much. A message that the handler would not take is offered again after a
     * millisecond.
     * <p>
     * Once there is such a strategy, sending costs a memory fence more, and waking costs the sender a system call. To
     * be made before its thread runs and before others send; freed by {@link #close()}. Another one for the same
     * groups takes the place of this one, whose thread must have stopped.
     *
     * @param maxParkNs longest wait, in nanoseconds
     * @param polled    the groups that this thread polls, and no other thread does
     * @return the strategy
     * @throws IllegalArgumentException     if {@code maxParkNs} is not positive
     * @throws IllegalStateException        if this server is closed
     * @throws java.io.UncheckedIOException if the machine has no selector left
     */
    public IdleStrategy parking(final long maxParkNs, final List<ConnectionGroup> polled) {
        synchronized (lock) {
            final Parking parking = newParking(maxParkNs, desk, polled);
            keeper = parking;
            today.connections().forEach(connection -> connection.doorbell().keeper(parking));
            return parking;
        }
    }

    /**
     * Makes an idle strategy for a thread that polls some of the groups and does not run {@link #doWork()}; as
     * {@link #parking(long, List)} otherwise.
     *
     * @param maxParkNs longest wait, in nanoseconds
     * @param polled    the groups that this thread polls, and no other thread does
     * @return the strategy
     * @throws IllegalArgumentException     if {@code maxParkNs} is not positive
     * @throws IllegalStateException        if this server is closed
     * @throws java.io.UncheckedIOException if the machine has no selector left
     */
    public IdleStrategy groupParking(final long maxParkNs, final List<ConnectionGroup> polled) {
        synchronized (lock) {
            return newParking(maxParkNs, null, polled);
        }
    }

    private Parking newParking(final long maxParkNs, final LoginDesk served, final List<ConnectionGroup> polled) {
        requireOpen();
        final List<Parkable> parts = new ArrayList<>();
        if (served != null) {
            parts.add(served);
        }
        polled.forEach(group -> parts.add(group.parkable()));
        final Parking parking = Parking.open(context, maxParkNs, parts);
        parkings.add(parking);
        polled.forEach(group -> group.poller(parking));
        return parking;
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("this server is closed: name=" + context.name());
        }
    }

    /**
     * Ends all sessions, stops listening and lets go of the store. Never discards; a second call does nothing.
     *
     * @throws IllegalStateException inside the message handler
     */
    @Override
    public void close() {
        synchronized (lock) {
            if (isClosed) {
                return;
            }
            today.connections().forEach(connection -> connection.requireOutsideHandler("close"));
            if (rolls != null) {
                rolls.requireOutsideHandler("close");
            }
            isClosed = true;
            final FirstFault fault = new FirstFault();
            fault.of(desk::close);
            today.connections().forEach(connection -> fault.of(connection::close));
            parkings.forEach(parking -> fault.of(parking::close));
            Arrays.stream(groups).forEach(group -> fault.of(group::close));
            fault.of(today.root()::close);
            if (rolls != null) {
                fault.of(rolls::close);
            }
            fault.rethrow();
        }
    }
}
