package io.holdfast;

/** The one source of time. Injected everywhere, so that tests and accelerated runs decide what time it is. */
public interface Clock {
    /** {@return nanoseconds since the epoch, UTC; may jump in both directions} */
    long epochNs();

    /** {@return nanoseconds since an arbitrary start; never decreases} */
    long monotonicNs();

    /**
     * {@return the clock to measure with how long something takes that is done between two ticks of this one: the one
     * that this one follows, and this one itself unless it stands still between ticks}
     */
    default Clock uncached() {
        return this;
    }
}
