package io.holdfast.bridge.queueserver.protocol;

/** Why a session ends or does not begin: the code of REFUSED and CLOSE. */
public enum SessionCode {
    /** A code that this version does not know. */
    UNKNOWN(0),
    /** The sender has done; what is durable stays. */
    BYE(1),
    /** From a consumer: the server is to forget its name, subscriptions and ack. From the server: it was told to. */
    FORGET(2),
    /** The server goes; it may come again. */
    SHUTTING_DOWN(3),
    /** Another session of the same name and role took the place of this one. */
    REPLACED(4),
    /** The consumer held messages back beyond the server's limits, and lost them; its next session is told which. */
    EXPIRED(5),
    /** Nothing came for three heartbeat intervals. */
    SILENT(6),
    /** The consumer takes too little for the server's rules. */
    TOO_SLOW(7),
    /** A frame that is not as it must be. */
    MALFORMED(10),
    /** A frame that does not belong here, or is of no type. */
    UNEXPECTED(11),
    /** A name, message or frame longer than allowed. */
    TOO_LONG(12),
    /** A producer left out a sequence of its own. */
    SEQUENCE_GAP(13),
    /** An ack of what was not delivered. */
    BAD_ACK(14),
    /** One more client, queue, producer, consumer or subscription than the server allows. */
    TOO_MANY(15),
    /** The server's rules do not let this client produce to, or consume, a queue. */
    NOT_ALLOWED(16),
    /** The server speaks none of the client's versions. */
    NO_COMMON_VERSION(20),
    /** The client's name is none, or its role. */
    BAD_NAME(21),
    /** The server's store is damaged or its disk failed. */
    STORE_FAILED(22),
    /** The client did not prove who it is. */
    NOT_AUTHENTICATED(23),
    /** The client's name belongs to another principal. */
    OTHER_PRINCIPAL(24);

    private static final SessionCode[] CODES = values();

    private final int number;

    SessionCode(final int number) {
        this.number = number;
    }

    /** {@return what stands for it on the wire} */
    public int number() {
        return number;
    }

    /**
     * Finds a code.
     *
     * @param number from the wire
     * @return the code, {@link #UNKNOWN} if it is of none
     */
    public static SessionCode of(final int number) {
        for (final SessionCode code : CODES) {
            if (code.number == number) {
                return code;
            }
        }
        return UNKNOWN;
    }
}
