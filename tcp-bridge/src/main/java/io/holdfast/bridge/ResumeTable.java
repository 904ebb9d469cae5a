package io.holdfast.bridge;

import io.holdfast.Refusal;
import io.holdfast.ResumeOutcome;
import io.holdfast.ResumePolicy;
import io.holdfast.bridge.protocol.HeldFacts;
import io.holdfast.bridge.protocol.LogFacts;
import io.holdfast.bridge.protocol.ResumeOffer;

/**
 * Where a direction of a connection goes on at a login: the sender S decides from its own log and from what the
 * receiver R says it holds. Pure: the same views give the same decision, and nothing is changed. The rows are tried
 * from top to bottom.
 * <pre>
 *  what R knows of S's log     and                               R goes on after       outcome
 *  1  nothing, nor another     S has no record of an ack         the last purged       FROM_START (b)
 *  2  nothing, but another                                       the last purged       NEW_INCARNATION (a, b)
 *  3  nothing, nor another     S has a record of an ack          S's record            RECEIVER_STATE_LOST (a, b)
 *  4  a newer generation                                         S's record            INDEX_MISMATCH, or RESET (d)
 *  5  an older generation      S cannot tell how much survived   S's record            INDEX_MISMATCH, or RESET (d)
 *  6  the same generation      had is beyond last                S's record            INDEX_MISMATCH, or RESET (d)
 *  7  it, but had is 0         S has a record of an ack          min(S's record, L)    RECEIVER_STATE_LOST (a, b)
 *  8  same or older            that is below the last purged     the last purged       RECEIVER_BEHIND_PURGED (b, c)
 *  9  an older generation                                        min(ack, L)           DIVERGED (c)
 * 10  it from an earlier time                                    the ack remembered    RETURNED_INCARNATION
 * 11  it, but had is 0                                           0                     FROM_START
 * 12  it                       had is below S's record           had                   RECEIVER_BEHIND
 * 13  it                                                         had                   CONTINUED
 * </pre>
 * {@code had} is the larger of R's ack and what was last delivered in R's process; {@code L} is the last index of R's
 * generation that survived in S's log; the last purged is 0 if none was. Policies of either side may refuse:
 * (a) refuseLostState, in row 2 only if S has a record of an ack and then by S only; (b) refusePurged, if messages R
 * never had are gone; (c) refuseDiverged, if messages R had are gone. (d) RESET needs resetOnMismatch of
 * both sides, and goes on after S's own record, as S may have accepted other messages since its log went back: some may
 * come again.
 */
final class ResumeTable {
    private ResumeTable() {
    }

    /**
     * Decides for the direction whose sender is this side.
     *
     * @return an offer, or a refusal with {@link Refusal.Code#INDEX_MISMATCH}
     */
    static ResumeDecision decide(final SenderView sender, final HeldFacts held, final ResumePolicy policy) {
        final LogFacts log = sender.log();
        final Known known = Known.of(held, log.incarnation());
        final Decider decider = new Decider(sender, held, policy);
        if (known == null) {
            return decider.unknownLog();
        }
        if (known.generation() > log.generation()) {
            return decider.mismatch(known, "the receiver knows a newer generation of this log, which must be an older"
                + " copy");
        }
        if (known.generation() == log.generation()) {
            return known.had() > log.last()
                ? decider.mismatch(known, "the receiver was given more than the sender has")
                : decider.sameGeneration(known);
        }
        final long survived = sender.lastOfGeneration().applyAsLong(known.generation());
        return survived < 0
            ? decider.mismatch(known, "the sender cannot tell how much survived of the receiver's generation")
            : decider.olderGeneration(known, Math.min(survived, log.last()));
    }

    /**
     * What the receiver's ack is once an offer is in force: what R keeps, and what S takes as its record of it.
     *
     * @param held what R said in the same login
     */
    static long ackAfter(final ResumeOffer offer, final HeldFacts held) {
        return offer.outcome() == ResumeOutcome.CONTINUED || offer.outcome() == ResumeOutcome.RECEIVER_BEHIND
            ? held.consumed() : offer.resumeAfter();
    }

    /**
     * Whether R must adopt: change, on disk, which log it holds or what it has consumed of it, before it delivers.
     *
     * @param held what R said in the same login
     */
    static boolean needsAdoption(final ResumeOffer offer, final HeldFacts held) {
        return offer.incarnation() != held.incarnation() || offer.generation() != held.generation()
            || ackAfter(offer, held) != held.consumed();
    }

    /**
     * Checks an offer for the direction whose receiver is this side: first that it follows from the table, so that no
     * sender can make a receiver skip anything without saying so, then this side's policy.
     *
     * @return null if it is accepted, else a refusal with {@link Refusal.Code#INDEX_MISMATCH}
     */
    static Refusal check(final ResumeOffer offer, final ReceiverView receiver, final ResumePolicy policy) {
        if (!OfferCheck.fits(offer, receiver)) {
            return refusal(offer, receiver, "the offer does not follow from the resume table",
                "the peer's software is at fault, or its store was changed during the login");
        }
        final String policyText = refusedByPolicy(offer, policy);
        return policyText == null ? null
            : refusal(offer, receiver, policyText, "restore the store that is behind, change the receiver's resume"
                + " policy, or " + ResumeText.RESET_EITHER);
    }

    private static String refusedByPolicy(final ResumeOffer offer, final ResumePolicy policy) {
        if (offer.outcome() == ResumeOutcome.RESET) {
            return policy.resetOnMismatch() ? null : "the receiver does not allow a reset";
        }
        if (policy.refuseLostState() && offer.outcome() == ResumeOutcome.RECEIVER_STATE_LOST) {
            return "the receiver lost its state";
        }
        if (policy.refusePurged() && offer.rangeKind() == ResumeOffer.RANGE_PURGED) {
            return "messages the receiver needs were purged";
        }
        return policy.refuseDiverged() && offer.rangeKind() == ResumeOffer.RANGE_REPLACED
            ? "the sender's log lost its tail" : null;
    }

    private static Refusal refusal(final ResumeOffer offer, final ReceiverView receiver, final String what,
                                   final String whatToDo) {
        return new Refusal(Refusal.Code.INDEX_MISMATCH,
            ResumeText.of(what + ": " + ResumeText.of(offer), receiver.peer(), receiver.held(), whatToDo));
    }

    /** One decision in the making. */
    private record Decider(SenderView sender, HeldFacts held, ResumePolicy policy) {
        ResumeDecision unknownLog() {
            final long record = record(sender.log().last());
            if (record > 0 && policy.refuseLostState()) {
                return refuseLostState();
            }
            if (held.incarnation() != 0) {
                return after(ResumeOutcome.NEW_INCARNATION, 0);
            }
            return record > 0 ? after(ResumeOutcome.RECEIVER_STATE_LOST, record) : after(ResumeOutcome.FROM_START, 0);
        }

        ResumeDecision sameGeneration(final Known known) {
            final long record = record(sender.log().last());
            if (known.isBlank() && record > 0) {
                return lostState(record);
            }
            if (known.had() < sender.beforeFirst()) {
                return after(ResumeOutcome.RECEIVER_BEHIND_PURGED, known.had());
            }
            if (known.ack() > sender.beforeFirst() && sender.ordinalOf().applyAsLong(known.ack()) < 0) {
                return refuseForeignIndex(known.ack());
            }
            if (!known.isCurrent()) {
                return after(ResumeOutcome.RETURNED_INCARNATION, known.ack());
            }
            if (known.had() == 0) {
                return after(ResumeOutcome.FROM_START, 0);
            }
            return after(known.had() < record ? ResumeOutcome.RECEIVER_BEHIND : ResumeOutcome.CONTINUED, known.had());
        }

        ResumeDecision olderGeneration(final Known known, final long survived) {
            if (known.isBlank() && record(survived) > 0) {
                return lostState(record(survived));
            }
            if (policy.refuseDiverged() && known.had() > survived) {
                return refuse("the sender's log lost its tail after index " + ResumeText.hex(survived)
                    + " of the receiver's generation", "allow divergence in the sender's resume policy, or "
                    + ResumeText.setTo(survived));
            }
            final long ack = Math.min(known.ack(), survived);
            if (ack < sender.beforeFirst()) {
                return after(ResumeOutcome.RECEIVER_BEHIND_PURGED, ack);
            }
            return known.had() > survived ? offer(ResumeOutcome.DIVERGED, ack, survived + 1, known.had())
                : offer(ResumeOutcome.DIVERGED, ack, 0, 0);
        }

        ResumeDecision mismatch(final Known known, final String what) {
            if (!policy.resetOnMismatch()) {
                return refuse(what, "restore the sender's store, allow a reset in the resume policies of both"
                    + " sides, or " + ResumeText.RESET_EITHER);
            }
            final long shared = record(Math.min(known.had(), sender.log().last()));
            return offer(ResumeOutcome.RESET, Math.max(shared, sender.beforeFirst()), shared + 1, known.had());
        }

        private ResumeDecision lostState(final long record) {
            return policy.refuseLostState() ? refuseLostState() : after(ResumeOutcome.RECEIVER_STATE_LOST, record);
        }

        private ResumeDecision refuseLostState() {
            return refuse("the receiver lost its state: it knows no ack, but acked up to "
                + ResumeText.hex(sender.acked()) + " as the sender's record says",
                "restore the receiver's store, allow lost state in the sender's"
                + " resume policy, or " + ResumeText.RESET_SENDER);
        }

        /** Goes on after an index, or after what was purged if that reaches further, and then says so. */
        private ResumeDecision after(final ResumeOutcome outcome, final long index) {
            if (index >= sender.beforeFirst()) {
                return offer(outcome, index, 0, 0);
            }
            final long oldest = sender.log().first() > 0 ? sender.log().first() : sender.beforeFirst();
            return policy.refusePurged()
                ? refuse("messages the receiver needs were purged, after index " + ResumeText.hex(index)
                    + " and before " + ResumeText.hex(oldest),
                    "allow purged messages in the sender's resume policy, or "
                        + ResumeText.setTo(sender.beforeFirst()))
                : offer(outcome, sender.beforeFirst(), index, oldest);
        }

        private ResumeDecision offer(final ResumeOutcome outcome, final long resumeAfter, final long rangeFrom,
                                     final long rangeTo) {
            final boolean isBeforeFirst = resumeAfter == sender.beforeFirst();
            final long ordinal = sender.ordinalOf().applyAsLong(isBeforeFirst ? 0 : resumeAfter);
            if (ordinal < 0) {
                return refuseForeignIndex(resumeAfter);
            }
            return new ResumeDecision(new ResumeOffer(outcome, sender.log().incarnation(), sender.log().generation(),
                resumeAfter, ordinal, rangeFrom, rangeTo), null);
        }

        private ResumeDecision refuseForeignIndex(final long index) {
            return refuse("index " + ResumeText.hex(index) + " is none of the sender's log",
                "restore the store of the receiver, or " + ResumeText.RESET_EITHER);
        }

        private ResumeDecision refuse(final String what, final String whatToDo) {
            return new ResumeDecision(null, new Refusal(Refusal.Code.INDEX_MISMATCH,
                ResumeText.of(what, sender.log(), held, whatToDo)));
        }

        /** S's record of R's ack, as far as the log still has what it speaks of. */
        private long record(final long limit) {
            return Math.min(sender.acked(), limit);
        }
    }
}
