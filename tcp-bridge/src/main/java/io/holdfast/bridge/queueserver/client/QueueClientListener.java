package io.holdfast.bridge.queueserver.client;

import io.holdfast.DisconnectReason;

import java.net.InetSocketAddress;

/**
 * Told what happens to a producer or consumer, on the thread that runs its duty cycle. Every method does nothing by
 * default. An exception reaches the caller of the duty cycle.
 */
public interface QueueClientListener {
    /** Does nothing. */
    QueueClientListener NONE = new QueueClientListener() {
    };

    /**
     * A session began.
     *
     * @param server     where it is
     * @param serverName what it is called
     */
    default void onConnected(final InetSocketAddress server, final String serverName) {
    }

    /**
     * A session ended, or a try to begin one came to nothing. It will be tried again.
     *
     * @param reason why
     * @param detail for people
     */
    default void onDisconnected(final DisconnectReason reason, final String detail) {
    }

    /**
     * The server refused this client, or ended its session for a reason that it named. {@link #onDisconnected} follows.
     *
     * @param code   why
     * @param detail for people
     */
    default void onRefused(final QueueRefusal code, final String detail) {
    }

    /**
     * A durable consumer had held back more than the server keeps: these messages of all queues are lost to it.
     *
     * @param afterSequence of the last message before them
     * @param upToSequence  of the last of them
     * @param count         how many there are in all queues, subscribed or not
     */
    default void onExpired(final long afterSequence, final long upToSequence, final long count) {
    }

    /**
     * A subscription begins later than it was to, because what came before is not kept any more.
     *
     * @param queue         name, empty for all queues
     * @param afterSequence the sequence after which messages come
     */
    default void onPurged(final String queue, final long afterSequence) {
    }

    /**
     * The server has lost messages of this producer that it had confirmed: its machine lost power with a log that is
     * not synced, or its store was replaced. What is not confirmed is sent nonetheless.
     *
     * @param fromSequence the producer's sequence of the first
     * @param toSequence   that of the last
     */
    default void onConfirmedLost(final long fromSequence, final long toSequence) {
    }
}
