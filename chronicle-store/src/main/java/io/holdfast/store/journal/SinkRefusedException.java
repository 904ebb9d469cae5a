package io.holdfast.store.journal;

import io.holdfast.Connection;

/**
 * The sink of a replay will never take a message, as trying again would not help: the message is too long for it, or it
 * is closed or broken. The replay stands before that message.
 */
public final class SinkRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long result;
    private final long index;

    /**
     * Tells what was refused.
     *
     * @param result  what the sink answered
     * @param message that was refused
     */
    SinkRefusedException(final long result, final JournalMessage message) {
        super("the sink does not take the message, and would not later: result=" + Connection.resultName(result)
            + " index=" + Long.toHexString(message.index()) + " length=" + message.length() + "; "
            + (result == Connection.TOO_LONG ? "give the connection a larger maxMessageLength, or leave the message out"
            + " by a filter" : "open the connection anew, and go on from that index"));
        this.result = result;
        index = message.index();
    }

    /** {@return what the sink answered, a negative result of a connection's {@code offer}} */
    public long result() {
        return result;
    }

    /** {@return the journal's index of the message} */
    public long index() {
        return index;
    }
}
