package io.holdfast.bridge;

import io.holdfast.Refusal;
import io.holdfast.ResumeOutcome;
import io.holdfast.ResumePolicy;
import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.LogFacts;
import io.holdfast.bridge.protocol.Remembered;
import io.holdfast.bridge.protocol.ResumeOffer;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A sender's log with three messages in each of its cycles, so that indices jump: cycle 1 has 100, 101, 102, cycle 2
 * has 200, 201, 202, and so on; and what a receiver says of it.
 */
class ResumeTableFixture {
    static final long LOG = 0xA11CEL;
    static final long OTHER_LOG = 0xB0BL;
    static final ResumePolicy DEFAULT = ResumePolicy.DEFAULT;

    long first = 100;
    long beforeFirst;
    long last = 302;
    long acked;
    int generation = 1;
    long survived = -1;

    boolean needsAdoption(final HeldFacts held) {
        return ResumeTable.needsAdoption(offered(held), held);
    }

    void givenAnEmptyLog() {
        first = 0;
        last = 0;
    }

    void givenPurgedCycles(final int cycles) {
        first = 100 * (cycles + 1);
        beforeFirst = 100 * cycles + 2;
    }

    void givenNothingKept() {
        first = 0;
        beforeFirst = last;
        acked = last;
    }

    void givenLostTail(final long lastSurvivor) {
        generation = 2;
        survived = lastSurvivor;
    }

    static HeldFacts held(final long consumed) {
        return held(consumed, 0);
    }

    static HeldFacts held(final long consumed, final long delivered) {
        return new HeldFacts(LOG, 1, 1, consumed, delivered, List.of(new Remembered(OTHER_LOG, 1, 5)));
    }

    static HeldFacts remembering(final int generation, final long ack) {
        return new HeldFacts(OTHER_LOG, 1, 2, 7, 8, List.of(new Remembered(77, 1, 1),
            new Remembered(LOG, generation, ack)));
    }

    ResumeDecision decide(final HeldFacts held, final ResumePolicy policy) {
        return ResumeTable.decide(sender(), held, policy);
    }

    SenderView sender() {
        return new SenderView(new LogFacts(LOG, generation, first, last), beforeFirst, acked, older -> survived,
            this::ordinalOf);
    }

    ReceiverView receiver(final HeldFacts held) {
        return new ReceiverView(held, new LogFacts(LOG, generation, first, last));
    }

    long ordinalOf(final long index) {
        if (index == 0) {
            return beforeFirst == 0 ? 0 : ordinal(beforeFirst);
        }
        return index > beforeFirst && index <= last && index % 100 < 3 ? ordinal(index) : -1;
    }

    static long ordinal(final long index) {
        return (index / 100 - 1) * 3 + index % 100 + 1;
    }

    /** What the sender offers and the receiver accepts. */
    ResumeOffer offered(final HeldFacts held) {
        final ResumeDecision decision = decide(held, DEFAULT);
        assertNull(decision.refusal());
        assertNull(ResumeTable.check(decision.offer(), receiver(held), DEFAULT));
        return decision.offer();
    }

    Refusal checked(final HeldFacts held, final ResumePolicy receiversPolicy) {
        return ResumeTable.check(decide(held, DEFAULT).offer(), receiver(held), receiversPolicy);
    }

    static void assertOffer(final ResumeOutcome outcome, final long resumeAfter, final ResumeOffer offer) {
        assertEquals(outcome, offer.outcome());
        assertEquals(resumeAfter, offer.resumeAfter());
    }

    static void assertRange(final int kind, final long from, final long to, final ResumeOffer offer) {
        assertEquals(kind, offer.rangeKind());
        assertEquals(from, offer.rangeFrom());
        assertEquals(to, offer.rangeTo());
    }

    static void assertMismatch(final ResumeDecision decision, final String... parts) {
        assertNull(decision.offer());
        assertTrue(decision.isRefused());
        assertRefusal(decision.refusal(), parts);
    }

    static void assertRefusal(final Refusal refusal, final String... parts) {
        assertNotNull(refusal);
        assertEquals(Refusal.Code.INDEX_MISMATCH, refusal.code());
        for (final String part : parts) {
            assertTrue(refusal.text().contains(part), () -> "'" + part + "' is missing in: " + refusal.text());
        }
    }
}
