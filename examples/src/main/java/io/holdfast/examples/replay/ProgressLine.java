package io.holdfast.examples.replay;

import io.holdfast.Clock;
import io.holdfast.examples.command.ProgressBar;
import io.holdfast.examples.command.Text;
import io.holdfast.store.journal.ReplayProgress;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A line on a terminal that tells how far a replay is; gone when it is closed, nothing elsewhere. One thread. */
final class ProgressLine implements AutoCloseable {
    private static final long LATE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ProgressBar bar;

    ProgressLine(final Clock clock) {
        bar = new ProgressBar(clock);
    }

    /**
     * Shows the line, now and then.
     *
     * @param progress of the replay
     * @param window   through which it sends
     * @param tookNs   since it began
     */
    void update(final ReplayProgress progress, final SentWindow window, final long tookNs) {
        if (bar.isDue()) {
            bar.show(line(progress, window.sent(), window.acked(), tookNs));
        }
    }

    /** {@return what is shown} */
    static String line(final ReplayProgress progress, final long sent, final long acked, final long tookNs) {
        final double done = progress.fraction();
        final String part = Double.isNaN(done) ? "" : ProgressBar.bar(done) + " ";
        final String recorded = progress.recordedNs() == 0 ? "" : " at " + Text.time(progress.recordedNs());
        final String late = progress.behindNs() < LATE_NS ? "" : ", late by " + Text.age(progress.behindNs());
        return String.format(Locale.ROOT, "%smessages=%d acked=%d %.0f/s%s%s", part, sent, acked,
            progress.messages() * NS_PER_SECOND / Math.max(1, tookNs), recorded, late);
    }

    @Override
    public void close() {
        bar.close();
    }
}
