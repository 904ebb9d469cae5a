package io.holdfast.bridge.protocol;

import io.holdfast.ResumeOutcome;

/**
 * Where the sender of a direction will go on, and why.
 * <pre>
 *  u8 outcome | u8 range kind | i64 incarnation | i32 generation | i64 resumeAfter | i64 resumeAfterOrdinal
 *  | i64 rangeFrom | i64 rangeTo                                                              46 bytes
 *
 *  outcome     1 CONTINUED  2 FROM_START  3 DIVERGED  4 RECEIVER_STATE_LOST  5 RECEIVER_BEHIND
 *              6 RECEIVER_BEHIND_PURGED  7 NEW_INCARNATION  8 RETURNED_INCARNATION  9 RESET
 *  range kind  0 none: both ends are 0
 *              1 replaced: what the receiver had from rangeFrom to rangeTo, both included, is gone from the
 *                sender's log, which may use these indices again (DIVERGED, RESET)
 *              2 purged: what was after rangeFrom, the receiver's ack, and before rangeTo, the oldest message kept or
 *                0 if none is, will never come (every other outcome)
 * </pre>
 *
 * @param outcome            the row of the resume table
 * @param incarnation        of the sender's log
 * @param generation         of the sender's log
 * @param resumeAfter        the first message sent is the first one after this index; 0 is before the first
 * @param resumeAfterOrdinal how many messages the sender's log had accepted up to {@code resumeAfter}
 * @param rangeFrom          see above
 * @param rangeTo            see above
 */
public record ResumeOffer(ResumeOutcome outcome, long incarnation, int generation, long resumeAfter,
                          long resumeAfterOrdinal, long rangeFrom, long rangeTo) {
    /** There is no range to report. */
    public static final int RANGE_NONE = 0;
    /** The range names messages the receiver had and the sender has no more. */
    public static final int RANGE_REPLACED = 1;
    /** The range names messages the receiver never had and will not be given. */
    public static final int RANGE_PURGED = 2;

    /** {@return what the range means, one of the constants above} */
    public int rangeKind() {
        if (rangeFrom == 0 && rangeTo == 0) {
            return RANGE_NONE;
        }
        return outcome == ResumeOutcome.DIVERGED || outcome == ResumeOutcome.RESET ? RANGE_REPLACED : RANGE_PURGED;
    }

    void encode(final FrameWriter out) {
        out.u8(outcome.ordinal() + 1).u8(rangeKind()).i64(incarnation).i32(generation).i64(resumeAfter)
            .i64(resumeAfterOrdinal).i64(rangeFrom).i64(rangeTo);
    }

    static ResumeOffer decode(final FrameReader in) throws ProtocolException {
        final int outcome = in.u8("offer.outcome");
        in.check(outcome >= 1 && outcome <= OUTCOMES.length, "offer.outcome", outcome);
        final int rangeKind = in.u8("offer.rangeKind");
        final ResumeOffer offer = new ResumeOffer(OUTCOMES[outcome - 1], in.i64("offer.incarnation"),
            in.count32("offer.generation"), in.count64("offer.resumeAfter"), in.count64("offer.resumeAfterOrdinal"),
            in.count64("offer.rangeFrom"), in.count64("offer.rangeTo"));
        in.check(rangeKind == offer.rangeKind(), "offer.rangeKind", rangeKind);
        return offer;
    }

    private static final ResumeOutcome[] OUTCOMES = ResumeOutcome.values();
}
