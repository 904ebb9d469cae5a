package io.holdfast.examples.store;

import io.holdfast.SystemClock;
import io.holdfast.examples.command.Terminal;
import io.holdfast.examples.command.Text;
import io.holdfast.store.VerifyListener;

import java.util.concurrent.TimeUnit;

/** A line on a terminal that tells how far {@code verify} has come; gone when it is closed. One thread. */
final class VerifyProgress implements VerifyListener, AutoCloseable {
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int PERCENT = 100;
    private static final int WIDTH = 30;

    private final String name;
    private final Terminal terminal = Terminal.standardError();
    private long nextNs = SystemClock.INSTANCE.monotonicNs() + INTERVAL_NS;

    VerifyProgress(final String name) {
        this.name = name;
    }

    @Override
    public void onProgress(final long messages, final long bytes, final long ofBytes) {
        if (terminal.isInteractive() && SystemClock.INSTANCE.monotonicNs() - nextNs >= 0) {
            nextNs = SystemClock.INSTANCE.monotonicNs() + INTERVAL_NS;
            terminal.update(line(messages, bytes, ofBytes));
        }
    }

    /** {@return what is shown} */
    String line(final long messages, final long bytes, final long ofBytes) {
        final double done = ofBytes == 0 ? 1 : Math.min(1, (double) bytes / ofBytes);
        final int full = (int) (done * WIDTH);
        return name + " [" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + (int) (done * PERCENT) + "% of "
            + Text.size(ofBytes) + ", messages=" + messages;
    }

    @Override
    public void close() {
        terminal.clear();
    }
}
