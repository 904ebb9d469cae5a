package io.holdfast;

/**
 * A clock that is asked often and read rarely: it shows the time of its last {@link #tick()}. For those who send
 * millions of messages a second, for whom reading the machine's clock each time is a third of the cost. Tick it once
 * per duty cycle; messages then carry the time at which the duty cycle began.
 * <p>
 * One thread ticks, any thread reads. Time-outs come late by at most the time between two ticks.
 */
public final class CachedClock implements Clock {
    private final Clock source;
    private volatile long epochNs;
    private volatile long monotonicNs;

    /**
     * A clock that shows the time at which it was made.
     *
     * @param source is read at each tick
     */
    public CachedClock(final Clock source) {
        this.source = source;
        tick();
    }

    /** Takes the time from the source. */
    public void tick() {
        epochNs = source.epochNs();
        monotonicNs = source.monotonicNs();
    }

    @Override
    public long epochNs() {
        return epochNs;
    }

    @Override
    public long monotonicNs() {
        return monotonicNs;
    }

    @Override
    public Clock uncached() {
        return source.uncached();
    }
}
