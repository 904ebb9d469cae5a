package io.holdfast.bridge;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which message follows which. */
class IndexStepsTest {
    private final IndexSteps steps = new IndexSteps();

    @Test
    void anIndexIsFollowedByTheNextUnlessAStepSaysOtherwise() {
        steps.add(5, 100);

        assertEquals(100, steps.next(5));
        assertEquals(7, steps.next(6));
        assertTrue(steps.isGap(50));
        assertFalse(steps.isGap(100));
    }

    @Test
    void ofTwoStepsFromOneIndexTheLaterCounts() {
        steps.add(5, 100);
        steps.add(5, 50);

        assertEquals(50, steps.next(5));
        assertFalse(steps.isGap(50));
        assertFalse(steps.isGap(60));
    }

    @Test
    void stepsAreForgottenOnceAcked() {
        steps.add(5, 100);
        steps.add(105, 200);

        steps.ackedUpTo(100);

        assertEquals(6, steps.next(5));
        assertEquals(200, steps.next(105));
    }
}
