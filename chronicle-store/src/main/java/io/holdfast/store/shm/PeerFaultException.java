package io.holdfast.store.shm;

/** The peer's files, which are not ours to mend, do not hold what they should, or are gone. */
public final class PeerFaultException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * A fault.
     *
     * @param message what, where
     */
    public PeerFaultException(final String message) {
        super(message);
    }

    /**
     * A fault found by another exception.
     *
     * @param message what, where
     * @param cause   what the file system or the JVM said
     */
    public PeerFaultException(final String message, final Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
