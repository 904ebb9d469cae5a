package io.holdfast;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DutyCycleRunnerTest {
    private final List<Integer> idled = new ArrayList<>();
    private int rounds;

    @Test
    void runsUntilClosedAndTellsTheIdleStrategyWhatWasDone() {
        final DutyCycleRunner[] runner = new DutyCycleRunner[1];
        runner[0] = new DutyCycleRunner(() -> {
            if (++rounds == 3) {
                runner[0].close();
            }
            return rounds;
        }, idled::add);

        runner[0].run();

        assertEquals(List.of(1, 2, 3), idled);
    }

    @Test
    void wakesTheIdleStrategyWhenItIsClosed() {
        final List<Boolean> woken = new ArrayList<>();
        final DutyCycleRunner[] runner = new DutyCycleRunner[1];
        runner[0] = new DutyCycleRunner(() -> 0, new IdleStrategy() {
            @Override
            public void idle(final int workCount) {
                runner[0].close();
            }

            @Override
            public void wake() {
                woken.add(true);
            }
        });

        runner[0].run();

        assertEquals(List.of(true), woken);
    }

    @Test
    void doesNothingWhenClosedBeforeTheRun() {
        final DutyCycleRunner runner = new DutyCycleRunner(() -> ++rounds, idled::add);
        runner.close();

        runner.run();

        assertEquals(0, rounds);
    }

    @Test
    void endsWhenItsThreadIsInterruptedAndLeavesTheFlagSet() {
        final DutyCycleRunner runner = new DutyCycleRunner(() -> {
            rounds++;
            Thread.currentThread().interrupt();
            return 0;
        }, idled::add);

        runner.run();

        assertEquals(1, rounds);
        assertTrue(Thread.interrupted());
    }

    @Test
    void throwsTheFirstExceptionWithoutAnErrorHandler() {
        final RuntimeException thrown = new IllegalStateException("expected");
        final DutyCycleRunner runner = new DutyCycleRunner(() -> {
            throw thrown;
        }, idled::add);

        assertSame(thrown, assertThrows(IllegalStateException.class, runner::run));
    }

    @Test
    void goesOnAfterAnExceptionAsLongAsTheErrorHandlerSaysSo() {
        final List<String> errors = new ArrayList<>();
        final DutyCycleRunner runner = new DutyCycleRunner(() -> {
            throw new IllegalStateException("round " + ++rounds);
        }, idled::add, error -> {
            errors.add(error.getMessage());
            return errors.size() < 3;
        });

        runner.run();

        assertEquals(List.of("round 1", "round 2", "round 3"), errors);
        assertEquals(List.of(0, 0), idled);
    }

    @Test
    void anErrorIsNeverSwallowed() {
        final DutyCycleRunner runner = new DutyCycleRunner(() -> {
            throw new AssertionError("expected");
        }, idled::add, error -> true);

        assertThrows(AssertionError.class, runner::run);
    }
}
