package io.holdfast.bridge;

import java.util.ArrayDeque;

/** The last steps of a random run, for its failure. */
final class StepLog {
    private static final int KEPT = Integer.getInteger("holdfast.steps", 40);

    private final ArrayDeque<String> steps = new ArrayDeque<>(KEPT);
    private int count;

    void add(final String step) {
        if (steps.size() == KEPT) {
            steps.removeFirst();
        }
        steps.addLast(++count + ". " + step);
    }

    @Override
    public String toString() {
        return String.join("\n  ", steps);
    }
}
