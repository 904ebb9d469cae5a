package io.holdfast.examples.replay;

import io.holdfast.Connection;
import io.holdfast.store.journal.JournalMessage;
import io.holdfast.store.journal.ReplaySink;

/**
 * Sends into a connection and remembers, of all that is unacked, which message of the log it was, so that one can tell
 * up to where the log is acked, and where to go on. Takes no more than {@link #MOST_UNACKED} messages ahead of the
 * acks. One thread.
 */
final class SentWindow implements ReplaySink {
    /** So many messages may be sent and unacked, so that the place of the last one that is acked is known too. */
    static final int MOST_UNACKED = SentPlaces.COUNT - 1;

    private final Connection connection;
    private final ReplaySink sink;
    private final SentPlaces places;
    private final long earlier;
    private long sent;
    private long firstIndex;
    private long refusedIndex;
    private int refusedLength;

    /**
     * A window.
     *
     * @param connection all of whose messages are a replay's; nobody else sends into it
     * @param places     of these messages
     */
    SentWindow(final Connection connection, final SentPlaces places) {
        this(connection, ReplaySink.into(connection), places);
    }

    /**
     * A window.
     *
     * @param connection all of whose messages are a replay's; nobody else sends into it
     * @param sink       into that connection
     * @param places     of these messages
     */
    SentWindow(final Connection connection, final ReplaySink sink, final SentPlaces places) {
        this.connection = connection;
        this.sink = sink;
        this.places = places;
        earlier = connection.lastOrdinal();
    }

    @Override
    public long send(final JournalMessage message) {
        final long index = message.index();
        refusedIndex = index;
        refusedLength = message.length();
        if (connection.unackedMessages() >= MOST_UNACKED) {
            return Connection.BACK_PRESSURED;
        }
        places.put(sent() + 1, index, message.ordinal());
        final long result = sink.send(message);
        if (result > 0) {
            sent++;
            firstIndex = firstIndex == 0 ? index : firstIndex;
        }
        return result;
    }

    /**
     * Takes note that the replay is done with the log up to a place.
     *
     * @param ordinal of a message in the log
     */
    void passed(final long ordinal) {
        places.passed(sent(), ordinal);
    }

    /** {@return how many messages earlier runs of this replay have sent} */
    long earlier() {
        return earlier;
    }

    /** {@return how many messages were sent, by earlier runs too} */
    long sent() {
        return earlier + sent;
    }

    /** {@return how many of them are acked} */
    long acked() {
        return sent() - connection.unackedMessages();
    }

    /** {@return the log's index of the last one that is acked, 0 if none is} */
    long ackedIndex() {
        return places.index(acked());
    }

    /** {@return the log's index of the first one that was sent by this run, 0 if none was} */
    long firstIndex() {
        return firstIndex;
    }

    /** {@return the message that was refused last, in words} */
    String refused() {
        return "the message with index " + Long.toHexString(refusedIndex) + ", length=" + refusedLength;
    }
}
