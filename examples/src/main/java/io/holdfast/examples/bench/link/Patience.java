package io.holdfast.examples.bench.link;

import io.holdfast.SystemClock;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Stall;

import java.util.concurrent.TimeUnit;

/**
 * Keeps a busy wait from becoming an endless one, at the cost of a counter: after thousands of polls without work
 * it lets others have the core, and looks whether to go on at all and whether anything has moved for a minute. One
 * thread.
 */
public final class Patience {
    private static final int IDLES_PER_LOOK = 1 << 12;
    private static final long TIMEOUT_NS = TimeUnit.MINUTES.toNanos(1);

    private final Runnable check;
    private final Stall stall = new Stall(SystemClock.INSTANCE, TIMEOUT_NS);
    private int idles;

    /**
     * New patience.
     *
     * @param check throws when waiting is of no use any more
     */
    public Patience(final Runnable check) {
        this.check = check;
    }

    /**
     * Says that there was nothing to do.
     *
     * @param progress anything that changes when something moves
     */
    void idle(final long progress) {
        if ((++idles & IDLES_PER_LOOK - 1) == 0) {
            look(progress);
        }
    }

    private void look(final long progress) {
        Thread.yield();
        check.run();
        if (stall.isStalled(progress)) {
            throw new CommandFailure("nothing has moved for " + TimeUnit.NANOSECONDS.toSeconds(TIMEOUT_NS)
                + " s after " + progress + " messages; --verbose may tell why");
        }
    }
}
