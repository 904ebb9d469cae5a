package io.holdfast.examples.store;

import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.JsonFields;
import io.holdfast.store.ConnectionFacts;
import io.holdfast.store.tool.StoreReset;

/** What {@code reset} has done, for programs. */
final class ResetJson {
    private ResetJson() {
    }

    /** {@return the fields of a connection of which one direction was given up} */
    static JsonFields of(final ChosenLog log, final boolean isOutgoing, final StoreReset.Result result) {
        return Outcome.DONE.of(log.fields(), null).text("direction", isOutgoing ? "outgoing" : "incoming")
            .object("before", of(result.before())).object("after", of(result.after()))
            .path("quarantine", result.quarantine());
    }

    private static JsonFields of(final ConnectionFacts facts) {
        return new JsonFields().hex("incarnation", facts.incarnation()).generation("generation", facts.generation())
            .hex("lastIndex", facts.lastIndex()).hex("ackedIndex", facts.ackedIndex())
            .number("unackedMessages", facts.unacked()).hex("firstUnackedIndex", facts.firstUnacked())
            .hex("heldIncarnation", facts.held().incarnation())
            .generation("heldGeneration", facts.held().generation()).hex("heldConsumed", facts.held().consumed());
    }
}
