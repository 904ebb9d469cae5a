package io.holdfast.examples.lines;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.MessageHandler;
import io.holdfast.SystemClock;
import io.holdfast.examples.command.ClientEndpoint;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.SessionDayOver;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.Stall;

/** Polls the connection while a {@link LineFeed} fills it. */
final class LineSender {
    private static final int MOST_PER_POLL = 256;
    private static final long STOP_TIMEOUT_MS = 1_000;
    private static final MessageHandler NOT_ASKED = (connection, message) -> Action.CONSUMED;

    private final ClientEndpoint endpoint;
    private final Connection connection;
    private final LineFeed feed;

    LineSender(final ClientEndpoint endpoint, final LineFeed feed) {
        this.endpoint = endpoint;
        connection = endpoint.connection();
        this.feed = feed;
    }

    /**
     * Sends the whole input.
     *
     * @param shutdown  ends it early
     * @param isNoWait  whether being accepted is enough
     * @param timeoutNs longest time without an ack while acks are due, or without a line accepted while one waits,
     *                  in nanoseconds
     * @throws SessionDayOver if the session day is over; the duty cycle tells of it also where a line was refused first
     * @throws CommandFailure if it was ended early or got stuck
     */
    void run(final Shutdown shutdown, final boolean isNoWait, final long timeoutNs) {
        final Thread thread = new Thread(feed, "stdin");
        thread.setDaemon(true);
        thread.start();
        try {
            poll(shutdown, isNoWait, timeoutNs);
        } finally {
            stop(thread);
        }
    }

    private void poll(final Shutdown shutdown, final boolean isNoWait, final long timeoutNs) {
        final Stall stall = new Stall(SystemClock.INSTANCE, timeoutNs);
        while (!isFinished(isNoWait)) {
            if (shutdown.isRequested()) {
                throw new CommandFailure("stopped after " + feed.sent() + " lines, " + state());
            }
            if (stall.isStalled(progress(isNoWait))) {
                throw new CommandFailure(stalled() + " within the time-out after " + feed.sent() + " lines, "
                    + state());
            }
            endpoint.idle(endpoint.doWork(NOT_ASKED, MOST_PER_POLL));
        }
    }

    /** {@return what moves on: acks while they are due, lines while they are refused, else the time} */
    private long progress(final boolean isNoWait) {
        if (!isNoWait && connection.unackedMessages() > 0) {
            return connection.ackedIndex();
        }
        return feed.refusal() < 0 ? feed.sent() : SystemClock.INSTANCE.monotonicNs();
    }

    private String stalled() {
        final long refusal = feed.refusal();
        return refusal < 0 ? "the next line was not accepted, " + Connection.resultName(refusal) + "," : "no ack";
    }

    private boolean isFinished(final boolean isNoWait) {
        final boolean isFed = feed.isDone();
        if (isFed && feed.failure() != null) {
            throw feed.failure();
        }
        return isFed && !feed.isSessionOver() && (isNoWait || connection.unackedMessages() == 0);
    }

    private String state() {
        return connection.unackedMessages() + " not yet acked; they are safe in the store: " + endpoint.trouble();
    }

    /** A feed that hangs in a read cannot be woken; it is a daemon and offers nothing any more. */
    private void stop(final Thread thread) {
        feed.stop();
        try {
            thread.join(feed.isDone() ? 0 : STOP_TIMEOUT_MS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
