package io.holdfast.examples.store;

import io.holdfast.store.ConnectionFacts;
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
        return when + ": outgoing incarnation=" + Long.toHexString(facts.incarnation()) + " generation="
            + facts.generation() + " last=" + hex(facts.lastIndex()) + " acked=" + hex(facts.ackedIndex()) + " unacked="
            + facts.unacked() + (facts.unacked() == 0 ? ""
                : " (" + hex(facts.firstUnacked()) + ".." + hex(facts.lastIndex()) + ")")
            + "; incoming incarnation=" + Long.toHexString(facts.held().incarnation()) + " generation="
            + facts.held().generation() + " consumed=" + hex(facts.held().consumed());
    }

    static String of(final String when, final ConnectionFacts.Held held) {
        return when + ": incoming incarnation=" + hex(held.incarnation()) + " generation=" + held.generation()
            + " consumed=" + hex(held.consumed());
    }

    /** {@return an index as all lines and texts have it} */
    static String hex(final long index) {
        return Long.toHexString(index);
    }
}
