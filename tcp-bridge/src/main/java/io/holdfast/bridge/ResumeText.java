package io.holdfast.bridge;

import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.LogFacts;
import io.holdfast.bridge.protocol.ResumeOffer;

/** The words of refusals of the resume table: what happened, both ranges, what to do. */
final class ResumeText {
    static final String RESET_SENDER = "stop the sender and run 'holdfast reset --outgoing' on its store";
    static final String RESET_EITHER = "stop the receiver and run 'holdfast reset --incoming' on its store, or "
        + RESET_SENDER;

    private ResumeText() {
    }

    /** What to do for the receiver to go on after an index. */
    static String setTo(final long index) {
        return "stop the receiver and run 'holdfast ack " + hex(index) + "' on its store";
    }

    static String of(final String what, final LogFacts log, final HeldFacts held, final String whatToDo) {
        return what + "; the sender has incarnation=" + hex(log.incarnation()) + ", generation=" + log.generation()
            + ", first=" + hex(log.first()) + ", last=" + hex(log.last()) + "; the receiver holds incarnation="
            + hex(held.incarnation()) + ", generation=" + held.generation() + ", consumed=" + hex(held.consumed())
            + ", delivered=" + hex(held.resumeAfter()) + "; nothing was deleted; " + whatToDo;
    }

    static String of(final ResumeOffer offer) {
        return "offer=" + offer.outcome() + " of incarnation=" + hex(offer.incarnation()) + ", generation="
            + offer.generation() + ", after=" + hex(offer.resumeAfter()) + ", range=" + hex(offer.rangeFrom()) + ".."
            + hex(offer.rangeTo());
    }

    static String hex(final long number) {
        return Long.toHexString(number);
    }
}
