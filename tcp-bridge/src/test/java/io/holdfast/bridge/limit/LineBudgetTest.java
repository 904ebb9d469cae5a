package io.holdfast.bridge.limit;

import io.holdfast.bridge.ManualClock;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LineBudgetTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final ManualClock clock = new ManualClock();
    private final LineBudget budget = new LineBudget(clock);

    private int taken(final int wanted) {
        int taken = 0;
        for (int i = 0; i < wanted; i++) {
            taken += budget.take() ? 1 : 0;
        }
        return taken;
    }

    @Test
    void lets20LinesASecondThroughAndTellsLaterHowManyMoreThereWere() {
        assertEquals(20, taken(100));
        assertEquals(0, budget.leftOut(), "the second is not over");

        clock.advance(SECOND_NS);

        assertEquals(80, budget.leftOut());
        assertEquals(0, budget.leftOut());
        assertEquals(20, taken(21));
        clock.advance(SECOND_NS);
        assertEquals(5, taken(5));
        assertEquals(1, budget.leftOut());
    }
}
