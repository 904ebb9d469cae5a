package io.holdfast.examples.replay;

import io.holdfast.Connection;
import io.holdfast.store.journal.JournalMessage;
import io.holdfast.store.journal.ReplaySink;

/**
 * Sends into a connection and remembers, of all that is unacked, which message of the log it was, so that one can tell
 * up to where the log is acked. Takes no more than {@link #MOST_UNACKED} messages ahead of the acks. One thread.
 */
final class SentWindow implements ReplaySink {
    /** So many messages may be sent and unacked; a power of two. */
    static final int MOST_UNACKED = 1 << 17;

    private final Connection connection;
    private final ReplaySink sink;
    private final long[] indices = new long[MOST_UNACKED];
    private long sent;
    private long firstIndex;
    private long refusedIndex;
    private int refusedLength;

    /**
     * A window.
     *
     * @param connection in which nothing is unacked; nobody else sends into it
     */
    SentWindow(final Connection connection) {
        this.connection = connection;
        sink = ReplaySink.into(connection);
    }

    @Override
    public long send(final JournalMessage message) {
        final long index = message.index();
        final long result = connection.unackedMessages() >= MOST_UNACKED - 1 ? Connection.BACK_PRESSURED
            : sink.send(message);
        if (result > 0) {
            indices[(int) sent++ & MOST_UNACKED - 1] = index;
            firstIndex = firstIndex == 0 ? index : firstIndex;
        } else {
            refusedIndex = index;
            refusedLength = message.length();
        }
        return result;
    }

    /** {@return how many messages are acked} */
    long acked() {
        return sent - connection.unackedMessages();
    }

    /** {@return the log's index of the last one that is acked, 0 if none is} */
    long ackedIndex() {
        final long acked = acked();
        return acked == 0 ? 0 : indices[(int) (acked - 1) & MOST_UNACKED - 1];
    }

    /** {@return the log's index of the first one that was sent, 0 if none was} */
    long firstIndex() {
        return firstIndex;
    }

    /** {@return the message that was refused last, in words} */
    String refused() {
        return "the message with index " + Long.toHexString(refusedIndex) + ", length=" + refusedLength;
    }
}
