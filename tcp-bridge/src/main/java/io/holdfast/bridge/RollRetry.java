package io.holdfast.bridge;

import io.holdfast.Clock;
import io.holdfast.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.TimeUnit;

/** When to try again to open a session day that could not be opened: after one second, then ever later. One thread. */
final class RollRetry {
    private static final Logger LOG = LoggerFactory.getLogger(RollRetry.class);
    private static final long FIRST_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_NS = TimeUnit.MINUTES.toNanos(1);

    private final EndpointContext<?> context;
    private final Clock clock;
    private long waitNs = FIRST_NS;
    private long nextTryNs;
    private boolean isWaiting;

    RollRetry(final EndpointContext<?> context) {
        this.context = context;
        clock = context.clock();
    }

    /** {@return how long to wait until the next try in nanoseconds, 0 if it is time} */
    long untilTryNs() {
        return isWaiting ? Math.max(0, nextTryNs - clock.monotonicNs()) : 0;
    }

    /** It worked. */
    void succeeded() {
        isWaiting = false;
        waitNs = FIRST_NS;
    }

    /** It did not, so that the day before goes on. */
    void failed(final String currentName, final String nextName, final RuntimeException cause) {
        isWaiting = true;
        nextTryNs = clock.monotonicNs() + waitNs;
        waitNs = Math.min(2 * waitNs, LONGEST_NS);
        LOG.error("session {} cannot begin, {} goes on: {}", nextName, currentName, cause.getMessage());
        context.listener().onRollFailed(nextName, cause instanceof StoreException fault ? fault
            : new StoreException(context.store(), cause.getMessage(), cause));
    }
}
