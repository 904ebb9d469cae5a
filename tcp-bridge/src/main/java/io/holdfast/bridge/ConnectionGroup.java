package io.holdfast.bridge;

import io.holdfast.IdleStrategy;
import io.holdfast.MessageHandler;
import io.holdfast.bridge.channel.Waiter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Some of a server's connections, polled together by one thread. Each poll gives every connection its bounded turn and
 * begins with the one after that with which the last poll began or, if that ended with an exception, after the one
 * that threw; so neither a busy peer nor a throwing handler keeps the others waiting.
 * <p>
 * A group of more than 16 connections polls only those that may have work, so that thousands of idle ones cost next to
 * nothing: see {@link AwakeMembers}. Sending then costs a memory fence more. It stays so when connections go.
 */
public final class ConnectionGroup {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionGroup.class);

    private final Server server;
    private final Parkable parkable = new Connections();
    private volatile PeerConnection[] connections = {};
    private volatile Parking parking;
    private volatile AwakeMembers awake;
    private Waiter waiter;
    private boolean isWithoutWaiter;
    private int first;

    ConnectionGroup(final Server server) {
        this.server = server;
    }

    /**
     * Makes an idle strategy for the thread that polls this group and nothing else; see
     * {@link Server#parking(long, List)}.
     *
     * @param maxParkNs longest wait, in nanoseconds
     * @return the strategy
     * @throws IllegalArgumentException     if {@code maxParkNs} is not positive
     * @throws IllegalStateException        if the server is closed
     * @throws java.io.UncheckedIOException if the machine has no selector left
     */
    public IdleStrategy parking(final long maxParkNs) {
        return server.groupParking(maxParkNs, List.of(this));
    }

    Parkable parkable() {
        return parkable;
    }

    /** Names what wakes the thread that polls; called by one thread at a time. */
    void poller(final Parking newParking) {
        parking = newParking;
        for (final PeerConnection connection : connections) {
            connection.doorbell().poller(newParking);
        }
    }

    /** Adds a connection; called by one thread at a time. */
    void add(final PeerConnection connection) {
        final PeerConnection[] longer = Arrays.copyOf(connections, connections.length + 1);
        longer[longer.length - 1] = connection;
        connection.doorbell().poller(parking);
        if (awake == null && longer.length > server.context().mostPolledEachTime()) {
            final AwakeMembers newAwake = new AwakeMembers(server.context());
            for (final PeerConnection member : longer) {
                member.doorbell().membership(new Membership(member, newAwake.members()));
            }
            connections = longer;
            awake = newAwake;
            for (final PeerConnection member : longer) {
                member.doorbell().ringPoller();
            }
        } else {
            if (awake != null) {
                connection.doorbell().membership(new Membership(connection, awake.members()));
            }
            connections = longer;
            connection.doorbell().ringPoller();
        }
    }

    /** Takes a connection out; called by one thread at a time. */
    void remove(final PeerConnection connection) {
        connections = Arrays.stream(connections).filter(c -> c != connection).toArray(PeerConnection[]::new);
    }

    /**
     * Does the group's input and output once, without blocking, and delivers what has arrived.
     *
     * @param handler receives the messages of all connections of the group; what it throws reaches the caller, and
     *                the next poll goes on with the next connection
     * @param limit   most messages to deliver from each connection
     * @return how many messages were delivered
     */
    public int poll(final MessageHandler handler, final int limit) {
        final AwakeMembers polledByNeed = awake;
        final PeerConnection[] polled = connections;
        if (polledByNeed != null) {
            final Waiter watching = waiter();
            if (watching != null) {
                return polledByNeed.poll(polled, watching, handler, limit);
            }
        }
        return pollAll(polled, handler, limit);
    }

    private int pollAll(final PeerConnection[] polled, final MessageHandler handler, final int limit) {
        final int count = polled.length;
        if (count == 0) {
            return 0;
        }
        if (++first >= count) {
            first = 0;
        }
        final int begin = first;
        int delivered = 0;
        for (int i = begin; i < count; i++) {
            first = i; // if it throws, the next poll begins behind it
            delivered += polled[i].slot().poll(handler, limit);
        }
        for (int i = 0; i < begin; i++) {
            first = i;
            delivered += polled[i].slot().poll(handler, limit);
        }
        first = begin;
        return delivered;
    }

    /** {@return what watches the sockets of those that sleep; null if the machine has none left} */
    private Waiter waiter() {
        final Parking parked = parking;
        if (parked != null) {
            return parked.waiter();
        }
        if (waiter == null && !isWithoutWaiter) {
            try {
                waiter = server.context().network().waiter();
            } catch (final IOException e) {
                isWithoutWaiter = true;
                LOG.warn("every connection is polled each time, idle or not, as there is no selector left: name={}: {}",
                    server.localName(), e.getMessage());
            }
        }
        return waiter;
    }

    /** Lets go of what watched sockets, when nobody polls any more. */
    void close() {
        if (waiter != null) {
            waiter.close();
        }
    }

    /** {@return how many connections are polled each time; for tests} */
    int awakeCount() {
        return awake == null ? connections.length : awake.count();
    }

    /** Seen by the thread that polls, when it parks. */
    private final class Connections implements Parkable {
        @Override
        public long beginParking(final Waiter waiter) {
            final AwakeMembers polledByNeed = awake;
            if (polledByNeed != null) {
                return polledByNeed.beginParking(waiter);
            }
            long waitNs = Long.MAX_VALUE;
            for (final PeerConnection connection : connections) {
                waitNs = Math.min(waitNs, connection.slot().beginParking(waiter));
                if (waitNs == 0) {
                    return 0;
                }
            }
            return waitNs;
        }

        @Override
        public void endParking() {
            final AwakeMembers polledByNeed = awake;
            if (polledByNeed != null) {
                polledByNeed.endParking();
                return;
            }
            for (final PeerConnection connection : connections) {
                connection.slot().endParking();
            }
        }
    }
}
