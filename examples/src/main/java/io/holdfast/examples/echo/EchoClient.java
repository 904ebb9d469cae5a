package io.holdfast.examples.echo;

import io.holdfast.Clock;
import io.holdfast.IdleStrategy;
import io.holdfast.SystemClock;
import io.holdfast.examples.command.ClientEndpoint;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.Stall;
import io.holdfast.examples.command.Terminal;
import org.HdrHistogram.Histogram;

import java.util.concurrent.TimeUnit;

/** Sends and checks, in one thread, until every number is back. */
final class EchoClient {
    private static final int MOST_PER_POLL = 256;
    private static final long PROGRESS_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long PACED_PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final double MEDIAN = 50;
    private static final double P99 = 99;

    private final Clock clock = SystemClock.INSTANCE;
    private final IdleStrategy paced = IdleStrategy.backoff(PACED_PARK_NS);
    private final Terminal terminal = Terminal.standardError();
    private final ClientEndpoint endpoint;
    private final EchoProgress progress;
    private final EchoSender.Plan plan;
    private final EchoSender sender;
    private final AnswerSequence sequence;
    private final AnswerCheck check;
    private final long startNs = clock.monotonicNs();
    private long nextProgressNs = startNs;

    EchoClient(final ClientEndpoint endpoint, final EchoProgress progress, final EchoSender.Plan plan) {
        this.endpoint = endpoint;
        this.progress = progress;
        this.plan = plan;
        sender = new EchoSender(endpoint.connection(), clock, plan);
        sequence = new AnswerSequence(progress);
        check = new AnswerCheck(sequence, clock, sender.firstNumber());
        checkEarlierRuns();
    }

    private void checkEarlierRuns() {
        if (sender.lastSent() > plan.count()) {
            throw new CommandFailure("earlier runs have sent " + sender.lastSent() + " messages already; --count "
                + plan.count() + " is less");
        }
        if (sequence.received() > sender.lastSent()) {
            throw new CommandFailure("earlier runs have seen " + sequence.received() + " answers, but the store knows "
                + sender.lastSent() + " messages; was a part of it deleted?");
        }
    }

    /**
     * Runs to the end.
     *
     * @param shutdown  ends it early
     * @param timeoutNs longest time without an answer, in nanoseconds
     * @return what came of it
     * @throws CommandFailure if it was ended early or got stuck
     */
    EchoReport run(final Shutdown shutdown, final long timeoutNs) {
        final Stall stall = new Stall(clock, timeoutNs);
        while (sequence.received() < plan.count()) {
            if (shutdown.isRequested()) {
                throw new CommandFailure("stopped after " + sequence.received() + " of " + plan.count() + " answers");
            }
            if (stall.isStalled(sequence.received())) {
                throw new CommandFailure("stuck after " + sequence.received() + " of " + plan.count() + " answers, "
                    + sender.lastSent() + " sent: " + endpoint.trouble());
            }
            final int sent = sender.doWork(sequence.received());
            idle(sent + endpoint.doWork(check, MOST_PER_POLL));
            showProgress();
        }
        terminal.clear();
        return report();
    }

    /** Numbers that are due at a certain time cannot wait for those that end a park. */
    private void idle(final int workCount) {
        if (plan.ratePerSecond() > 0) {
            paced.idle(workCount);
        } else {
            endpoint.idle(workCount);
        }
    }

    private void showProgress() {
        if (!terminal.isInteractive() || clock.monotonicNs() - nextProgressNs < 0) {
            return;
        }
        nextProgressNs = clock.monotonicNs() + PROGRESS_INTERVAL_NS;
        terminal.update(String.format("%,d of %,d answered, %s", sequence.received(), plan.count(),
            endpoint.connection().state()));
    }

    private EchoReport report() {
        final Histogram roundTripsNs = check.roundTripsNs();
        final boolean isMeasured = roundTripsNs.getTotalCount() > 0;
        final double seconds = Math.max(1, clock.monotonicNs() - startNs) / (double) TimeUnit.SECONDS.toNanos(1);
        return new EchoReport(new EchoReport.Run(plan.count(), sender.lastSent(), sender.firstNumber() - 1,
            isMeasured ? roundTripsNs.getValueAtPercentile(MEDIAN) : 0,
            isMeasured ? roundTripsNs.getValueAtPercentile(P99) : 0,
            Math.round(check.answers() / seconds)), progress, endpoint.transports().text());
    }
}
