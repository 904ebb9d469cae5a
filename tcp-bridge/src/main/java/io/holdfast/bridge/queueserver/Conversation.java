package io.holdfast.bridge.queueserver;

import java.io.IOException;

/**
 * What a client's role makes of its connection, behind the role's seven bytes. All calls come from the thread of
 * its shard. To end, a conversation closes its {@link ClientSocket} with a reason; it is not called again then, but for
 * {@link #close()}.
 */
interface Conversation extends AutoCloseable {
    /** Nothing is needed: as {@link #neededAfter()}. */
    long NOTHING = Long.MAX_VALUE;

    /**
     * The socket has something to read, an end perhaps, or takes more; or bytes that came with the role wait in the
     * buffer.
     *
     * @return how much was done
     * @throws IOException if the socket is broken
     */
    int onReady() throws IOException;

    /**
     * Once in each duty cycle, when what is new is in the ring.
     *
     * @return how much was done
     * @throws IOException if the socket is broken
     */
    int onCycle() throws IOException;

    /** The rules are others now: if the client has lost a right that it uses, it is ended. */
    void onRules();

    /** {@return whether it waits for something of which no socket tells, so that the thread must not wait for long} */
    boolean isWaiting();

    /** {@return the index after which this client still needs messages, {@link #NOTHING} if none} */
    long neededAfter();

    /** {@return bytes of the log that it is behind, as far as that is to be known: it may read files} */
    long lagBytes();

    /** {@return when the message was appended that its socket would not take, 0 if it takes all} */
    long waitingEpochNs();

    /**
     * {@return whether the client has not said yet who it is} As long as that is so, it is called only when the socket
     * is ready, and once for the cycle then.
     */
    default boolean isStranger() {
        return false;
    }

    /** {@return whether it ends silent clients by itself} */
    default boolean hasHeartbeats() {
        return false;
    }

    /** Lets go of what it has. The socket is closed already. */
    @Override
    void close();
}
