package io.holdfast;

/** What happens to a message whose handler threw as many times as is allowed. */
public enum PoisonPolicy {
    /**
     * Delivery on this connection stops at the message: nothing is acked or skipped, the session and sends go on, and
     * a process that opens the connection anew starts with a fresh count.
     */
    STOP,

    /** The message is acked unprocessed, which is logged, counted and told to the {@link ConnectionListener}. */
    SKIP
}
