package io.holdfast.examples.store;

import io.holdfast.DailyRoll;
import io.holdfast.StoreException;
import io.holdfast.examples.command.LogChoice;
import io.holdfast.store.EndedSession;
import io.holdfast.store.tool.StorePurge;

import java.util.List;

/** Purges session days that are over and connections that have ended, each by its name. One use, one thread. */
final class SessionPurge {
    private static final int KEPT = 1;
    private static final int FAILED = 2;

    private final StorePurge purge;
    private final DailyRoll roll;
    private final Consent consent;
    private final ChangeReport out;

    SessionPurge(final StorePurge purge, final DailyRoll roll, final Consent consent, final ChangeReport out) {
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
            out.before("no session is over for long enough");
        }
        int worst = 0;
        for (final EndedSession session : ended) {
            final SessionTotal total = SessionTotal.of(session);
            if (isDryRun) {
                out.result(PurgeJson.of(total, Outcome.PLANNED, null), total.text());
            } else {
                worst = Math.max(worst, purge(total));
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

    private int purge(final SessionTotal total) {
        out.before(total.text());
        final EndedSession session = total.session();
        final String name = session.isDay() ? session.localName() : session.remoteName();
        final boolean isWanted = consent.isSure() && !total.isUnacked()
            || consent.isTyped("the name" + (total.isUnacked() ? " of what has unacked messages" : ""), name);
        if (!isWanted) {
            out.result(PurgeJson.of(total, Outcome.KEPT, null), session + ": kept, for its name was not typed");
            return KEPT;
        }
        try {
            purge.purge(session, roll);
            out.result(PurgeJson.of(total, Outcome.DONE, null), session + ": purged");
            return 0;
        } catch (final StoreException e) {
            out.result(PurgeJson.of(total, Outcome.FAILED, e.getMessage()), session + ": " + e.getMessage());
            return FAILED;
        }
    }
}
