package io.holdfast.bridge.limit;

import io.holdfast.Clock;

/**
 * How much of a thread goes to strangers, handshakes and proofs included: of one duty cycle a short while, however many
 * wait, and then none until as much time has passed for everybody else. So whoever is known has half of the thread at
 * least. One thread.
 */
public final class WorkShare {
    /** Pieces of work in a duty cycle. */
    public static final int MOST_PIECES = 16;

    /** How long pieces are begun in a duty cycle. */
    static final long SLICE_NS = 100_000;

    /** What is owed to the others is forgotten beyond this: a long handshake must not shut everybody out. */
    static final long MOST_OWED_NS = 20_000_000;

    private final Clock clock;
    private int pieces;
    private long beganNs;
    private long pieceBeganNs;
    private long tookNs;
    private long dueNs;

    /**
     * A share of which nothing is used yet.
     *
     * @param clock tells how long a piece of work takes, by its source if it is one that stands still meanwhile
     */
    public WorkShare(final Clock clock) {
        this.clock = clock.uncached();
        dueNs = this.clock.monotonicNs();
    }

    /** {@return whether there may be work for strangers in this duty cycle, which then begins} */
    public boolean begin() {
        final long nowNs = clock.monotonicNs();
        if (nowNs - dueNs < 0) {
            return false;
        }
        pieces = 0;
        tookNs = 0;
        beganNs = nowNs;
        pieceBeganNs = nowNs;
        return true;
    }

    /** {@return whether there may be one more piece of work in this duty cycle} */
    public boolean hasMore() {
        return pieces < MOST_PIECES && pieceBeganNs - beganNs < SLICE_NS;
    }

    /**
     * A piece of work is done.
     *
     * @param wasForStranger whether it counts; if not, it was for somebody who has said who he is, and only ends the
     *                       cycle's work earlier
     */
    public void done(final boolean wasForStranger) {
        final long nowNs = clock.monotonicNs();
        pieces++;
        if (wasForStranger) {
            tookNs += nowNs - pieceBeganNs;
        }
        pieceBeganNs = nowNs;
    }

    /** Ends the work of this duty cycle. */
    public void end() {
        dueNs = pieceBeganNs + Math.min(tookNs, MOST_OWED_NS);
    }
}
