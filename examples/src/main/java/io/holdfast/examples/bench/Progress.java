package io.holdfast.examples.bench;

import io.holdfast.Clock;
import io.holdfast.SystemClock;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Stall;
import io.holdfast.examples.command.Terminal;

import java.util.concurrent.TimeUnit;

/**
 * Tells a person at a terminal how far a benchmark is, a few times a second, and ends one that is to end or does not
 * get on.
 */
final class Progress {
    private static final long CALLS_PER_LOOK = 1024;
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final Clock CLOCK = SystemClock.INSTANCE;

    private final Runnable check;
    private final Stall stall = new Stall(CLOCK, TimeUnit.MINUTES.toNanos(1));
    private final Terminal terminal = Terminal.standardError();
    private String what = "";
    private long calls;
    private long nextNs;

    /**
     * New progress.
     *
     * @param check throws when a benchmark is to end
     */
    Progress(final Runnable check) {
        this.check = check;
    }

    /**
     * Begins a block.
     *
     * @param text what it is
     */
    void begin(final String text) {
        what = text;
        nextNs = CLOCK.monotonicNs();
        look(0);
    }

    /**
     * Goes on with a block; cheap.
     *
     * @param done how many messages of it are done
     */
    void at(final long done) {
        if (++calls % CALLS_PER_LOOK == 0) {
            look(done);
        }
    }

    private void look(final long done) {
        check.run();
        if (stall.isStalled(done)) {
            throw new CommandFailure(what + ": nothing has moved for a minute after " + done + " messages");
        }
        final long nowNs = CLOCK.monotonicNs();
        if (nowNs - nextNs >= 0) {
            nextNs = nowNs + INTERVAL_NS;
            terminal.update(what + ", " + done + " messages");
        }
    }

    /** Erases what was told. */
    void end() {
        terminal.clear();
    }
}
