package io.holdfast;

/** The machine's clocks. The only class of the library that reads them. */
public enum SystemClock implements Clock {
    /** The one instance. */
    INSTANCE;

    private static final long NS_PER_MS = 1_000_000L;

    /** {@inheritDoc} The resolution is one millisecond. */
    @Override
    public long epochNs() {
        return System.currentTimeMillis() * NS_PER_MS;
    }

    @Override
    public long monotonicNs() {
        return System.nanoTime();
    }
}
