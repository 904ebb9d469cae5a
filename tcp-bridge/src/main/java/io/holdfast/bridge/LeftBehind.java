package io.holdfast.bridge;

import io.holdfast.SessionRoll;
import io.holdfast.StoreException;
import io.holdfast.store.FirstFault;
import io.holdfast.store.LogReader;
import io.holdfast.store.SendQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a connection leaves behind when its session day is over. Polling thread. */
final class LeftBehind {
    private static final Logger LOG = LoggerFactory.getLogger(LeftBehind.class);

    private final PeerConnection connection;
    private final long unackedMessages;
    private final long fromIndex;
    private final long toIndex;

    private LeftBehind(final PeerConnection connection, final long unackedMessages, final long fromIndex,
                       final long toIndex) {
        this.connection = connection;
        this.unackedMessages = unackedMessages;
        this.fromIndex = fromIndex;
        this.toIndex = toIndex;
    }

    /** Ends a connection for good, lets go of its files, and tells what it leaves, if anything or if always. */
    static void end(final PeerConnection connection, final String newLocalName, final String newRemoteName,
                    final boolean isAlwaysTold) {
        final FirstFault fault = new FirstFault();
        fault.of(connection.slot()::endDay);
        final LeftBehind left = of(connection);
        fault.of(() -> left.release(newLocalName.equals(connection.localName())));
        if (isAlwaysTold || left.unackedMessages > 0) {
            fault.of(() -> left.report(newLocalName, newRemoteName));
        }
        fault.rethrow();
    }

    /** Makes the connection accept no more, and counts what is not acked. */
    private static LeftBehind of(final PeerConnection connection) {
        if (connection.store() == null) {
            return new LeftBehind(connection, 0, 0, 0);
        }
        final SendQueue queue = connection.store().sendQueue();
        queue.log().endAppends();
        final long unacked = queue.unackedMessages();
        return unacked == 0 ? new LeftBehind(connection, 0, 0, 0)
            : new LeftBehind(connection, unacked, firstUnacked(queue), queue.lastIndex());
    }

    private static long firstUnacked(final SendQueue queue) {
        try (LogReader reader = queue.log().reader()) { // the peer's own ends at what is synced
            reader.moveAfter(queue.ackedIndex());
            return reader.next() ? reader.index() : queue.lastIndex();
        } catch (final StoreException e) {
            LOG.error("the first message left behind cannot be read, the range told begins with the last ack: {}",
                e.getMessage());
            return queue.ackedIndex();
        }
    }

    /**
     * Lets go of the connection's files.
     *
     * @param isOneOfMany whether others of the same store go on, so that this one bears a note of its own
     */
    private void release(final boolean isOneOfMany) {
        try {
            if (isOneOfMany && connection.store() != null) {
                connection.store().session().ended(connection.context().clock().epochNs());
            }
        } catch (final StoreException e) {
            LOG.warn("what was left behind may be told once more after a restart: connection={}: {}", connection,
                e.getMessage());
        }
        try {
            connection.release();
        } catch (final StoreException e) {
            LOG.error("the files of a session day that is over could not be closed cleanly: connection={}: {}",
                connection, e.getMessage());
            connection.context().listener().onStoreFault(connection, e);
        }
    }

    /** Tells the listener and the log. */
    private void report(final String newLocalName, final String newRemoteName) {
        final SessionRoll roll = new SessionRoll(newLocalName, newRemoteName, unackedMessages, fromIndex, toIndex);
        if (unackedMessages > 0) {
            LOG.warn("session rolled, unacked messages are left behind: connection={} messages={} from={} to={}",
                connection, unackedMessages, Long.toHexString(fromIndex), Long.toHexString(toIndex));
        } else {
            LOG.info("session rolled: connection={} newLocalName={} newRemoteName={}", connection, newLocalName,
                newRemoteName);
        }
        connection.context().listener().onSessionRolled(connection, roll);
    }
}
