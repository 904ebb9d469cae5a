package io.holdfast;

/** What a {@link MessageHandler} wants done with the message it was given. */
public enum Action {
    /** The message is done with. It is acked, and in {@link AckMode#MANUAL} so is every earlier one. */
    CONSUMED,

    /**
     * The message cannot be taken now. It stays unacked, this poll stops, and the next poll delivers it again with a
     * higher {@link Message#attempt()}.
     */
    RETRY,

    /**
     * The message was taken but is not yet acked; {@link Connection#ack(long)}, {@link Connection#reply} or
     * {@link Batch#ackOnCommit(long)} does that later. Only in {@link AckMode#MANUAL}.
     */
    DEFER
}
