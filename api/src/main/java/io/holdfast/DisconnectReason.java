package io.holdfast;

/** Why a session ended, or why none came about. */
public enum DisconnectReason {
    /** No session has ended yet. */
    NONE,
    /** This side's user asked for it. */
    LOCAL_DISCONNECT,
    /** The peer's user asked for it. */
    REMOTE_DISCONNECT,
    /** No socket to any endpoint could be opened. */
    CONNECT_FAILED,
    /** The socket broke or ended without a word. */
    CONNECTION_LOST,
    /** Nothing was heard from the peer for the liveness time-out. */
    PEER_TIMEOUT,
    /** The login was not done by its deadline. */
    LOGIN_TIMEOUT,
    /** The login was refused; the {@link Refusal} says why. */
    LOGIN_REFUSED,
    /** The peer sent what the protocol does not allow. */
    PROTOCOL_ERROR,
    /** A newer login of the same peer took over. */
    REPLACED,
    /** The peer has messages that do not arrive although the session is alive. */
    NO_PROGRESS,
    /** A file of this side's store cannot be used. */
    STORE_FAULT,
    /** The peer's process is shutting down. */
    REMOTE_SHUTDOWN,
    /** The peer's files, read over shared memory, are damaged or gone. */
    PEER_STORE_FAULT,
    /** The session day of one of the two sides is over. */
    SESSION_ROLLED
}
