package io.holdfast.bridge;

import io.holdfast.ResumeOutcome;
import io.holdfast.ResumePolicy;
import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.Remembered;
import io.holdfast.bridge.protocol.ResumeOffer;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

/** Rows of the resume table where the log lost its tail or the receiver is ahead of it. */
class ResumeTableGenerationTest extends ResumeTableFixture {
    @Test
    void goesOnAfterTheReceiversAckInAnotherGenerationWhenNoneOfItsMessagesIsGone() {
        givenLostTail(201);

        final ResumeOffer offer = offered(held(200));

        assertOffer(ResumeOutcome.DIVERGED, 200, offer);
        assertRange(ResumeOffer.RANGE_NONE, 0, 0, offer);
        assertEquals(2, offer.generation());
    }

    @Test
    void goesOnAfterTheLastSurvivorWhenMessagesTheReceiverAckedAreGone() {
        givenLostTail(201);
        acked = 202;

        final ResumeOffer offer = offered(held(300));

        assertOffer(ResumeOutcome.DIVERGED, 201, offer);
        assertRange(ResumeOffer.RANGE_REPLACED, 202, 300, offer);
    }

    @Test
    void tellsOfMessagesDeliveredButNotAckedThatAreGone() {
        givenLostTail(201);

        final ResumeOffer offer = offered(held(200, 302));

        assertOffer(ResumeOutcome.DIVERGED, 200, offer);
        assertRange(ResumeOffer.RANGE_REPLACED, 202, 302, offer);
    }

    @Test
    void startsAgainWhenNothingOfTheReceiversGenerationSurvived() {
        givenLostTail(0);

        final ResumeOffer offer = offered(held(300));

        assertOffer(ResumeOutcome.DIVERGED, 0, offer);
        assertRange(ResumeOffer.RANGE_REPLACED, 1, 300, offer);
    }

    @Test
    void goesOnWithTheOldestKeptWhenTheSurvivorsTheReceiverNeedsWerePurged() {
        givenLostTail(201);
        givenPurgedCycles(1);

        final ResumeOffer offer = offered(held(100));

        assertOffer(ResumeOutcome.RECEIVER_BEHIND_PURGED, 102, offer);
        assertRange(ResumeOffer.RANGE_PURGED, 100, 200, offer);
    }

    @Test
    void refusesAnotherGenerationByTheSendersPolicy() {
        givenLostTail(201);

        assertMismatch(decide(held(202), DEFAULT.withRefuseDiverged(true)), "lost its tail after index c9");
    }

    @Test
    void goesOnUnderEitherPolicyWhenNothingTheReceiverHadIsGone() {
        givenLostTail(201);

        assertFalse(decide(held(200), DEFAULT.withRefuseDiverged(true)).isRefused());
        assertNull(checked(held(200), DEFAULT.withRefuseDiverged(true)));
    }

    @Test
    void refusesAnotherGenerationByTheReceiversPolicy() {
        givenLostTail(201);

        assertRefusal(checked(held(202), DEFAULT.withRefuseDiverged(true)), "lost its tail");
    }

    @Test
    void refusesPurgedSurvivorsByThePolicyOfEitherSide() {
        givenLostTail(201);
        givenPurgedCycles(1);

        assertMismatch(decide(held(100), DEFAULT.withRefusePurged(true)), "purged");
        assertRefusal(checked(held(100), DEFAULT.withRefusePurged(true)), "purged");
    }

    @Test
    void refusesAnAckBeyondTheLastWithBothRangesAndWhatToDo() {
        first = 200;
        beforeFirst = 102;

        assertMismatch(decide(held(303), DEFAULT), "first=c8", "last=12e", "consumed=12f", "nothing was deleted",
            "restore");
    }

    @Test
    void refusesADeliveryBeyondTheLast() {
        assertMismatch(decide(held(300, 303), DEFAULT), "last=12e", "delivered=12f");
    }

    @Test
    void refusesANewerGenerationAtTheReceiver() {
        final HeldFacts held = new HeldFacts(LOG, 2, 1, 101, 0, List.of());

        assertMismatch(decide(held, DEFAULT), "newer generation", "generation=1", "generation=2");
    }

    @Test
    void refusesAGenerationTheSenderRemembersNoMore() {
        generation = 9;
        survived = -1;

        assertMismatch(decide(held(101), DEFAULT), "cannot tell");
    }

    @Test
    void refusesAnIndexThatIsNoMessageOfTheLog() {
        assertMismatch(decide(held(103), DEFAULT), "index 67 is none of the sender's log");
        assertMismatch(decide(held(103, 201), DEFAULT), "index 67 is none of the sender's log");
        assertMismatch(decide(held(101, 203), DEFAULT), "index cb is none of the sender's log");
        assertMismatch(decide(remembering(1, 199), DEFAULT), "index c7 is none of the sender's log");
    }

    @Test
    void takesTheLaterOfTwoAcksTheReceiverRemembersForOneLog() {
        final HeldFacts held = new HeldFacts(OTHER_LOG, 1, 2, 7, 8, List.of(new Remembered(LOG, 1, 100),
            new Remembered(77, 1, 1), new Remembered(LOG, 1, 200)));

        assertOffer(ResumeOutcome.RETURNED_INCARNATION, 200, offered(held));
    }

    @Test
    void resetsToTheSendersRecordWhenBothPoliciesAllowIt() {
        acked = 202;
        final ResumePolicy reset = DEFAULT.withResetOnMismatch(true);

        final ResumeOffer offer = decide(held(305), reset).offer();

        assertOffer(ResumeOutcome.RESET, 202, offer);
        assertRange(ResumeOffer.RANGE_REPLACED, 203, 305, offer);
        assertNull(ResumeTable.check(offer, receiver(held(305)), reset));
    }

    @Test
    void refusesAResetTheReceiverDoesNotAllow() {
        final ResumeOffer offer = decide(held(305), DEFAULT.withResetOnMismatch(true)).offer();

        assertRefusal(ResumeTable.check(offer, receiver(held(305)), DEFAULT), "does not allow a reset");
    }

    @Test
    void skipsNothingWhenItResetsAReceiverOfANewerGeneration() {
        acked = 100;
        final HeldFacts held = new HeldFacts(LOG, 2, 1, 101, 0, List.of());

        assertOffer(ResumeOutcome.RESET, 100, decide(held, DEFAULT.withResetOnMismatch(true)).offer());
    }
}
