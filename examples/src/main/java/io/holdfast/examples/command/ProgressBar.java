package io.holdfast.examples.command;

import io.holdfast.Clock;

import java.util.concurrent.TimeUnit;

/** A line on a terminal that tells how far something is, now and then; gone when it is closed. One thread. */
public final class ProgressBar implements AutoCloseable {
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int PERCENT = 100;
    private static final int WIDTH = 30;

    private final Clock clock;
    private final Terminal terminal = Terminal.standardError();
    private long nextNs;

    /**
     * A line that shows first when the time between two has passed.
     *
     * @param clock tells when that is
     */
    public ProgressBar(final Clock clock) {
        this.clock = clock;
        nextNs = clock.monotonicNs() + INTERVAL_NS;
    }

    /** {@return whether a line is to be shown now: never without a terminal; to be asked before one is made} */
    public boolean isDue() {
        if (!terminal.isInteractive() || clock.monotonicNs() - nextNs < 0) {
            return false;
        }
        nextNs = clock.monotonicNs() + INTERVAL_NS;
        return true;
    }

    /**
     * Shows a line in place of the one before.
     *
     * @param line without a line end
     */
    public void show(final String line) {
        terminal.update(line);
    }

    /**
     * {@return {@code [###   ] 50%}}
     *
     * @param done from 0 to 1
     */
    public static String bar(final double done) {
        final int full = (int) (Math.min(1, done) * WIDTH);
        return "[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + (int) (Math.min(1, done) * PERCENT) + "%";
    }

    @Override
    public void close() {
        terminal.clear();
    }
}
