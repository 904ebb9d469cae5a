package io.holdfast;

/** Where a connection stands. Sends are accepted in every state before {@link #ENDED}. */
public enum ConnectionState {
    /** No session. A client waits for its next try, a server for the peer. */
    DISCONNECTED,
    /** A client's socket is being opened. */
    CONNECTING,
    /** The socket is open and the login under way. */
    LOGGING_IN,
    /** Messages flow. */
    CONNECTED,
    /** Another connection has taken this one's place; only its files live on. */
    ENDED,
    /** Closed by its user. */
    CLOSED
}
