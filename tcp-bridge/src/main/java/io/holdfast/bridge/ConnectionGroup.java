package io.holdfast.bridge;

import io.holdfast.MessageHandler;

import java.util.Arrays;

/**
 * Some of a server's connections, polled together by one thread. Each poll gives every connection its bounded turn and
 * begins with the one after that with which the last poll began or, if that ended with an exception, after the one
 * that threw; so neither a busy peer nor a throwing handler keeps the others waiting.
 */
public final class ConnectionGroup {
    private volatile PeerConnection[] connections = {};
    private int first;

    ConnectionGroup() {
    }

    /** Adds a connection; called by one thread at a time. */
    void add(final PeerConnection connection) {
        final PeerConnection[] longer = Arrays.copyOf(connections, connections.length + 1);
        longer[longer.length - 1] = connection;
        connections = longer;
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
}
