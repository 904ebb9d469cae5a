package io.holdfast.examples.replay;

import io.holdfast.Action;
import io.holdfast.Clock;
import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.IdleStrategy;
import io.holdfast.MessageHandler;
import io.holdfast.StoreException;
import io.holdfast.examples.command.ClientEndpoint;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.Stall;
import io.holdfast.store.journal.ReplayProgress;
import io.holdfast.store.journal.Replayer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The duty cycle of a replay, from the login until all is acked. One thread. */
final class ReplayRun {
    private static final int MOST_PER_CYCLE = 256;
    private static final long PRECISION_NS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LAST_ACKS_NS = TimeUnit.SECONDS.toNanos(1);

    private final ClientEndpoint endpoint;
    private final Connection connection;
    private final Replayer replayer;
    private final SentWindow window;
    private final Clock clock;
    private final long timeoutNs;
    private final MessageHandler handler = (from, message) -> drop();
    private long dropped;
    private long beganNs;

    /**
     * A run.
     *
     * @param endpoint  that connects to the peer
     * @param replayer  sends into the window
     * @param window    of the endpoint's connection
     * @param clock     tells how long nothing has moved
     * @param timeoutNs how long without progress is too long, in nanoseconds
     */
    ReplayRun(final ClientEndpoint endpoint, final Replayer replayer, final SentWindow window, final Clock clock,
              final long timeoutNs) {
        this.endpoint = endpoint;
        this.replayer = replayer;
        this.window = window;
        this.clock = clock;
        this.timeoutNs = timeoutNs;
        connection = endpoint.connection();
        beganNs = clock.monotonicNs();
    }

    private Action drop() {
        dropped++;
        return Action.CONSUMED;
    }

    /** {@return how many messages of the peer came meanwhile, which were acked and dropped} */
    long dropped() {
        return dropped;
    }

    /** {@return how long it is since the login, in nanoseconds} */
    long tookNs() {
        return clock.monotonicNs() - beganNs;
    }

    /**
     * Waits for the first login.
     *
     * @param shutdown ends the wait
     * @param address  of the peer, for the error
     * @throws CommandFailure if it was ended, time is up, or trying on would not help
     */
    void awaitLogin(final Shutdown shutdown, final String address) {
        final Stall stall = new Stall(clock, timeoutNs);
        while (connection.state() != ConnectionState.CONNECTED) {
            if (shutdown.isRequested()) {
                throw new CommandFailure("stopped before the login at " + address + ": " + endpoint.trouble());
            }
            if (stall.isStalled(0)) {
                throw new CommandFailure("no login at " + address + " within the time-out: " + endpoint.trouble()
                    + "; does a server listen there?");
            }
            endpoint.idle(endpoint.doWork(handler, MOST_PER_CYCLE));
        }
        beganNs = clock.monotonicNs();
    }

    /**
     * Sends all and waits until it is acked. Where it cannot send on, what was sent gets the time to be acked.
     *
     * @param shutdown ends it early
     * @param isEnded  whether the end was seen, although the replayer does not know of it
     * @param progress shows how far it is
     * @throws CommandFailure if it was ended, time is up, or trying on would not help
     * @throws StoreException if the log cannot be read on
     */
    void run(final Shutdown shutdown, final BooleanSupplier isEnded, final ProgressLine progress) {
        final Stall stall = new Stall(clock, timeoutNs);
        RuntimeException end = null;
        while (end == null && !replayer.isDone() && !isEnded.getAsBoolean()) {
            int workCount = endpoint.doWork(handler, MOST_PER_CYCLE);
            try {
                workCount += replayer.doWork(MOST_PER_CYCLE);
                end = refusal();
            } catch (final StoreException unreadable) {
                end = unreadable;
            }
            if (shutdown.isRequested()) {
                end = stopped();
            }
            check(stall, end);
            progress.update(replayer.progress(), window.acked(), tookNs());
            idle(workCount);
        }
        awaitAcks(shutdown, end, stall, progress);
        if (end != null) {
            throw end;
        }
    }

    private void awaitAcks(final Shutdown shutdown, final RuntimeException end, final Stall stall,
                           final ProgressLine progress) {
        Stall lastAcks = null;
        while (connection.unackedMessages() > 0) {
            if (shutdown.isRequested()) {
                lastAcks = lastAcks == null ? new Stall(clock, LAST_ACKS_NS) : lastAcks;
                if (lastAcks.isStalled(0)) {
                    throw end == null ? stopped() : end;
                }
            }
            check(stall, end);
            progress.update(replayer.progress(), window.acked(), tookNs());
            endpoint.idle(endpoint.doWork(handler, MOST_PER_CYCLE));
        }
    }

    private static CommandFailure stopped() {
        return new CommandFailure("stopped by a signal");
    }

    /** {@return what says that the message which waits will never be taken, else null} */
    private CommandFailure refusal() {
        final long refusal = replayer.progress().refusal();
        if (refusal == Connection.TOO_LONG) {
            return new CommandFailure(window.refused() + ", is longer than --max-message allows; set it, and the"
                + " server's, to more");
        }
        final boolean isFinal = refusal == Connection.STORE_FAILED || refusal == Connection.CLOSED;
        return isFinal ? new CommandFailure("the temporary store took no more: " + Connection.resultName(refusal)
            + "; look at the disk, or name another place with --temp DIR") : null;
    }

    private void check(final Stall stall, final RuntimeException earlier) {
        if (!stall.isStalled(moving())) {
            return;
        }
        if (earlier != null) {
            throw earlier;
        }
        if (connection.unackedMessages() > 0) {
            throw new CommandFailure("the peer has acked nothing within the time-out: " + endpoint.trouble());
        }
        throw new CommandFailure("nothing more was accepted within the time-out: "
            + Connection.resultName(replayer.progress().refusal()) + " for " + window.refused()
            + (replayer.progress().refusal() == Connection.STORE_FULL ? "; make room for the temporary store, or name"
            + " another place with --temp DIR" : ""));
    }

    /** {@return what moves on: acks while they are due, messages while they are refused, else the time} */
    private long moving() {
        final ReplayProgress progress = replayer.progress();
        if (connection.unackedMessages() > 0) {
            return connection.ackedIndex();
        }
        return progress.refusal() < 0 ? progress.messages() : clock.monotonicNs();
    }

    /** Sleeps no longer than until the next message is due. */
    private void idle(final int workCount) {
        final long dueInNs = replayer.dueInNs();
        if (dueInNs > IdleStrategy.DEFAULT_MAX_PARK_NS || replayer.progress().refusal() < 0) {
            endpoint.idle(workCount);
        } else if (workCount == 0 && dueInNs > PRECISION_NS) {
            LockSupport.parkNanos(Math.min(dueInNs - PRECISION_NS, PRECISION_NS));
        }
    }
}
