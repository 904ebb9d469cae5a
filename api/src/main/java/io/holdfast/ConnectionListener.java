package io.holdfast;

/**
 * Told what happens to connections, on the thread that polls the connection (or, before a connection has a session,
 * on the thread that runs the client's or server's duty cycle). Every method does nothing by default. An exception
 * reaches the caller of that duty cycle.
 */
public interface ConnectionListener {
    /** Does nothing. */
    ConnectionListener NONE = new ConnectionListener() {
    };

    /**
     * A session began.
     *
     * @param connection the connection
     * @param report     where both directions go on
     */
    default void onConnected(final Connection connection, final ResumeReport report) {
    }

    /**
     * A session ended, or a client's try failed.
     *
     * @param connection the connection
     * @param reason     why
     * @param detail     for people
     */
    default void onDisconnected(final Connection connection, final DisconnectReason reason, final String detail) {
    }

    /**
     * A login was refused, by the peer or here.
     *
     * @param remoteName the peer's name as far as it is known, else null
     * @param refusal    why
     */
    default void onLoginRefused(final String remoteName, final Refusal refusal) {
    }

    /**
     * The peer begins a log this side never saw: a new peer, or one whose log was made anew.
     *
     * @param connection  the connection
     * @param incarnation of the peer's log
     */
    default void onPeerNew(final Connection connection, final long incarnation) {
    }

    /**
     * A log lost its tail. Messages in the range may have been seen by the receiver and be gone at the sender, who
     * may use their indices again.
     *
     * @param connection the connection
     * @param isOutgoing whether the log is this side's
     * @param fromIndex  first index concerned
     * @param toIndex    last index concerned
     */
    default void onDiverged(final Connection connection, final boolean isOutgoing,
                            final long fromIndex, final long toIndex) {
    }

    /**
     * Messages exist no more that the receiver has not been given: all those whose index is within the range, both ends
     * included. At a login both sides are told of those that were purged; in a session the receiver is told of one that
     * was damaged at the sender and repaired away, in its turn, and it counts as consumed.
     *
     * @param connection the connection
     * @param isOutgoing whether the messages are this side's
     * @param fromIndex  first index concerned: the one after the last that the receiver had, or that of the message
     * @param toIndex    last index concerned
     */
    default void onLost(final Connection connection, final boolean isOutgoing,
                        final long fromIndex, final long toIndex) {
    }

    /**
     * A handler threw as often as the context allows.
     *
     * @param connection the connection
     * @param index      of the message
     * @param attempts   how often it was tried
     * @param policy     whether delivery stopped there or skipped it
     */
    default void onPoison(final Connection connection, final long index, final int attempts,
                          final PoisonPolicy policy) {
    }

    /**
     * A session day is over: this connection is {@link ConnectionState#ENDED} and another takes its place. Called on
     * the thread that polled the old connection or, for one that this process had not opened, by the duty cycle of the
     * client or server, as long as it left messages behind. After a crash in between it may be called again.
     *
     * @param old  the connection that ended; it answers {@link Connection#SESSION_ENDED}
     * @param roll what takes its place, and what it leaves behind
     */
    default void onSessionRolled(final Connection old, final SessionRoll roll) {
    }

    /**
     * The next session day is due and cannot be opened. The day before goes on, and this is tried again.
     *
     * @param newLocalName this side's name on the next session day
     * @param fault        what, where, and what to do next
     */
    default void onRollFailed(final String newLocalName, final StoreException fault) {
    }

    /**
     * A file of this side's store cannot be used.
     *
     * @param connection the connection
     * @param fault      what, where, and what to do next
     */
    default void onStoreFault(final Connection connection, final StoreException fault) {
    }
}
