package io.holdfast;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A strategy that parked too early would stay away for an hour. */
@Timeout(60)
class IdleStrategyTest {
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final int BEFORE_PARKING = 200;

    private final IdleStrategy backoff = IdleStrategy.backoff(HOUR_NS);

    @Test
    void spinningAndYieldingReturnWhateverWasDone() {
        for (int workCount = -1; workCount <= 1; workCount++) {
            IdleStrategy.busySpin().idle(workCount);
            IdleStrategy.yielding().idle(workCount);
        }
    }

    @Test
    void backoffSpinsAndYieldsBeforeItParks() throws InterruptedException {
        idle(BEFORE_PARKING);

        awaitParked(() -> idle(1));
    }

    @Test
    void backoffStartsAnewAfterWork() throws InterruptedException {
        idle(BEFORE_PARKING);

        backoff.idle(1);
        idle(BEFORE_PARKING);

        awaitParked(() -> idle(1));
    }

    @Test
    void backoffNeverParksWhileThereIsWork() {
        for (int i = 0; i < 10 * BEFORE_PARKING; i++) {
            backoff.idle(1);
        }
    }

    private void idle(final int times) {
        for (int i = 0; i < times; i++) {
            backoff.idle(0);
        }
    }

    private static void awaitParked(final Runnable idling) throws InterruptedException {
        final Thread thread = new Thread(idling, "idling");
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        thread.join();
    }
}
