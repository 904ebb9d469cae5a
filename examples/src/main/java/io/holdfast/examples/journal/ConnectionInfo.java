package io.holdfast.examples.journal;

import io.holdfast.StoreException;
import io.holdfast.examples.command.ChosenLog;
import io.holdfast.store.AckFacts;
import io.holdfast.store.ReceiveState.Remembered;
import io.holdfast.store.SessionFacts;
import io.holdfast.store.StateFacts;
import io.holdfast.store.journal.ConnectionSummary;
import io.holdfast.store.journal.CycleSummary;
import io.holdfast.store.journal.StoreView;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * All that the files of one connection tell. They are read one after the other, so beside an owner that works the later
 * ones may be some messages ahead.
 *
 * @param summary    what {@code ls} tells too, with what could not be read
 * @param state      what the owner says of the log, null if it cannot be read
 * @param ack        what is held of the peer's log, null if it cannot be read
 * @param remembered logs of the peer that were held before, oldest first
 * @param cycles     the cycle files, oldest first
 */
record ConnectionInfo(ConnectionSummary summary, StateFacts state, AckFacts ack, List<Remembered> remembered,
                      List<CycleSummary> cycles) {
    /**
     * {@return what is known of a connection}
     *
     * @throws StoreException if its folder cannot be listed
     */
    static ConnectionInfo of(final ChosenLog log) {
        final StoreView view = StoreView.of(log.root());
        final Path folder = log.folder();
        return new ConnectionInfo(view.summary(log.connection()), state(folder), ack(folder), remembered(folder),
            view.cycles(log.connection()));
    }

    private static StateFacts state(final Path folder) {
        try {
            final StateFacts state = StateFacts.of(folder);
            return state.isKnown() ? state : null;
        } catch (final IOException toldInTheSummary) {
            return null;
        }
    }

    private static AckFacts ack(final Path folder) {
        try {
            final AckFacts ack = AckFacts.of(folder);
            return ack.isIntact() ? ack : null;
        } catch (final IOException toldInTheSummary) {
            return null;
        }
    }

    private static List<Remembered> remembered(final Path folder) {
        try {
            final SessionFacts session = SessionFacts.of(folder);
            return session == null ? List.of() : session.remembered();
        } catch (final StoreException toldInTheSummary) {
            return List.of();
        }
    }

    /** {@return whether something could not be read} */
    boolean hasProblem() {
        return summary.hasProblem() || cycles.stream().anyMatch(CycleSummary::hasProblem);
    }
}
