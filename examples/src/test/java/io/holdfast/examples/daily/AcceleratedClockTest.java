package io.holdfast.examples.daily;

import io.holdfast.Clock;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class AcceleratedClockTest {
    private static final long BEGIN = 1_000_000;
    private static final int SPEED = 1_000;

    private long realNs;

    private final AcceleratedClock clock = new AcceleratedClock(new Clock() {
        @Override
        public long epochNs() {
            throw new AssertionError("not asked");
        }

        @Override
        public long monotonicNs() {
            return realNs;
        }
    }, BEGIN, SPEED);

    @Test
    void runsFastAsFarAsTheBarrierAndWaitsThere() {
        clock.waitAt(BEGIN + 5_500);
        realNs += 3;
        assertEquals(BEGIN + 3_000, clock.epochNs());
        realNs += 1_000_000;
        assertEquals(BEGIN + 5_500, clock.epochNs());

        clock.waitAt(BEGIN + 8_000);

        assertEquals(BEGIN + 5_500, clock.epochNs());
        realNs += 2;
        assertEquals(BEGIN + 7_500, clock.epochNs());
    }

    @Test
    void neverGoesBack() {
        clock.waitAt(BEGIN + 9_000);
        realNs += 4;

        clock.waitAt(BEGIN);
        realNs += 4;

        assertEquals(BEGIN + 4_000, clock.epochNs());
    }
}
