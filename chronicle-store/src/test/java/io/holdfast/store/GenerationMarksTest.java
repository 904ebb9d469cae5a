package io.holdfast.store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GenerationMarksTest {
    private static final long LENGTH = (long) GenerationMarks.RING * GenerationMarks.LENGTH;

    private final long ring = OffHeap.allocate(LENGTH);

    @BeforeEach
    void setUp() {
        OffHeap.zero(ring, LENGTH);
        GenerationMarks.put(ring, 0, 2, 100);
        GenerationMarks.put(ring, 1, 3, 90);
        GenerationMarks.put(ring, 2, 4, 300);
    }

    @AfterEach
    void tearDown() {
        OffHeap.free(ring, LENGTH);
    }

    @Test
    void tellsWhatSurvivedEveryLaterCut() {
        assertEquals(90, GenerationMarks.lastIndexOf(ring, 1, 4));
        assertEquals(300, GenerationMarks.lastIndexOf(ring, 3, 4));
        assertEquals(4, GenerationMarks.newest(ring));
    }

    @Test
    void aFlippedBitNeverMakesWhatSurvivedMore() {
        for (int bit = 0; bit < 3 * GenerationMarks.LENGTH * Byte.SIZE; bit++) {
            flip(bit);
            final long known = GenerationMarks.lastIndexOf(ring, 1, 4);
            assertTrue(known == -1 || known == 90, "bit=" + bit + " known=" + known);
            flip(bit);
        }
    }

    @Test
    void readsMarksWithoutChecksums() {
        OffHeap.putLong(ring + 16, 3);

        assertEquals(90, GenerationMarks.lastIndexOf(ring, 1, 4));
    }

    private void flip(final int bit) {
        final long at = ring + bit / Byte.SIZE;
        OffHeap.putByte(at, OffHeap.getByte(at) ^ 1 << bit % Byte.SIZE);
    }
}
