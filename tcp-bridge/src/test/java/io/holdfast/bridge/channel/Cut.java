package io.holdfast.bridge.channel;

/** How a connection ends. */
public enum Cut {
    /** Both ends read what is under way, then the end of the stream. */
    END_OF_STREAM,
    /** Both ends get an IOException at once; what is under way is lost. */
    RESET,
    /** The client's end is reset, the server's never hears of it: a half-open connection. */
    UNSEEN_BY_SERVER,
    /** The server's end is reset, the client's never hears of it. */
    UNSEEN_BY_CLIENT
}
