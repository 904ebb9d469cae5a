package io.holdfast.bridge;

/** How a connection ends because its session day is over, this side's or the peer's. Polling thread. */
final class DayEnd {
    private final PeerConnection connection;
    private boolean endsWithPeer;
    private boolean isBegun;

    DayEnd(final PeerConnection connection) {
        this.connection = connection;
    }

    /** Lets the connection end when its peer says that it goes on under another name. */
    void endsWithPeer(final boolean value) {
        endsWithPeer = value;
    }

    /** The session ended because one side goes on under another name. */
    void sessionRolled() {
        if (endsWithPeer) {
            end(connection.localName(), null);
        }
    }

    /**
     * Ends it for good: tells the peer and the listener, and lets go of the files. Outside the handler.
     *
     * @param newLocalName  this side's name from now on
     * @param newRemoteName the peer's, null if that is not known
     */
    void end(final String newLocalName, final String newRemoteName) {
        if (!isBegun && !connection.slot().status().isOver()) {
            isBegun = true;
            LeftBehind.end(connection, newLocalName, newRemoteName, true);
        }
    }

    /** Ends one that was in no group and had no session, and tells the listener only if something is left behind. */
    void endUnopened(final String newLocalName, final String newRemoteName) {
        isBegun = true;
        LeftBehind.end(connection, newLocalName, newRemoteName, false);
    }
}
