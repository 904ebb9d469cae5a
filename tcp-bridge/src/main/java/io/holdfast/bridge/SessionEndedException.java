package io.holdfast.bridge;

import io.holdfast.DisconnectReason;
import io.holdfast.bridge.protocol.Close;
import io.holdfast.bridge.protocol.CloseReason;
import io.holdfast.bridge.protocol.ProtocolException;

import java.nio.ByteBuffer;

/** Tells the polling thread that the session under way is over. Never leaves this package. */
final class SessionEndedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final DisconnectReason reason;
    private final CloseReason closeReason;

    /** The peer ended it, or the stream did. */
    SessionEndedException(final DisconnectReason reason, final String detail) {
        this(reason, null, detail);
    }

    /** This side ends it and is to tell the peer why. */
    SessionEndedException(final DisconnectReason reason, final CloseReason closeReason, final String detail) {
        super(detail);
        this.reason = reason;
        this.closeReason = closeReason;
    }

    /** What a session threw, as the end of it. */
    static SessionEndedException of(final Exception cause) {
        if (cause instanceof SessionEndedException ended) {
            return ended;
        }
        return cause instanceof ProtocolException
            ? new SessionEndedException(DisconnectReason.PROTOCOL_ERROR, CloseReason.PROTOCOL_ERROR, cause.getMessage())
            : new SessionEndedException(DisconnectReason.CONNECTION_LOST, String.valueOf(cause.getMessage()));
    }

    /** The peer ended it, with the CLOSE frame at a position. */
    static SessionEndedException byClose(final ByteBuffer bytes, final int position, final int length)
        throws ProtocolException {
        final Close close = Close.decode(bytes.duplicate().order(bytes.order())
            .limit(position + length).position(position));
        return new SessionEndedException(close.reason().seenByOther(), close.text());
    }

    DisconnectReason reason() {
        return reason;
    }

    /** {@return whether the peer is to be told} */
    boolean isOurDoing() {
        return closeReason != null;
    }

    CloseReason closeReason() {
        return closeReason;
    }
}
