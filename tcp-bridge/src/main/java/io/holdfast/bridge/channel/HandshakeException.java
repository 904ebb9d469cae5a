package io.holdfast.bridge.channel;

import java.io.IOException;

/**
 * The two ends of a channel do not come together: one speaks TLS and the other does not, or one does not trust the
 * other. The message says which and what to do, and holds no secret.
 */
public final class HandshakeException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Made by channels.
     *
     * @param message what is wrong, in words for people
     * @param cause   why, null if there is nothing more to say
     */
    public HandshakeException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
