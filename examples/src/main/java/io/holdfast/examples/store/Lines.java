package io.holdfast.examples.store;

import io.holdfast.examples.command.Text;
import io.holdfast.store.ConnectionFacts;
import io.holdfast.store.ConnectionFacts.Held;
import io.holdfast.store.Finding;

/** What the programs print. */
final class Lines {
    private Lines() {
    }

    static String of(final Finding finding) {
        return kind(finding) + ": " + finding;
    }

    /** {@return how bad it is, in a word} */
    static String kind(final Finding finding) {
        return switch (finding.remedy()) {
            case OPENING -> "note";
            case REPAIR -> "repairable";
            case DECISION -> "broken";
        };
    }

    static String of(final String when, final ConnectionFacts facts) {
        return when + ": outgoing incarnation=" + Text.hex(facts.incarnation()) + " generation=" + facts.generation()
            + " last=" + Text.hex(facts.lastIndex()) + " acked=" + Text.hex(facts.ackedIndex()) + " unacked="
            + facts.unacked() + (facts.unacked() == 0 ? ""
                : " (" + Text.hex(facts.firstUnacked()) + ".." + Text.hex(facts.lastIndex()) + ")")
            + "; " + of(facts.held());
    }

    static String of(final String when, final Held held) {
        return when + ": " + of(held);
    }

    private static String of(final Held held) {
        return "incoming incarnation=" + Text.hex(held.incarnation()) + " generation=" + held.generation()
            + " consumed=" + Text.hex(held.consumed());
    }
}
