package io.holdfast.bridge.queueserver.client;

import io.holdfast.bridge.queueserver.protocol.Welcome;

/**
 * How far a consumer has come, over all sessions of one process, and what of that the server may be told. One thread.
 * <p>
 * Invariant: {@code consumed <= done}. All messages up to {@code done} need no further delivery by this process, all up
 * to {@code consumed} by none. {@code seen} is the last message that came since the session or its round began; nothing
 * behind it may be acked.
 */
final class Progress {
    private long done;
    private long consumed;
    private long seen;
    private long acked;
    private int round;
    private int countSinceAck;

    /**
     * A session began.
     *
     * @param welcome   of the server
     * @param isFirst   whether it is the first one of this process with that log
     * @param isDurable whether the server keeps the ack from session to session
     */
    void begin(final Welcome welcome, final boolean isFirst, final boolean isDurable) {
        if (isFirst) {
            done = welcome.mark();
            consumed = done;
        } else {
            if (isDurable) {
                consume(welcome.mark());
            }
            backTo(welcome.log().lastIndex());
        }
        round = 0;
        beginRound();
    }

    private void beginRound() {
        seen = 0;
        acked = 0;
        countSinceAck = 0;
    }

    /** What comes behind an index is to be delivered, again perhaps. */
    void backTo(final long index) {
        done = Math.min(done, index);
        consumed = Math.min(consumed, index);
    }

    /** Takes the round that acks belong to from now on. */
    void round(final int newRound) {
        if (newRound != round) {
            round = newRound;
            beginRound();
        }
    }

    int round() {
        return round;
    }

    long done() {
        return done;
    }

    long consumed() {
        return consumed;
    }

    long seen() {
        return seen;
    }

    /** A message has come and needs no more to be given to the handler. */
    void passed(final long index) {
        seen = index;
        countSinceAck++;
        done = Math.max(done, index);
    }

    /** All messages up to an index are done with. */
    void consume(final long index) {
        consumed = Math.max(consumed, index);
        done = Math.max(done, consumed);
    }

    /** {@return how many messages came since the last ack} */
    int countSinceAck() {
        return countSinceAck;
    }

    /** {@return the index to ack, 0 if there is nothing new to tell} */
    long toAck() {
        final long ackable = Math.min(consumed, seen);
        return ackable > acked ? ackable : 0;
    }

    void acked(final long index) {
        acked = index;
        countSinceAck = 0;
    }
}
