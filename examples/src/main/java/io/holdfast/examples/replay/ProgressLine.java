package io.holdfast.examples.replay;

import io.holdfast.Clock;
import io.holdfast.examples.command.Terminal;
import io.holdfast.examples.command.Text;
import io.holdfast.store.journal.ReplayProgress;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A line on a terminal that tells how far a replay is; gone when it is closed, nothing elsewhere. One thread. */
final class ProgressLine implements AutoCloseable {
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LATE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int PERCENT = 100;
    private static final int WIDTH = 30;
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Clock clock;
    private final Terminal terminal = Terminal.standardError();
    private long nextNs;

    ProgressLine(final Clock clock) {
        this.clock = clock;
        nextNs = clock.monotonicNs() + INTERVAL_NS;
    }

    /**
     * Shows the line, now and then.
     *
     * @param progress of the replay
     * @param window   through which it sends
     * @param tookNs   since it began
     */
    void update(final ReplayProgress progress, final SentWindow window, final long tookNs) {
        if (terminal.isInteractive() && clock.monotonicNs() - nextNs >= 0) {
            nextNs = clock.monotonicNs() + INTERVAL_NS;
            terminal.update(line(progress, window.sent(), window.acked(), tookNs));
        }
    }

    /** {@return what is shown} */
    static String line(final ReplayProgress progress, final long sent, final long acked, final long tookNs) {
        final double done = progress.fraction();
        final int full = (int) (done * WIDTH);
        final String bar = Double.isNaN(done) ? "" : "[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] "
            + (int) (done * PERCENT) + "% ";
        final String recorded = progress.recordedNs() == 0 ? "" : " at " + Text.time(progress.recordedNs());
        final String late = progress.behindNs() < LATE_NS ? "" : ", late by " + Text.age(progress.behindNs());
        return String.format(Locale.ROOT, "%smessages=%d acked=%d %.0f/s%s%s", bar, sent, acked,
            progress.messages() * NS_PER_SECOND / Math.max(1, tookNs), recorded, late);
    }

    @Override
    public void close() {
        terminal.clear();
    }
}
