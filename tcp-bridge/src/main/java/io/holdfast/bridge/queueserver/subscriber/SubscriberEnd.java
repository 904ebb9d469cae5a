package io.holdfast.bridge.queueserver.subscriber;

/**
 * Why the client of a subscriber is to be closed.
 *
 * @param reason for programs
 * @param text   for people
 */
public record SubscriberEnd(Reason reason, String text) {
    /** The kinds of reasons. */
    public enum Reason {
        /** Another client came under the name. */
        REPLACED,
        /** It has held messages back for too long; it is told what it lost when it comes again. */
        EXPIRED,
        /** It was removed, and is as if it had never been. */
        REMOVED,
        /** Its ack could not be forced to disk. */
        STORE_FAILED
    }
}
