package io.holdfast.bridge.protocol;

import io.holdfast.DisconnectReason;

/** Why a side ends a session, as CLOSE says it. */
public enum CloseReason {
    /** A number this version does not know. */
    OTHER(0, DisconnectReason.REMOTE_DISCONNECT),
    /** The user of the side that closes asked for it. */
    DISCONNECT(1, DisconnectReason.REMOTE_DISCONNECT),
    /** The process that closes shuts down. */
    SHUTTING_DOWN(2, DisconnectReason.REMOTE_SHUTDOWN),
    /** A newer login of the same peer took over. */
    REPLACED(3, DisconnectReason.REPLACED),
    /** The other side sent what the protocol does not allow. */
    PROTOCOL_ERROR(4, DisconnectReason.PROTOCOL_ERROR),
    /** Nothing was heard from the other side for too long. */
    PEER_TIMEOUT(5, DisconnectReason.PEER_TIMEOUT),
    /** The login was not done by its deadline. */
    LOGIN_TIMEOUT(6, DisconnectReason.LOGIN_TIMEOUT),
    /** The other side has messages that do not arrive. */
    NO_PROGRESS(7, DisconnectReason.NO_PROGRESS),
    /** A file of the side that closes cannot be used. */
    STORE_FAULT(8, DisconnectReason.REMOTE_SHUTDOWN),
    /** The files of the other side, read over shared memory, are damaged or gone. */
    PEER_STORE_FAULT(9, DisconnectReason.STORE_FAULT),
    /** The session day of the side that closes is over; it goes on under another name. */
    SESSION_ROLLED(10, DisconnectReason.SESSION_ROLLED);

    private final int wireCode;
    private final DisconnectReason seenByOther;

    CloseReason(final int wireCode, final DisconnectReason seenByOther) {
        this.wireCode = wireCode;
        this.seenByOther = seenByOther;
    }

    /** {@return the number on the wire} */
    public int wireCode() {
        return wireCode;
    }

    /** {@return what the side that receives the CLOSE tells its user} */
    public DisconnectReason seenByOther() {
        return seenByOther;
    }

    /**
     * Finds a reason by its number on the wire.
     *
     * @param wireCode as received
     * @return the reason, {@link #OTHER} for an unknown number
     */
    public static CloseReason ofWireCode(final int wireCode) {
        for (final CloseReason reason : values()) {
            if (reason.wireCode == wireCode) {
                return reason;
            }
        }
        return OTHER;
    }
}
