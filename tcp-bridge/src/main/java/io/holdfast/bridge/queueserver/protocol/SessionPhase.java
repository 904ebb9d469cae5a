package io.holdfast.bridge.queueserver.protocol;

/** Who sends, and how far the session is: what decides which frames may come next. */
public enum SessionPhase {
    /** From a client that has said its role. */
    GREETING(SessionFrames.HELLO),
    /** From a client that was challenged. */
    PROVING(SessionFrames.PROOF),
    /** From a producer that is welcome. */
    PRODUCING(SessionFrames.PRODUCE, SessionFrames.HEARTBEAT, SessionFrames.CLOSE),
    /** From a consumer that is welcome. */
    CONSUMING(SessionFrames.SUBSCRIBE, SessionFrames.UNSUBSCRIBE, SessionFrames.ACK, SessionFrames.HEARTBEAT,
        SessionFrames.CLOSE),
    /** From the server, to HELLO and PROOF. */
    ANSWERING(SessionFrames.CHALLENGE, SessionFrames.WELCOME, SessionFrames.REFUSED),
    /** From the server, to a producer. */
    CONFIRMING(SessionFrames.CONFIRM, SessionFrames.HEARTBEAT, SessionFrames.CLOSE),
    /** From the server, to a consumer. */
    DELIVERING(SessionFrames.SUBSCRIBED, SessionFrames.DELIVER, SessionFrames.HEARTBEAT, SessionFrames.CLOSE);

    private final long types;

    SessionPhase(final byte... types) {
        long bits = 0;
        for (final byte type : types) {
            bits |= 1L << type;
        }
        this.types = bits;
    }

    /**
     * Tells whether a frame may come.
     *
     * @param type any byte
     * @return whether it is the type of a frame that may
     */
    public boolean allows(final byte type) {
        return type > 0 && type < Long.SIZE && (types >>> type & 1) != 0;
    }
}
