package io.holdfast.bridge.queueserver.subscriber;

/** A client cannot be the durable subscriber that it says it is. Nothing was changed. */
public final class SubscriberRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why. */
    public enum Reason {
        /** The name is no peer name, or differs only in case from another's. */
        NAME,
        /** It belongs to another principal. */
        PRINCIPAL,
        /** Its client is connected. That one is asked to leave, so it helps to come again. */
        CONNECTED,
        /** There would be one too many. */
        TOO_MANY,
        /** What the store knows of it is damaged: only a person can help. */
        DAMAGED,
        /** The store could not be written: the disk is full perhaps. */
        STORE
    }

    SubscriberRefusedException(final Reason reason, final String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** {@return why} */
    public Reason reason() {
        return reason;
    }
}
