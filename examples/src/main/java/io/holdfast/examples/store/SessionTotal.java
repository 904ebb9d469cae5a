package io.holdfast.examples.store;

import io.holdfast.examples.command.Text;
import io.holdfast.store.EndedSession;
import io.holdfast.store.journal.ConnectionRef;
import io.holdfast.store.journal.ConnectionSummary;
import io.holdfast.store.journal.StoreView;

import java.nio.file.Path;
import java.util.List;

/**
 * What goes if a session does.
 *
 * @param session     that is over
 * @param connections how many it has
 * @param unacked     how many of its messages are not acked, as far as that is known
 * @param isKnown     whether it is known of each connection
 * @param bytes       what it takes on disk
 */
record SessionTotal(EndedSession session, int connections, long unacked, boolean isKnown, long bytes) {
    /** {@return what there is now; read only} */
    static SessionTotal of(final EndedSession session) {
        final Path peer = session.isDay() ? session.folder() : session.folder().getParent();
        final StoreView view = StoreView.of(peer.getParent());
        final List<ConnectionRef> connections = session.isDay() ? StoreView.connectionsOf(peer)
            : List.of(ConnectionRef.of(session.folder()));
        long unacked = 0;
        long bytes = 0;
        boolean isKnown = true;
        for (final ConnectionRef connection : connections) {
            final ConnectionSummary summary = view.summary(connection);
            unacked += Math.max(0, summary.unackedMessages());
            bytes += summary.diskBytes();
            isKnown &= summary.unackedMessages() >= 0;
        }
        return new SessionTotal(session, connections.size(), unacked, isKnown, bytes);
    }

    /** {@return whether there are unacked messages, or may be} */
    boolean isUnacked() {
        return unacked > 0 || !isKnown;
    }

    /** {@return it in words} */
    String text() {
        return session + ": over since " + Text.time(session.endedNs()) + (session.isDay() ? " at the latest" : "")
            + ", connections=" + connections + " unacked messages=" + (isKnown ? "" : "at least ") + unacked
            + " size=" + Text.size(bytes);
    }
}
