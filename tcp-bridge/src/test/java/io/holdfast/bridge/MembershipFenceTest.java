package io.holdfast.bridge;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A connection of a large group goes to sleep and somebody brings work for it, both at the same instant, again and
 * again on two cores: without the fences each would at times look before its own store has left its core.
 */
@Timeout(120)
class MembershipFenceTest {
    private static final int ROUNDS = 100_000;
    private static final int SPINS = 1000;

    private final ExecutorService threads = Executors.newFixedThreadPool(1);
    private final AtomicBoolean isWorkThere = new AtomicBoolean();
    private final AtomicInteger ready = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final WokenMembers woken = new WokenMembers();
    private final Membership member = new Membership(null, woken);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void eitherTheWorkIsSeenOrTheGroupIsTold() throws Exception {
        member.stayAwake();
        final Future<?> ringer = threads.submit(() -> {
            for (int i = 1; i <= ROUNDS; i++) {
                meet(ready, 2 * i);
                isWorkThere.setOpaque(true);
                member.ring();
                meet(done, 2 * i);
            }
        });
        int lost = 0;
        int told = 0;
        for (int i = 1; i <= ROUNDS; i++) {
            isWorkThere.set(false);
            meet(ready, 2 * i);
            member.doze();
            final boolean isSeen = isWorkThere.getOpaque();
            meet(done, 2 * i);
            final boolean isTold = woken.takeAll() != null;
            told += isTold ? 1 : 0;
            lost += isSeen || isTold ? 0 : 1;
            member.stayAwake();
        }
        ringer.get();

        assertEquals(0, lost, "of " + ROUNDS + ", the group was told in " + told);
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
