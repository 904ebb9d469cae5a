package io.holdfast.bridge;

import io.holdfast.IdleStrategy;
import io.holdfast.MessageHandler;
import io.holdfast.bridge.channel.Waiter;

import java.util.Arrays;
import java.util.List;

/**
 * Some of a server's connections, polled together by one thread. Each poll gives every connection its bounded turn and
 * begins with the one after that with which the last poll began or, if that ended with an exception, after the one
 * that threw; so neither a busy peer nor a throwing handler keeps the others waiting.
 */
public final class ConnectionGroup {
    private final Server server;
    private final Parkable parkable = new Connections();
    private volatile PeerConnection[] connections = {};
    private volatile Parking parking;
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
            connection.poller(newParking);
        }
    }

    /** Adds a connection; called by one thread at a time. */
    void add(final PeerConnection connection) {
        final PeerConnection[] longer = Arrays.copyOf(connections, connections.length + 1);
        longer[longer.length - 1] = connection;
        connection.poller(parking);
        connections = longer;
        connection.ringPoller();
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
        final PeerConnection[] polled = connections;
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
            delivered += polled[i].poll(handler, limit);
        }
        for (int i = 0; i < begin; i++) {
            first = i;
            delivered += polled[i].poll(handler, limit);
        }
        first = begin;
        return delivered;
    }

    /** Seen by the thread that polls, when it parks. */
    private final class Connections implements Parkable {
        @Override
        public long beginParking(final Waiter waiter) {
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
            for (final PeerConnection connection : connections) {
                connection.slot().endParking();
            }
        }
    }
}
