package io.holdfast.bridge.protocol;

/** The peer sent what the protocol does not allow. Nothing of the frame was acted upon; the session must end. */
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Made by the decoders.
     *
     * @param message what is wrong, with values; holds no credentials
     */
    public ProtocolException(final String message) {
        super(message);
    }
}
