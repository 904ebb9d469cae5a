package io.holdfast.bridge;

import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.IdleStrategy;
import io.holdfast.Refusal;
import io.holdfast.StoreException;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.store.StoreRoot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The side that opens sockets: keeps one connection logged in, for as long as {@link #doWork()} is called. An absent
 * server is a state of the connection, not an error.
 * <p>
 * {@link #doWork()}, {@link #close()} and the polling methods of the connection belong to one thread; messages may be
 * sent by any.
 */
public final class Client implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Client.class);

    private final ClientContext context;
    private final ClientRolls rolls;
    private final LoginChannel link = new LoginChannel();
    private final SplittableRandom jitter;
    private final List<Parking> parkings = new ArrayList<>();
    private volatile PeerConnection connection;
    private Parking poller;
    private ClientLogin login;
    private int nextEndpoint;
    private int failures;
    private long nextTryNs;
    private long connectedNs;
    private boolean wasConnected;
    private boolean isClosed;

    private Client(final ClientContext context, final ClientRolls rolls) {
        this.context = context;
        this.rolls = rolls;
        jitter = new SplittableRandom(context.jitterSeed());
        connection = rolls.first();
        nextTryNs = context.clock().monotonicNs();
    }

    /**
     * Opens the store and takes ownership of this side's part of it. No socket is opened yet.
     *
     * @param context the options
     * @return a client
     * @throws IllegalArgumentException           if options are wrong, naming all that are
     * @throws io.holdfast.StoreLockedException   if another process has the store open
     * @throws io.holdfast.CorruptStoreException  if a file of the store is damaged
     * @throws io.holdfast.StoreException         if the store cannot be used otherwise
     */
    public static Client open(final ClientContext context) {
        context.conclude();
        final ClientRolls rolls = ClientRolls.open(context);
        try {
            return new Client(context, rolls);
        } catch (final RuntimeException e) {
            rolls.close();
            throw e;
        }
    }

    /**
     * {@return the connection to the server: the same one for the life of this client or, where a name changes from day
     * to day, until a session day is over; any thread}
     */
    public Connection connection() {
        return connection;
    }

    /**
     * Goes on with connecting and keeps house; never blocks.
     *
     * @return how much was done
     */
    public int doWork() {
        if (isClosed) {
            return 0;
        }
        if (connection.state() == ConnectionState.CLOSED) {
            dropLogin();
            return 0;
        }
        final int workCount = roll() + rolls.doWork(connection);
        return workCount + keepConnected() + connection.keepHouse();
    }

    private int roll() {
        final PeerConnection old = connection;
        final StoreRoot itsRoot = rolls.root();
        final PeerConnection next = rolls.next(old);
        if (next == null) {
            return 0;
        }
        dropLogin();
        next.doorbell().poller(poller);
        connection = next;
        wasConnected = false;
        failures = 0;
        nextTryNs = context.clock().monotonicNs();
        rolls.end(old, itsRoot, next);
        return 1;
    }

    private int keepConnected() {
        if (login != null) {
            return pollLogin();
        }
        if (connection.state() == ConnectionState.CONNECTED) {
            return 0;
        }
        final long nowNs = context.clock().monotonicNs();
        if (wasConnected) {
            wasConnected = false;
            nextTryNs = nowNs + waitAfterSessionNs(nowNs);
        }
        if (connection.slot().status().fault() != null || nowNs - nextTryNs < 0) {
            return 0;
        }
        beginLogin();
        return 1;
    }

    /** {@return how long to wait: nothing if a session of some length was cut, more each time if all end at once} */
    private long waitAfterSessionNs(final long nowNs) {
        if (nowNs - connectedNs < context.minBackoffNs()) {
            nextEndpoint = (nextEndpoint + 1) % context.endpoints().size();
            failures++;
            return waitNs();
        }
        failures = 0;
        return connection.lastDisconnect() == DisconnectReason.LOCAL_DISCONNECT
            || connection.lastDisconnect() == DisconnectReason.CONNECTION_LOST ? 0 : waitNs();
    }

    private void beginLogin() {
        final InetSocketAddress endpoint = context.endpoints().get(nextEndpoint);
        try {
            login = new ClientLogin(this, connection, link,
                context.network().connect(endpoint, context.socketBufferLength()));
        } catch (final IOException e) {
            failed(DisconnectReason.CONNECT_FAILED, "cannot connect to " + endpoint + ": " + e.getMessage());
        }
    }

    private int pollLogin() {
        try {
            final SessionStart start = login.poll();
            if (start == null) {
                return 0;
            }
            login = null;
            wasConnected = true;
            connectedNs = context.clock().monotonicNs();
            connection.slot().begin(start);
        } catch (final LoginFailedException e) {
            login.close();
            login = null;
            final InetSocketAddress endpoint = context.endpoints().get(nextEndpoint);
            try {
                if (e.refusal() != null) {
                    if (e.refusal().code() == Refusal.Code.SESSION_ROLLED) {
                        rolls.refusedAsRolled();
                    }
                    context.listener().onLoginRefused(connection.remoteName(), e.refusal());
                } else if (e.getCause() instanceof StoreException storeFault) {
                    context.listener().onStoreFault(connection, storeFault);
                }
            } finally {
                failed(e.reason(), e.getMessage() + " [endpoint=" + endpoint + "]");
            }
        }
        return 1;
    }

    private void failed(final DisconnectReason reason, final String detail) {
        LOG.debug("no session: connection={} reason={} detail={}", connection, reason, detail);
        nextEndpoint = (nextEndpoint + 1) % context.endpoints().size();
        failures++;
        nextTryNs = context.clock().monotonicNs() + waitNs();
        if (reason == DisconnectReason.LOGIN_REFUSED) {
            connection.counters().refusals.increment();
        }
        connection.slot().status().failed(reason);
        context.listener().onDisconnected(connection, reason, detail);
    }

    /** {@return how long to wait: nothing within a round over the endpoints, then ever longer, less a random part} */
    private long waitNs() {
        final int endpoints = context.endpoints().size();
        if (failures % endpoints != 0) {
            return 0;
        }
        final int rounds = Math.min(failures / endpoints, 40);
        final long doubled = context.minBackoffNs() << Math.min(rounds == 0 ? 0 : rounds - 1, 30);
        final long waitNs = doubled <= 0 ? context.maxBackoffNs() : Math.min(doubled, context.maxBackoffNs());
        return waitNs - jitter.nextLong(waitNs / 2 + 1);
    }

    /** Fixes the server's name. */
    void bind(final String remoteName) {
        rolls.bind(connection, remoteName);
    }

    /**
     * Makes an idle strategy for the thread that runs {@link #doWork()} and polls the connection. After some idle duty
     * cycles it waits until the socket is ready, a message is sent by another thread, {@link IdleStrategy#wake()} is
     * called, or the bound is reached. The bound is {@code maxParkNs}, made shorter to half the heartbeat interval or
     * to the next try to connect, and rounded up to whole milliseconds; timers and housekeeping may be late by as much.
     * A message that the handler would not take is offered again after a millisecond.
     * <p>
     * Once there is such a strategy, sending costs a memory fence more, and waking costs the sender a system call. To
     * be made before others send; freed by {@link #close()}. Another one takes the place of this one.
     *
     * @param maxParkNs longest wait, in nanoseconds
     * @return the strategy
     * @throws IllegalArgumentException     if {@code maxParkNs} is not positive
     * @throws IllegalStateException        if this client is closed
     * @throws java.io.UncheckedIOException if the machine has no selector left
     */
    public IdleStrategy parking(final long maxParkNs) {
        if (isClosed) {
            throw new IllegalStateException("this client is closed: name=" + context.name());
        }
        final Parking parking = Parking.open(context, maxParkNs, List.of(this::beginParking, new Current()));
        parkings.add(parking);
        poller = parking;
        connection.doorbell().poller(parking);
        return parking;
    }

    private long beginParking(final Waiter waiter) {
        return Math.min(untilWorkNs(waiter), rolls.untilRollNs(connection));
    }

    private long untilWorkNs(final Waiter waiter) {
        if (login != null) {
            return connection.state() == ConnectionState.CLOSED || login.hasWork(waiter) ? 0 : Long.MAX_VALUE;
        }
        if (connection.state() != ConnectionState.DISCONNECTED || connection.slot().status().fault() != null) {
            return Long.MAX_VALUE;
        }
        return wasConnected ? 0 : Math.max(0, nextTryNs - context.clock().monotonicNs());
    }

    /**
     * Ends the session and lets go of the store. Never blocks, never discards.
     *
     * @throws IllegalStateException inside the message handler
     */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        connection.requireOutsideHandler("close");
        isClosed = true;
        dropLogin();
        link.close();
        try {
            connection.close();
        } finally {
            parkings.forEach(Parking::close);
            rolls.close();
        }
    }

    private void dropLogin() {
        if (login != null) {
            login.close();
            login = null;
        }
    }

    /** The session of whichever connection is the current one. */
    private final class Current implements Parkable {
        private SessionSlot parked;

        @Override
        public long beginParking(final Waiter waiter) {
            parked = connection.slot();
            return parked.beginParking(waiter);
        }

        @Override
        public void endParking() {
            if (parked != null) {
                parked.endParking();
            }
        }
    }
}
