package io.holdfast.examples.bench;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SpreadTest {
    @Test
    void sumsUpAnOddNumberOfBlocks() {
        assertEquals(Map.of("min", 1.0, "median", 2.0, "max", 9.0), Spread.ofBlocks(List.of(9.0, 1.0, 2.0)));
    }

    @Test
    void sumsUpAnEvenNumberOfBlocks() {
        assertEquals(Map.of("min", 1.0, "median", 2.5, "max", 9.0), Spread.ofBlocks(List.of(9.0, 1.0, 2.0, 3.0)));
    }

    @Test
    void sumsUpLatenciesByPercentiles() {
        final Histogram ns = new Histogram(3);
        for (int i = 1; i <= 1000; i++) {
            ns.recordValue(i);
        }

        assertEquals(Map.of("p50Ns", 500L, "p90Ns", 900L, "p99Ns", 990L, "p999Ns", 999L, "maxNs", 1000L),
            Spread.ofLatencies(ns));
    }
}
