package io.holdfast.bridge.protocol;

/** The numbers of the frame types. They never change their meaning. */
public final class FrameType {
    /** Client to server, first: {@link Login}. */
    public static final int LOGIN = 1;
    /** Server to client: {@link LoginOk}. */
    public static final int LOGIN_OK = 2;
    /** Server to client: {@link Challenge}. */
    public static final int CHALLENGE = 3;
    /** Client to server: the answer to a {@link Challenge} of a secret: {@link ChallengeResponse}. */
    public static final int CHALLENGE_RESPONSE = 4;
    /** Client to server, last of the login: {@link Confirm}. */
    public static final int CONFIRM = 5;
    /** Either way, instead of the next login frame: {@link Refused}. */
    public static final int REFUSED = 6;
    /** Announces the index and ordinal of the DATA that follows: {@link PositionFrame}. */
    public static final int POSITION = 7;
    /** One message: {@link DataFrame}. */
    public static final int DATA = 8;
    /** A sign of life: {@link HeartbeatFrame}. */
    public static final int HEARTBEAT = 9;
    /** An ack that had no DATA to travel with: {@link AckFrame}. */
    public static final int ACK = 10;
    /** The last frame of a side: {@link Close}. */
    public static final int CLOSE = 11;

    private static final String[] NAMES = {null, "LOGIN", "LOGIN_OK", "CHALLENGE", "CHALLENGE_RESPONSE", "CONFIRM",
        "REFUSED", "POSITION", "DATA", "HEARTBEAT", "ACK", "CLOSE"};

    private FrameType() {
    }

    /**
     * Tells whether there is such a type.
     *
     * @param type as received
     * @return whether it is known
     */
    public static boolean isKnown(final int type) {
        return type >= LOGIN && type <= CLOSE;
    }

    /**
     * Names a type, for texts.
     *
     * @param type as received
     * @return the name, or {@code UNKNOWN(type)}
     */
    public static String name(final int type) {
        return isKnown(type) ? NAMES[type] : "UNKNOWN(" + type + ")";
    }
}
