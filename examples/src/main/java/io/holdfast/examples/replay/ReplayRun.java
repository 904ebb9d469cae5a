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
import io.holdfast.store.journal.SinkRefusedException;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The duty cycle of a replay, from the login until all is acked. One thread. */
final class ReplayRun {
    private static final int MOST_PER_CYCLE = 256;
    private static final long PRECISION_NS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final MessageHandler LATER = (from, message) -> Action.RETRY;
    private static final long LAST_ACKS_NS = TimeUnit.SECONDS.toNanos(1);

    private final ClientEndpoint endpoint;
    private final Connection connection;
    private final Replayer replayer;
    private final SentWindow window;
    private final Clock clock;
    private final TargetOptions target;
    private final MessageHandler handler = (from, message) -> drop();
    private long dropped;
    private final long beganNs;

    /**
     * A run.
     *
     * @param endpoint that is connected to the peer
     * @param replayer sends into the window
     * @param window   of the endpoint's connection
     * @param clock    tells how long nothing has moved
     * @param target   tells how long without progress is too long
     */
    ReplayRun(final ClientEndpoint endpoint, final Replayer replayer, final SentWindow window, final Clock clock,
              final TargetOptions target) {
        this.endpoint = endpoint;
        this.replayer = replayer;
        this.window = window;
        this.clock = clock;
        this.target = target;
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
     * @param endpoint that connects to the peer
     * @param shutdown ends the wait
     * @param clock    tells how long it takes
     * @param target   where the peer is, and how long is too long
     * @throws CommandFailure if it was ended, time is up, or trying on would not help
     */
    static void awaitLogin(final ClientEndpoint endpoint, final Shutdown shutdown, final Clock clock,
                           final TargetOptions target) {
        final Stall stall = new Stall(clock, target.timeoutNs());
        while (endpoint.connection().state() != ConnectionState.CONNECTED) {
            if (shutdown.isRequested()) {
                throw new CommandFailure("stopped before the login at " + target.address() + ": "
                    + endpoint.trouble());
            }
            if (stall.isStalled(0)) {
                throw new CommandFailure("no login at " + target.address() + " within the time-out: "
                    + endpoint.trouble() + "; does a server listen there?");
            }
            endpoint.idle(endpoint.doWork(LATER, 0));
        }
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
        final Stall stall = new Stall(clock, target.timeoutNs());
        RuntimeException end = null;
        while (end == null && !replayer.isDone() && !isEnded.getAsBoolean()) {
            int workCount = endpoint.doWork(handler, MOST_PER_CYCLE);
            try {
                workCount += replayer.doWork(MOST_PER_CYCLE);
                window.passed(replayer.progress().passedOrdinal());
            } catch (final SinkRefusedException refused) {
                end = refusal(refused);
            } catch (final StoreException unreadable) {
                end = unreadable;
            }
            if (shutdown.isRequested()) {
                end = stopped();
            }
            check(stall, end);
            progress.update(replayer.progress(), window, tookNs());
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
            progress.update(replayer.progress(), window, tookNs());
            endpoint.idle(endpoint.doWork(handler, MOST_PER_CYCLE));
        }
    }

    private static CommandFailure stopped() {
        return new CommandFailure("stopped by a signal");
    }

    private CommandFailure refusal(final SinkRefusedException refused) {
        if (refused.result() == Connection.TOO_LONG) {
            return new CommandFailure(window.refused() + ", is longer than --max-message allows; set it, and the"
                + " server's, to more", refused);
        }
        return new CommandFailure("the replay's store took no more: " + Connection.resultName(refused.result())
            + "; look at the disk, or " + target.roomAdvice(), refused);
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
            + (replayer.progress().refusal() == Connection.STORE_FULL ? "; " + target.roomAdvice() : ""));
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
