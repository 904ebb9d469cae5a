package io.holdfast.store;

/**
 * Told after each single change to a file, in an order of changes that a crash may cut anywhere. Lets tests look at the
 * files between any two steps.
 */
@FunctionalInterface
interface PersistentSteps {
    /** Does nothing. */
    PersistentSteps NONE = step -> { };

    void reached(String step);
}
