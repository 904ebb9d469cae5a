package io.holdfast.examples.lines;

import io.holdfast.Clock;
import io.holdfast.Connection;
import io.holdfast.ConnectionListener;
import io.holdfast.DisconnectReason;
import io.holdfast.ResumeReport;
import io.holdfast.examples.command.Stall;

/**
 * Tells a receiver that has all its lines when it may go. An ack is not acked: the sender knows of it when it says
 * goodbye, or has had some time with a session that was quiet.
 */
final class Farewell implements ConnectionListener {
    private final Clock clock;
    private final long lingerNs;
    private boolean isConnected;
    private boolean hasPeerLeft;
    private long sessions;
    private Stall quiet;

    /**
     * A farewell.
     *
     * @param clock    for the time
     * @param lingerNs how long to stay with a sender that stays, or away from one that is away, in nanoseconds
     */
    Farewell(final Clock clock, final long lingerNs) {
        this.clock = clock;
        this.lingerNs = lingerNs;
    }

    @Override
    public void onConnected(final Connection connection, final ResumeReport report) {
        isConnected = true;
        hasPeerLeft = false;
        sessions++;
    }

    @Override
    public void onDisconnected(final Connection connection, final DisconnectReason reason, final String detail) {
        isConnected = false;
        hasPeerLeft = reason == DisconnectReason.REMOTE_DISCONNECT || reason == DisconnectReason.REMOTE_SHUTDOWN;
    }

    /** Starts the wait anew: a line has come. */
    void onDelivered() {
        quiet = null;
    }

    /**
     * Asks whether to go; called again and again once every line is there.
     *
     * @param isSessionNeeded whether only a session can tell that the last line is whole
     * @return whether it is time
     */
    boolean isOver(final boolean isSessionNeeded) {
        if (isSessionNeeded && !isConnected) {
            return false;
        }
        if (quiet == null) {
            quiet = new Stall(clock, lingerNs);
        }
        return hasPeerLeft || quiet.isStalled(sessions);
    }
}
