package io.holdfast;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class CachedClockTest {
    private final ManualClock machine = new ManualClock();

    @Test
    void showsTheTimeOfItsLastTick() {
        final CachedClock clock = new CachedClock(machine);
        final long epochNs = clock.epochNs();
        final long monotonicNs = clock.monotonicNs();

        machine.advance(5);

        assertEquals(epochNs, clock.epochNs());
        assertEquals(monotonicNs, clock.monotonicNs());
        clock.tick();
        assertEquals(machine.epochNs(), clock.epochNs());
        assertEquals(monotonicNs + 5, clock.monotonicNs());
    }
}
