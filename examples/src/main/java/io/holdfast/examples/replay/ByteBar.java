package io.holdfast.examples.replay;

import io.holdfast.SystemClock;
import io.holdfast.examples.command.Terminal;
import io.holdfast.examples.command.Text;
import io.holdfast.store.ArchiveProgress;

import java.util.concurrent.TimeUnit;

/** A line on a terminal that tells how many bytes are done; gone when it is closed. One thread. */
final class ByteBar implements ArchiveProgress, AutoCloseable {
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int PERCENT = 100;
    private static final int WIDTH = 30;

    private final String name;
    private final Terminal terminal = Terminal.standardError();
    private long nextNs = SystemClock.INSTANCE.monotonicNs() + INTERVAL_NS;

    ByteBar(final String name) {
        this.name = name;
    }

    @Override
    public void moved(final long done, final long total) {
        if (terminal.isInteractive() && SystemClock.INSTANCE.monotonicNs() - nextNs >= 0) {
            nextNs = SystemClock.INSTANCE.monotonicNs() + INTERVAL_NS;
            terminal.update(line(done, total));
        }
    }

    /** {@return what is shown} */
    String line(final long done, final long total) {
        final double part = total == 0 ? 1 : Math.min(1, (double) done / total);
        final int full = (int) (part * WIDTH);
        return name + " [" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + (int) (part * PERCENT) + "% of "
            + Text.size(total);
    }

    @Override
    public void close() {
        terminal.clear();
    }
}
