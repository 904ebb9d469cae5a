package io.holdfast.bridge.queueserver.client;

import io.holdfast.DisconnectReason;
import io.holdfast.bridge.queueserver.protocol.Farewell;
import io.holdfast.bridge.queueserver.protocol.SessionCode;

/** Tells the polling thread that a session is over, or that none came about. Never leaves this package. */
final class SessionEnd extends Exception {
    private static final long serialVersionUID = 1L;

    private final DisconnectReason reason;
    private final SessionCode code;
    private final boolean isToTell;

    private SessionEnd(final DisconnectReason reason, final SessionCode code, final boolean isToTell,
                       final String detail) {
        super(detail);
        this.reason = reason;
        this.code = code;
        this.isToTell = isToTell;
    }

    /** The socket or the time is at fault. */
    static SessionEnd of(final DisconnectReason reason, final String detail) {
        return new SessionEnd(reason, null, false, detail);
    }

    /** This side ends it, and the server is to be told why. */
    static SessionEnd told(final DisconnectReason reason, final SessionCode code, final String detail) {
        return new SessionEnd(reason, code, true, detail);
    }

    /** The server did not take the client. */
    static SessionEnd refused(final Farewell farewell) {
        return new SessionEnd(DisconnectReason.LOGIN_REFUSED, SessionCode.of(farewell.code()), false, text(farewell));
    }

    /** The server ended the session. */
    static SessionEnd closed(final Farewell farewell) {
        final SessionCode code = SessionCode.of(farewell.code());
        return new SessionEnd(reason(code), code, false, text(farewell));
    }

    private static String text(final Farewell farewell) {
        return SessionCode.of(farewell.code()) + ": " + farewell.text();
    }

    private static DisconnectReason reason(final SessionCode code) {
        return switch (code) {
            case SHUTTING_DOWN -> DisconnectReason.REMOTE_SHUTDOWN;
            case REPLACED -> DisconnectReason.REPLACED;
            case SILENT -> DisconnectReason.PEER_TIMEOUT;
            case TOO_SLOW -> DisconnectReason.NO_PROGRESS;
            case STORE_FAILED -> DisconnectReason.STORE_FAULT;
            case MALFORMED, UNEXPECTED, TOO_LONG, SEQUENCE_GAP, BAD_ACK -> DisconnectReason.PROTOCOL_ERROR;
            default -> DisconnectReason.REMOTE_DISCONNECT;
        };
    }

    DisconnectReason reason() {
        return reason;
    }

    /** {@return the code that the server said or is to be told, null if there is none} */
    SessionCode code() {
        return code;
    }

    /** {@return whether it was the server's word} */
    boolean isByServer() {
        return !isToTell && code != null;
    }

    /** {@return whether the server is to be told} */
    boolean isToTell() {
        return isToTell;
    }
}
