package io.holdfast.bridge;

import io.holdfast.bridge.channel.FaultyNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * One thread parks and one brings work, both at the same instant, again and again on two cores: without the fences each
 * would at times look before its own store has left its core, and neither would see the other.
 */
@Timeout(120)
class ParkingFenceTest {
    private static final int ROUNDS = 100_000;
    private static final int SPINS = 1000;

    private final ExecutorService threads = Executors.newFixedThreadPool(1);
    private final FaultyNetwork network = new FaultyNetwork();
    private final AtomicBoolean isWorkThere = new AtomicBoolean();
    private final AtomicInteger ready = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final Parking parking = Parking.open(new ClientContext().network(network), 1,
        List.of(waiter -> isWorkThere.getOpaque() ? 0 : Long.MAX_VALUE));

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void eitherTheWorkIsSeenOrTheBellIsHeard() throws Exception {
        final Future<?> ringer = threads.submit(() -> {
            for (int i = 1; i <= ROUNDS; i++) {
                meet(ready, 2 * i);
                isWorkThere.setOpaque(true);
                parking.ring();
                meet(done, 2 * i);
            }
        });
        int lost = 0;
        int heard = 0;
        for (int i = 1; i <= ROUNDS; i++) {
            final int wakesBefore = network.waiters().get(0).wakes();
            isWorkThere.set(false);
            meet(ready, 2 * i);
            final long waitNs = parking.beginParking();
            meet(done, 2 * i);
            final boolean isHeard = network.waiters().get(0).wakes() > wakesBefore;
            heard += isHeard ? 1 : 0;
            lost += waitNs > 0 && !isHeard ? 1 : 0;
            parking.endParking();
        }
        ringer.get();

        assertEquals(0, lost, "of " + ROUNDS + ", the bell was heard in " + heard);
    }

    private static void meet(final AtomicInteger counter, final int expected) {
        counter.incrementAndGet();
        for (int spins = 0; counter.get() < expected; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }
}
