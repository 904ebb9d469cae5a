package io.holdfast.examples.journal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TimeBucketsTest {
    private static final long DAY_NS = TimeUnit.DAYS.toNanos(1);

    @Test
    void aSingleTimeHasOneBucket() {
        final TimeBuckets buckets = new TimeBuckets(10);

        buckets.add(12_345, 7);

        assertEquals(1, buckets.count());
        assertEquals(12_000, buckets.beginNs(0));
        assertEquals(7, buckets.bytes(0));
        assertEquals(1_000_000.0, buckets.perSecond(1));
    }

    @Test
    void aDayInTwentyFourIsCountedByTheHour() {
        final TimeBuckets buckets = new TimeBuckets(24);

        for (int minute = 0; minute < 24 * 60; minute++) {
            buckets.add(20_000 * DAY_NS + TimeUnit.MINUTES.toNanos(minute), 10);
        }

        assertEquals(TimeUnit.HOURS.toNanos(1), buckets.widthNs());
        assertEquals(20_000 * DAY_NS, buckets.beginNs(0));
        final long[] expected = new long[24];
        Arrays.fill(expected, 60);
        assertArrayEquals(expected, buckets.messages());
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000, 1_000_000, 1_000_000_000, 3_600_000_000_000L, 1L << 60, Long.MAX_VALUE})
    void timesInAnyOrderAreCountedExactly(final long range) {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        for (int most = 2; most < 50; most++) {
            final TimeBuckets buckets = new TimeBuckets(most);
            final long[] times = random.longs(100, -range / 2, range / 2).toArray();

            for (final long time : times) {
                buckets.add(time, 1);
            }

            assertTrue(buckets.count() <= most, "seed=" + seed);
            final long[] expected = new long[buckets.count()];
            for (final long time : times) {
                expected[(int) (Math.floorDiv(time, buckets.widthNs())
                    - Math.floorDiv(buckets.beginNs(0), buckets.widthNs()))]++;
            }
            assertArrayEquals(expected, buckets.messages(), "seed=" + seed);
            assertArrayEquals(expected, buckets.bytes(), "seed=" + seed);
        }
    }
}
