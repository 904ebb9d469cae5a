package io.holdfast.store;

import java.util.function.Consumer;

/** Opens the one hook of the store that tests of other packages need: what an adoption does, step by step. */
public final class StepHook {
    private StepHook() {
    }

    /**
     * Calls back after each persistent step of every adoption.
     *
     * @param state   the receiver's state
     * @param reached gets the step's name
     */
    public static void set(final ReceiveState state, final Consumer<String> reached) {
        state.steps(reached::accept);
    }
}
