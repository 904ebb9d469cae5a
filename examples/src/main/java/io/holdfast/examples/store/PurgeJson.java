package io.holdfast.examples.store;

import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.JsonFields;
import io.holdfast.store.EndedSession;
import io.holdfast.store.PurgePlan;

/** What {@code purge} has done, for programs: the same fields for the files of a connection and for a session. */
final class PurgeJson {
    private PurgeJson() {
    }

    /**
     * {@return the fields of a connection whose acked files were to go}
     *
     * @param plan  null if there is none
     * @param files how many went, or would
     */
    static JsonFields of(final ChosenLog log, final Outcome outcome, final String problem, final PurgePlan plan,
                         final int files) {
        return outcome.of(log.fields(), problem).text("kind", "files").number("files", plan == null ? null : files)
            .number("messages", plan == null ? null : plan.messages()).hex("toIndex", plan == null ? 0 : plan.toIndex())
            .number("bytes", plan == null ? null : plan.bytes()).number("connections", null)
            .number("unackedMessages", null).time("ended", 0);
    }

    /** {@return the fields of a session that was to go} */
    static JsonFields of(final SessionTotal total, final Outcome outcome, final String problem) {
        final EndedSession session = total.session();
        final JsonFields names = new JsonFields().text("local", session.localName())
            .text("remote", session.remoteName()).path("folder", session.folder());
        return outcome.of(names, problem).text("kind", session.isDay() ? "day" : "connection").number("files", null)
            .number("messages", null).hex("toIndex", 0).number("bytes", total.bytes())
            .number("connections", total.connections()).number("unackedMessages", total.isKnown() ? total.unacked()
                : null).time("ended", session.endedNs());
    }
}
