package io.holdfast.examples.command;

import io.holdfast.Clock;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StallTest {
    private static final long TIMEOUT_NS = 1000;

    private long nowNs = Long.MAX_VALUE - 10;

    private final Clock clock = new Clock() {
        @Override
        public long epochNs() {
            throw new AssertionError("not asked");
        }

        @Override
        public long monotonicNs() {
            return nowNs;
        }
    };

    private final Stall stall = new Stall(clock, TIMEOUT_NS);

    @Test
    void isStalledAtTheTimeoutAndNotBefore() {
        stall.isStalled(1);

        nowNs += TIMEOUT_NS - 1;
        assertFalse(stall.isStalled(1));

        nowNs += 1;
        assertTrue(stall.isStalled(1));
    }

    @Test
    void movingStartsTheTimeAnew() {
        stall.isStalled(1);
        nowNs += TIMEOUT_NS;

        assertFalse(stall.isStalled(2));
        nowNs += TIMEOUT_NS - 1;
        assertFalse(stall.isStalled(2));
    }

    @Test
    void aTimeoutOfForeverNeverComes() {
        final Stall patient = new Stall(clock, Long.MAX_VALUE);
        patient.isStalled(1);

        nowNs += Long.MAX_VALUE - 1;

        assertFalse(patient.isStalled(1));
    }
}
