package io.holdfast.bridge;

/** What {@link HouseRounds} keeps house for. */
interface Kept {
    /** {@return how much was done to its files} */
    int keepHouse();

    /** {@return whether messages or acks have come since this was last asked; costs next to nothing} */
    boolean hasNews();
}
