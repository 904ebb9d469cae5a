package io.holdfast;

/** Time that only a test moves. */
final class ManualClock implements Clock {
    private long nowNs;

    void advance(final long byNs) {
        nowNs += byNs;
    }

    @Override
    public long epochNs() {
        return nowNs;
    }

    @Override
    public long monotonicNs() {
        return nowNs;
    }
}
