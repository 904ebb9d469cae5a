package io.holdfast;

/**
 * What a side does in the rows of the resume table that leave a choice. Immutable; each method returns a changed copy.
 *
 * @param refuseDiverged      refuse a peer whose log, or whose view of ours, lost a tail; default: go on and report
 * @param refuseLostState     refuse when the receiver lost its state; default: go on after the sender's record
 * @param refusePurged        refuse when messages the receiver needs were purged; default: go on and report
 * @param resetOnMismatch     when the receiver had more than the sender has: go on after the sender's record;
 *                            default: refuse with {@link Refusal.Code#INDEX_MISMATCH}
 */
public record ResumePolicy(boolean refuseDiverged, boolean refuseLostState, boolean refusePurged,
                           boolean resetOnMismatch) {
    /** Go on and report wherever nothing is made up, refuse otherwise. */
    public static final ResumePolicy DEFAULT = new ResumePolicy(false, false, false, false);

    /** Refuse wherever anything is out of the ordinary. */
    public static final ResumePolicy STRICT = new ResumePolicy(true, true, true, false);

    /**
     * Changes {@link #refuseDiverged()}.
     *
     * @param value the new value
     * @return a changed copy
     */
    public ResumePolicy withRefuseDiverged(final boolean value) {
        return new ResumePolicy(value, refuseLostState, refusePurged, resetOnMismatch);
    }

    /**
     * Changes {@link #refuseLostState()}.
     *
     * @param value the new value
     * @return a changed copy
     */
    public ResumePolicy withRefuseLostState(final boolean value) {
        return new ResumePolicy(refuseDiverged, value, refusePurged, resetOnMismatch);
    }

    /**
     * Changes {@link #refusePurged()}.
     *
     * @param value the new value
     * @return a changed copy
     */
    public ResumePolicy withRefusePurged(final boolean value) {
        return new ResumePolicy(refuseDiverged, refuseLostState, value, resetOnMismatch);
    }

    /**
     * Changes {@link #resetOnMismatch()}.
     *
     * @param value the new value
     * @return a changed copy
     */
    public ResumePolicy withResetOnMismatch(final boolean value) {
        return new ResumePolicy(refuseDiverged, refuseLostState, refusePurged, value);
    }
}
