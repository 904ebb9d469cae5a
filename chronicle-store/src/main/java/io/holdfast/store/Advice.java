package io.holdfast.store;

/** What errors tell people to do about broken files. */
final class Advice {
    /** For damage within a connection's files. */
    static final String REPAIR = "run 'holdfast verify', then 'holdfast repair' on this connection, or restore its"
        + " folder from a backup";

    /** For what only a decision of a person can solve. */
    static final String RESET = "restore the connection's folder from a backup, or give up what is lost with 'holdfast"
        + " reset'";

    private Advice() {
    }
}
