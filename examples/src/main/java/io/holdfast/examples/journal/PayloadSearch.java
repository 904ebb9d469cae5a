package io.holdfast.examples.journal;

/** Looks for something in a payload, again and again from left to right. One thread. */
interface PayloadSearch {
    /**
     * Begins with a payload.
     *
     * @param payload must stay as it is
     */
    void reset(PayloadBytes payload);

    /** {@return whether there is a next match} */
    boolean find();

    /** {@return where in the payload the match begins} */
    int start();

    /** {@return where in the payload the match ends} */
    int end();
}
