package io.holdfast.store.journal;

import io.holdfast.Connection;

/**
 * Takes the messages of a {@link Replayer}, on the thread that drives it. What it throws reaches that thread; the
 * message is given to it again.
 */
@FunctionalInterface
public interface ReplaySink {
    /**
     * Sends a message.
     *
     * @param message a view valid until this returns; intact and not a tombstone
     * @return greater than 0 if it was taken. 0, {@link Connection#BACK_PRESSURED}, {@link Connection#STORE_FULL} or
     *     {@link Connection#NO_SESSION} if not yet: it is given to it again later. Any other negative result of a
     *     connection's {@code offer} if never: the replay ends with a {@link SinkRefusedException}
     */
    long send(JournalMessage message);

    /**
     * A sink that sends into a connection. Type and payload are those of the message; index, time and ack are new, a
     * batch becomes single messages, and the receiver is told that it is a replay.
     *
     * @param connection takes the messages
     * @return the sink
     */
    static ReplaySink into(final Connection connection) {
        return message -> connection.offerReplay(message.type(), message.payload(), message.payload().readPosition(),
            message.length());
    }
}
