package io.holdfast;

/** The one source of time. Injected everywhere, so that tests and accelerated runs decide what time it is. */
public interface Clock {
    /** {@return nanoseconds since the epoch, UTC; may jump in both directions} */
    long epochNs();

    /** {@return nanoseconds since an arbitrary start; never decreases} */
    long monotonicNs();
}
