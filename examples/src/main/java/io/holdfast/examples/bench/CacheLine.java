package io.holdfast.examples.bench;

import io.holdfast.Clock;
import io.holdfast.SystemClock;
import io.holdfast.examples.command.CommandFailure;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * How far apart two cores are: the time in which a cache line that one thread writes has been seen by another, and its
 * answer by the first. No message between two processes can be faster.
 */
final class CacheLine {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final Clock CLOCK = SystemClock.INSTANCE;
    private static final int THERE = 32;
    private static final int BACK = 64;
    private static final int WORDS = 96;
    private static final int BATCHES = 41;
    private static final int TRIPS_PER_BATCH = 500;
    private static final long LAST = (long) BATCHES * TRIPS_PER_BATCH;

    private final long[] words = new long[WORDS];

    private CacheLine() {
    }

    /** {@return the median of many short batches, in nanoseconds} */
    static double roundTripNs() {
        final CacheLine line = new CacheLine();
        final Thread other = new Thread(line::answer, "holdfast-cache-line");
        other.setDaemon(true);
        other.start();
        final List<Double> batches = new ArrayList<>();
        for (int batch = 0; batch < BATCHES; batch++) {
            final long startNs = CLOCK.monotonicNs();
            line.ask((long) batch * TRIPS_PER_BATCH);
            batches.add((CLOCK.monotonicNs() - startNs) / (double) TRIPS_PER_BATCH);
        }
        try {
            other.join();
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while looking at the machine", interrupted);
        }
        return (double) Spread.ofBlocks(batches).get(Spread.MEDIAN);
    }

    private void ask(final long before) {
        for (long i = before + 1; i <= before + TRIPS_PER_BATCH; i++) {
            WORD.setRelease(words, THERE, i);
            await(BACK, i);
        }
    }

    private void answer() {
        for (long i = 1; i <= LAST; i++) {
            await(THERE, i);
            WORD.setRelease(words, BACK, i);
        }
    }

    private void await(final int offset, final long value) {
        while ((long) WORD.getAcquire(words, offset) != value) {
            Thread.onSpinWait();
        }
    }
}
