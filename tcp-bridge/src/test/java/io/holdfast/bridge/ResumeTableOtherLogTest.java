package io.holdfast.bridge;

import io.holdfast.ResumeOutcome;
import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.Remembered;
import io.holdfast.bridge.protocol.ResumeOffer;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Rows of the resume table where the receiver held another log, and what each row does to its ack. */
class ResumeTableOtherLogTest extends ResumeTableFixture {
    @Test
    void beginsALogTheReceiverNeverKnewAtItsFirstMessage() {
        final ResumeOffer offer = offered(new HeldFacts(OTHER_LOG, 3, 1, 777, 778, List.of()));

        assertOffer(ResumeOutcome.NEW_INCARNATION, 0, offer);
        assertEquals(LOG, offer.incarnation());
    }

    @Test
    void beginsALogTheReceiverNeverKnewAtTheOldestKeptAndTellsOfThePurgedPart() {
        givenPurgedCycles(1);
        acked = 102;
        final HeldFacts stranger = new HeldFacts(OTHER_LOG, 3, 1, 777, 0, List.of());

        final ResumeOffer offer = offered(stranger);

        assertOffer(ResumeOutcome.NEW_INCARNATION, 102, offer);
        assertRange(ResumeOffer.RANGE_PURGED, 0, 200, offer);
        assertMismatch(decide(stranger, DEFAULT.withRefusePurged(true)), "purged");
        assertRefusal(checked(stranger, DEFAULT.withRefusePurged(true)), "purged");
        assertMismatch(decide(stranger, DEFAULT.withRefuseLostState(true)), "lost its state");
    }

    @Test
    void goesOnAfterTheAckOfALogTheReceiverRemembers() {
        acked = 102;

        assertOffer(ResumeOutcome.RETURNED_INCARNATION, 200, offered(remembering(1, 200)));
    }

    @Test
    void findsTheLogInAnyPlaceOfWhatTheReceiverRemembers() {
        for (int place = 0; place < 4; place++) {
            final Remembered[] remembered = new Remembered[4];
            for (int i = 0; i < 4; i++) {
                remembered[i] = new Remembered(i == place ? LOG : i + 1, 1, i == place ? 101 : 900);
            }

            final ResumeOffer offer = offered(new HeldFacts(OTHER_LOG, 3, 5, 777, 0, List.of(remembered)));

            assertOffer(ResumeOutcome.RETURNED_INCARNATION, 101, offer);
        }
    }

    @Test
    void startsARememberedLogAtTheFirstWhenNothingOfItWasAcked() {
        assertOffer(ResumeOutcome.RETURNED_INCARNATION, 0, offered(remembering(1, 0)));
    }

    @Test
    void refusesARememberedAckBeyondTheLast() {
        assertMismatch(decide(remembering(1, 303), DEFAULT), "last=12e");
    }

    @Test
    void ignoresWhatWasDeliveredOfAnotherLog() {
        final HeldFacts held = new HeldFacts(OTHER_LOG, 1, 2, 100, 9_000, List.of(new Remembered(LOG, 1, 200)));

        assertOffer(ResumeOutcome.RETURNED_INCARNATION, 200, offered(held));
    }

    @Test
    void divergesAlsoFromARememberedLog() {
        givenLostTail(201);

        final ResumeOffer offer = offered(remembering(1, 300));

        assertOffer(ResumeOutcome.DIVERGED, 201, offer);
        assertRange(ResumeOffer.RANGE_REPLACED, 202, 300, offer);
    }

    @Test
    void tellsOfThePurgedPartAlsoOfARememberedLog() {
        givenPurgedCycles(2);

        final ResumeOffer offer = offered(remembering(1, 200));

        assertOffer(ResumeOutcome.RECEIVER_BEHIND_PURGED, 202, offer);
        assertRange(ResumeOffer.RANGE_PURGED, 200, 300, offer);
    }

    @Test
    void keepsTheReceiversAckWhereItIsTheReceiversWordThatCounts() {
        acked = 201;
        final HeldFacts delivered = held(101, 200);

        final ResumeOffer offer = offered(delivered);

        assertOffer(ResumeOutcome.RECEIVER_BEHIND, 200, offer);
        assertEquals(101, ResumeTable.ackAfter(offer, delivered));
        assertTrue(!ResumeTable.needsAdoption(offer, delivered));
    }

    @Test
    void adoptsWheneverLogGenerationOrAckChange() {
        assertAll(
            () -> assertTrue(needsAdoption(HeldFacts.NOTHING)),
            () -> assertTrue(needsAdoption(remembering(1, 200))),
            () -> assertTrue(!needsAdoption(held(0))),
            () -> assertTrue(!needsAdoption(held(200))),
            () -> {
                acked = 101;
                assertTrue(needsAdoption(held(0)));
            },
            () -> {
                givenLostTail(201);
                assertTrue(needsAdoption(held(200)));
            });
    }
}
