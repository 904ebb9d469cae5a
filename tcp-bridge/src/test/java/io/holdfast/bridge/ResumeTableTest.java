package io.holdfast.bridge;

import io.holdfast.Refusal;
import io.holdfast.ResumeOutcome;
import io.holdfast.ResumePolicy;
import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.ResumeOffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Rows of the resume table where both sides speak of the same log and generation. */
class ResumeTableTest extends ResumeTableFixture {
    @Test
    void startsAtTheFirstWhenNeitherSideKnowsAnAck() {
        final ResumeOffer offer = offered(HeldFacts.NOTHING);

        assertOffer(ResumeOutcome.FROM_START, 0, offer);
        assertEquals(0, offer.resumeAfterOrdinal());
    }

    @Test
    void startsAtTheFirstWhenTheReceiverAdoptedTheLogButNeitherSideKnowsAnAck() {
        assertOffer(ResumeOutcome.FROM_START, 0, offered(held(0)));
    }

    @Test
    void startsAnEmptyLogAtItsBeginning() {
        givenAnEmptyLog();

        assertOffer(ResumeOutcome.FROM_START, 0, offered(HeldFacts.NOTHING));
        assertOffer(ResumeOutcome.FROM_START, 0, offered(held(0)));
    }

    @Test
    void refusesAnAckOfAnEmptyLog() {
        givenAnEmptyLog();

        assertMismatch(decide(held(100), DEFAULT), "last=0", "consumed=64");
    }

    @Test
    void continuesAfterTheReceiversAck() {
        acked = 101;

        final ResumeOffer offer = offered(held(200));

        assertOffer(ResumeOutcome.CONTINUED, 200, offer);
        assertEquals(4, offer.resumeAfterOrdinal());
    }

    @Test
    void continuesAfterTheSendersRecordWhenItIsTheSame() {
        acked = 200;

        assertOffer(ResumeOutcome.CONTINUED, 200, offered(held(200)));
    }

    @Test
    void continuesAfterTheLastMessageWhenTheReceiverHasThemAll() {
        assertOffer(ResumeOutcome.CONTINUED, 302, offered(held(302)));
    }

    @Test
    void continuesAfterWhatWasDeliveredButNotYetAcked() {
        acked = 101;

        assertOffer(ResumeOutcome.CONTINUED, 201, offered(held(101, 201)));
    }

    @Test
    void continuesAfterWhatWasDeliveredWhenNothingWasEverAcked() {
        assertOffer(ResumeOutcome.CONTINUED, 101, offered(held(0, 101)));
    }

    @Test
    void continuesWhenThePurgedPartEndsExactlyAtTheReceiversAck() {
        givenPurgedCycles(1);
        acked = 102;

        assertOffer(ResumeOutcome.CONTINUED, 102, offered(held(102)));
        assertEquals(3, offered(held(102)).resumeAfterOrdinal());
    }

    @Test
    void continuesWithASendersRecordBeyondItsOwnLast() {
        acked = 999;

        assertOffer(ResumeOutcome.CONTINUED, 302, offered(held(302)));
    }

    @Test
    void goesOnAfterTheSendersRecordWhenTheReceiverLostItsState() {
        acked = 201;

        final ResumeOffer offer = offered(HeldFacts.NOTHING);

        assertOffer(ResumeOutcome.RECEIVER_STATE_LOST, 201, offer);
        assertEquals(5, offer.resumeAfterOrdinal());
    }

    @Test
    void goesOnAfterTheSendersRecordWhenTheReceiverHoldsTheLogButNoAck() {
        acked = 201;

        assertOffer(ResumeOutcome.RECEIVER_STATE_LOST, 201, offered(held(0)));
    }

    @Test
    void neverGoesOnBeyondTheLastWhenTheReceiverLostItsState() {
        acked = 999;

        assertOffer(ResumeOutcome.RECEIVER_STATE_LOST, 302, offered(HeldFacts.NOTHING));
    }

    @Test
    void goesOnAfterWhatSurvivedWhenTheReceiverLostItsAckAndTheSenderItsTail() {
        givenLostTail(201);
        acked = 302;

        assertOffer(ResumeOutcome.RECEIVER_STATE_LOST, 201, offered(held(0)));
    }

    @Test
    void refusesLostStateByTheSendersPolicy() {
        acked = 201;
        final ResumePolicy strict = DEFAULT.withRefuseLostState(true);

        assertMismatch(decide(HeldFacts.NOTHING, strict), "lost its state", "c9");
        assertMismatch(decide(held(0), strict), "lost its state", "c9");
    }

    @Test
    void refusesLostStateByTheReceiversPolicy() {
        acked = 201;

        final Refusal refusal = checked(HeldFacts.NOTHING, DEFAULT.withRefuseLostState(true));

        assertRefusal(refusal, "lost its state");
    }

    @Test
    void goesOnAfterTheReceiversAckWhenItIsBehindTheSendersRecordAndAllIsKept() {
        acked = 201;

        assertOffer(ResumeOutcome.RECEIVER_BEHIND, 101, offered(held(101)));
    }

    @Test
    void goesOnAfterTheReceiversAckWhenItIsBehindAndOnlyWhatItAckedWasPurged() {
        givenPurgedCycles(1);
        acked = 201;

        assertOffer(ResumeOutcome.RECEIVER_BEHIND, 102, offered(held(102)));
    }

    @Test
    void goesOnWithTheOldestKeptWhenTheReceiverIsBehindAndAPartWasPurged() {
        givenPurgedCycles(1);
        acked = 201;

        final ResumeOffer offer = offered(held(101));

        assertOffer(ResumeOutcome.RECEIVER_BEHIND_PURGED, 102, offer);
        assertRange(ResumeOffer.RANGE_PURGED, 101, 200, offer);
        assertEquals(3, offer.resumeAfterOrdinal());
    }

    @Test
    void tellsOfPurgedMessagesAlsoWhenNothingIsKept() {
        givenNothingKept();

        final ResumeOffer offer = offered(held(101));

        assertOffer(ResumeOutcome.RECEIVER_BEHIND_PURGED, 302, offer);
        assertRange(ResumeOffer.RANGE_PURGED, 101, 302, offer);
    }

    @Test
    void refusesPurgedMessagesByTheSendersPolicy() {
        givenPurgedCycles(1);
        acked = 201;

        assertMismatch(decide(held(101), DEFAULT.withRefusePurged(true)), "purged", "after index 65", "c8");
    }

    @Test
    void refusesPurgedMessagesByTheReceiversPolicy() {
        givenPurgedCycles(1);
        acked = 201;

        assertRefusal(checked(held(101), DEFAULT.withRefusePurged(true)), "purged");
    }
}
