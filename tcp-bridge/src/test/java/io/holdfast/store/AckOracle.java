package io.holdfast.store;

/** What must hold for what a receiver knows of the peer's log, when its power fails now and then. */
final class AckOracle {
    /** One adoption: whose log, and between what its ack must be. */
    private record Adoption(long incarnation, int generation, long least, long most) {
        boolean is(final ReceiveState state) {
            return state.incarnation() == incarnation && state.generation() == generation
                && state.consumed() >= least && state.consumed() <= most;
        }
    }

    private Adoption held = new Adoption(0, 0, 0, 0);
    private Adoption begun;
    private int number;

    @Override
    public String toString() {
        return held + (begun == null ? "" : " or " + begun) + " adoption=" + number;
    }

    /** An adoption begins; a loss of power decides whether it is in force. */
    void adopts(final long incarnation, final int generation, final long ack) {
        begun = new Adoption(incarnation, generation, ack, ack);
    }

    /** The adoption is in force for good. */
    void adopted() {
        held = begun;
        begun = null;
        number++;
    }

    boolean isAdopted() {
        return held.incarnation != 0;
    }

    long incarnation() {
        return held.incarnation;
    }

    int generation() {
        return held.generation;
    }

    long consumed() {
        return held.most;
    }

    void consumed(final long index) {
        held = new Adoption(held.incarnation, held.generation, held.least, index);
    }

    /** An ack that outlives every loss. */
    void synced(final long index) {
        held = new Adoption(held.incarnation, held.generation, index, held.most);
    }

    /** Compares with what was opened. */
    void opened(final ReceiveState state) {
        if (begun != null && begun.is(state)) {
            adopted();
        } else if (!held.is(state)) {
            throw new AssertionError("held is incarnation=" + state.incarnation() + " generation="
                + state.generation() + " consumed=" + state.consumed() + " [" + this + "]");
        }
        begun = null;
        if (state.adoption() < number) {
            throw new AssertionError("adoption=" + state.adoption() + " [" + this + "]");
        }
        number = state.adoption();
        held = new Adoption(held.incarnation, held.generation, held.least, state.consumed());
    }
}
