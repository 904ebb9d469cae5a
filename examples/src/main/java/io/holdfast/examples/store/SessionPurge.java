package io.holdfast.examples.store;

import io.holdfast.DailyRoll;
import io.holdfast.StoreException;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.examples.command.Text;
import io.holdfast.store.EndedSession;
import io.holdfast.store.journal.ConnectionRef;
import io.holdfast.store.journal.ConnectionSummary;
import io.holdfast.store.journal.StoreView;
import io.holdfast.store.tool.StorePurge;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Purges session days that are over and connections that have ended, each by its name. One use, one thread. */
final class SessionPurge {
    private static final int KEPT = 1;
    private static final int FAILED = 2;

    private final StorePurge purge;
    private final DailyRoll roll;
    private final Consent consent;
    private final PrintWriter out;

    SessionPurge(final StorePurge purge, final DailyRoll roll, final Consent consent, final PrintWriter out) {
        this.purge = purge;
        this.roll = roll;
        this.consent = consent;
        this.out = out;
    }

    /** {@return an exit code} */
    int run(final LogChoice choice, final boolean isDryRun) {
        final List<EndedSession> ended = purge.ended(roll).stream().filter(session -> isChosen(session, choice))
            .toList();
        if (ended.isEmpty()) {
            out.println("no session is over for long enough");
        }
        int worst = 0;
        for (final EndedSession session : ended) {
            final boolean isUnacked = tell(session);
            out.flush();
            if (!isDryRun) {
                worst = Math.max(worst, purge(session, isUnacked));
            }
        }
        return worst;
    }

    private static boolean isChosen(final EndedSession session, final LogChoice choice) {
        final String name = choice.name();
        final boolean isNamed = name == null || name.equals(session.localName())
            || session.isDay() && name.equals(DailyRoll.baseIn(session.localName()));
        return isNamed && session.folder().startsWith(choice.store().folder())
            && (choice.remote() == null || choice.remote().equals(session.remoteName()));
    }

    /** Prints what would go. Returns whether there are unacked messages, or may be. */
    private boolean tell(final EndedSession session) {
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
        out.println(session + ": over since " + Text.time(session.endedNs()) + (session.isDay() ? " at the latest" : "")
            + ", connections=" + connections.size() + " unacked messages=" + (isKnown ? "" : "at least ") + unacked
            + " size=" + Text.size(bytes));
        return unacked > 0 || !isKnown;
    }

    private int purge(final EndedSession session, final boolean isUnacked) {
        final String name = session.isDay() ? session.localName() : session.remoteName();
        final boolean isWanted = consent.isSure() && !isUnacked
            || consent.isTyped("the name" + (isUnacked ? " of what has unacked messages" : ""), name);
        if (!isWanted) {
            out.println(session + ": kept, for its name was not typed");
            return KEPT;
        }
        try {
            purge.purge(session, roll);
            out.println(session + ": purged");
            return 0;
        } catch (final StoreException e) {
            out.println(session + ": " + e.getMessage());
            return FAILED;
        }
    }
}
