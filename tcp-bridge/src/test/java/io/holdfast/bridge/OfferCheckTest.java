package io.holdfast.bridge;

import io.holdfast.ResumeOutcome;
import io.holdfast.ResumePolicy;
import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.LogFacts;
import io.holdfast.bridge.protocol.Remembered;
import io.holdfast.bridge.protocol.ResumeOffer;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OfferCheckTest {
    private static final LogFacts PEER = new LogFacts(7, 2, 100, 302);
    private static final HeldFacts HELD = new HeldFacts(7, 2, 1, 200, 201, List.of(new Remembered(8, 1, 5)));
    private static final HeldFacts OLDER = new HeldFacts(7, 1, 1, 200, 201, List.of());
    private static final HeldFacts OTHER = new HeldFacts(9, 1, 1, 50, 0, List.of(new Remembered(7, 2, 150)));
    private static final HeldFacts STRANGER = new HeldFacts(9, 1, 1, 50, 0, List.of());

    @Test
    void acceptsTheOneOfferThatFits() {
        assertAccepted(offer(ResumeOutcome.CONTINUED, 201), HELD);
        assertAccepted(offer(ResumeOutcome.DIVERGED, 150), OLDER);
        assertAccepted(offer(ResumeOutcome.RETURNED_INCARNATION, 150), OTHER);
        assertAccepted(offer(ResumeOutcome.NEW_INCARNATION, 0), STRANGER);
        assertAccepted(offer(ResumeOutcome.FROM_START, 0), HeldFacts.NOTHING);
        assertAccepted(offer(ResumeOutcome.RECEIVER_STATE_LOST, 150), HeldFacts.NOTHING);
    }

    @Test
    void refusesToSkipWithoutBeingToldSo() {
        assertRefused(offer(ResumeOutcome.CONTINUED, 202), HELD);
        assertRefused(offer(ResumeOutcome.RECEIVER_BEHIND, 202), HELD);
        assertRefused(offer(ResumeOutcome.DIVERGED, 201), OLDER);
        assertRefused(offer(ResumeOutcome.RETURNED_INCARNATION, 151), OTHER);
        assertRefused(offer(ResumeOutcome.NEW_INCARNATION, 100), STRANGER);
        assertRefused(offer(ResumeOutcome.FROM_START, 100), HeldFacts.NOTHING);
    }

    @Test
    void refusesToBeGivenAgainWhatItHas() {
        assertRefused(offer(ResumeOutcome.CONTINUED, 200), HELD);
        assertRefused(offer(ResumeOutcome.FROM_START, 0), HELD);
        assertRefused(offer(ResumeOutcome.RETURNED_INCARNATION, 149), OTHER);
    }

    @Test
    void refusesOutcomesThatContradictWhatItHolds() {
        assertRefused(offer(ResumeOutcome.RECEIVER_STATE_LOST, 201), HELD);
        assertRefused(offer(ResumeOutcome.NEW_INCARNATION, 0), HELD);
        assertRefused(offer(ResumeOutcome.DIVERGED, 200), HELD);
        assertRefused(offer(ResumeOutcome.CONTINUED, 201), OLDER);
        assertRefused(offer(ResumeOutcome.NEW_INCARNATION, 0), OTHER);
        assertRefused(offer(ResumeOutcome.FROM_START, 0), STRANGER);
        assertRefused(offer(ResumeOutcome.RECEIVER_STATE_LOST, 150), STRANGER);
        assertRefused(offer(ResumeOutcome.CONTINUED, 201), STRANGER);
    }

    @Test
    void refusesWhatDoesNotBelongToTheLogThePeerSpokeOf() {
        assertRefused(new ResumeOffer(ResumeOutcome.CONTINUED, 8, 2, 201, 0, 0, 0), HELD);
        assertRefused(new ResumeOffer(ResumeOutcome.CONTINUED, 7, 3, 201, 0, 0, 0), HELD);
        assertRefused(new ResumeOffer(ResumeOutcome.RECEIVER_STATE_LOST, 7, 2, 303, 0, 0, 0), HeldFacts.NOTHING);
    }

    @Test
    void refusesAnOfferOfNoLog() {
        final ResumeOffer offer = new ResumeOffer(ResumeOutcome.FROM_START, 0, 0, 0, 0, 0, 0);

        assertNotNull(ResumeTable.check(offer, new ReceiverView(HeldFacts.NOTHING, new LogFacts(0, 0, 0, 0)),
            ResumePolicy.DEFAULT));
    }

    @Test
    void refusesToCallPurgedWhatThePeerSaysItKeeps() {
        final LogFacts peer = new LogFacts(7, 2, 300, 302);
        final HeldFacts behind = new HeldFacts(7, 2, 1, 150, 0, List.of());
        final ResumeOffer honest = new ResumeOffer(ResumeOutcome.RECEIVER_BEHIND_PURGED, 7, 2, 202, 6, 150, 300);
        final ResumeOffer liar = new ResumeOffer(ResumeOutcome.RECEIVER_BEHIND_PURGED, 7, 2, 300, 6, 150, 300);

        assertNull(ResumeTable.check(honest, new ReceiverView(behind, peer), ResumePolicy.DEFAULT));
        assertNotNull(ResumeTable.check(liar, new ReceiverView(behind, peer), ResumePolicy.DEFAULT));
    }

    @Test
    void acceptsEveryOfferTheTableMakesAndNoneThatSkipsSilently() {
        for (long seed = 0; seed < 20_000; seed++) {
            final Random random = new Random(seed);
            final long beforeFirst = random.nextInt(3) == 0 ? random.nextInt(6) : 0;
            final long last = beforeFirst + random.nextInt(6);
            final LogFacts log = new LogFacts(1, random.nextInt(3), last == beforeFirst ? 0 : beforeFirst + 1, last);
            final long survived = random.nextInt(8) - 1;
            final SenderView sender = new SenderView(log, beforeFirst, beforeFirst + random.nextInt(9),
                generation -> survived, index -> index == 0 ? beforeFirst : index);
            final HeldFacts held = randomHeld(random);

            final ResumeDecision decision = ResumeTable.decide(sender, held, ResumePolicy.DEFAULT);

            final String seen = "seed=" + seed + ", log=" + log + ", held=" + held + ", decision=" + decision;
            if (!decision.isRefused()) {
                final ReceiverView receiver = new ReceiverView(held, log);
                assertNull(ResumeTable.check(decision.offer(), receiver, ResumePolicy.DEFAULT), seen);
                assertSkipIsTold(decision.offer(), held, seen);
            }
        }
    }

    private static void assertSkipIsTold(final ResumeOffer offer, final HeldFacts held, final String seen) {
        final Known known = Known.of(held, offer.incarnation());
        final long had = known == null ? 0 : known.had();
        final boolean isTold = offer.rangeKind() == ResumeOffer.RANGE_PURGED
            || offer.outcome() == ResumeOutcome.RECEIVER_STATE_LOST;
        assertTrue(offer.resumeAfter() <= had || isTold, seen);
        assertEquals(offer.resumeAfter(), offer.resumeAfterOrdinal(), seen);
    }

    private static HeldFacts randomHeld(final Random random) {
        final long incarnation = random.nextInt(3);
        if (incarnation == 0) {
            return HeldFacts.NOTHING;
        }
        final List<Remembered> remembered = incarnation == 2 && random.nextBoolean()
            ? List.of(new Remembered(1, random.nextInt(3), random.nextInt(9))) : List.of();
        return new HeldFacts(incarnation, random.nextInt(3), 1, random.nextInt(9), random.nextInt(9), remembered);
    }

    private static ResumeOffer offer(final ResumeOutcome outcome, final long resumeAfter) {
        return new ResumeOffer(outcome, PEER.incarnation(), PEER.generation(), resumeAfter, 0, 0, 0);
    }

    private static void assertAccepted(final ResumeOffer offer, final HeldFacts held) {
        assertNull(ResumeTable.check(offer, new ReceiverView(held, PEER), ResumePolicy.DEFAULT));
    }

    private static void assertRefused(final ResumeOffer offer, final HeldFacts held) {
        assertNotNull(ResumeTable.check(offer, new ReceiverView(held, PEER), ResumePolicy.DEFAULT), offer::toString);
    }
}
