package io.holdfast.examples.bench.link;

import io.holdfast.CachedClock;
import io.holdfast.Clock;
import io.holdfast.DutyCycle;
import io.holdfast.SystemClock;
import io.holdfast.bridge.EndpointContext;

import java.util.concurrent.TimeUnit;

/**
 * What both ends of Holdfast have in common: their options, and the rare part of the duty cycle. Logins, housekeeping
 * and the cached clock have their turn every 64 polls and every 256 messages sent; polling the connection has it each
 * time.
 */
final class HoldfastEnd {
    static final String CLIENT_NAME = "bench-client";
    static final String SERVER_NAME = "bench-server";

    /** Messages of a burst without a poll. */
    static final int BURST = 256;

    private static final String STORE = "store";
    private static final int POLLS_PER_DUTY = 64;

    /** Sessions must outlast the turns of the other systems, in which nobody polls this one. */
    private static final long LIVENESS_TIMEOUT_NS = TimeUnit.MINUTES.toNanos(30);

    private final CachedClock cachedClock;
    private DutyCycle rareDuty = () -> 0;
    private int polls;

    HoldfastEnd(final LinkSettings settings) {
        cachedClock = settings.isClockCached() ? new CachedClock(SystemClock.INSTANCE) : null;
    }

    /** Sets the options of one end; both have the same store, so that each may read the other's files. */
    <T extends EndpointContext<T>> T applyTo(final T context, final LinkSettings settings) {
        return context.store(settings.folder().resolve(STORE)).transport(settings.transport()).clock(clock())
            .singleSender(true).livenessTimeoutNs(LIVENESS_TIMEOUT_NS).durability(settings.durability());
    }

    private Clock clock() {
        return cachedClock == null ? SystemClock.INSTANCE : cachedClock;
    }

    /** Sets what does logins and housekeeping. */
    void rareDuty(final DutyCycle value) {
        rareDuty = value;
    }

    /** Counts a poll. */
    void polled() {
        if ((++polls & POLLS_PER_DUTY - 1) == 0) {
            doRareDuty();
        }
    }

    void doRareDuty() {
        if (cachedClock != null) {
            cachedClock.tick();
        }
        rareDuty.doWork();
    }
}
