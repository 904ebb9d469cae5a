package io.holdfast.bridge;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How often each of many connections has its turn; counted in duty cycles. */
class HouseRoundsTest {
    private static final int MANY = 2000;

    private final HouseRounds rounds = new HouseRounds();

    /** Counts. */
    private static final class Connection implements Kept {
        private int turns;
        private int glances;
        private int done;
        private boolean isBusy;

        @Override
        public int keepHouse() {
            turns++;
            return done;
        }

        @Override
        public boolean hasNews() {
            glances++;
            return isBusy;
        }
    }

    private static Connection[] connections(final int count) {
        return IntStream.range(0, count).mapToObj(i -> new Connection()).toArray(Connection[]::new);
    }

    private void cycles(final Connection[] all, final int count) {
        for (int i = 0; i < count; i++) {
            rounds.doWork(all);
        }
    }

    private static int turns(final Connection[] all) {
        return Arrays.stream(all).mapToInt(one -> one.turns).sum();
    }

    @Test
    void withFewEachHasItsTurnInEachDutyCycle() {
        final Connection[] all = connections(HouseRounds.TURNS);
        all[0].isBusy = true;

        cycles(all, 100);

        Arrays.stream(all).forEach(one -> assertEquals(100, one.turns));
    }

    @Test
    void aBusyOneAmongThousandsHasItsTurnInEachDutyCycleOnceItWasSeen() {
        final Connection[] all = connections(MANY);
        all[1234].isBusy = true;
        cycles(all, MANY / HouseRounds.GLANCES);
        final int before = all[1234].turns;

        cycles(all, 100);

        assertTrue(all[1234].turns - before >= 100, () -> "turns=" + (all[1234].turns - before));
    }

    @Test
    void severalBusyOnesShareTheirTurnsFairly() {
        final Connection[] all = connections(MANY);
        for (int i = 0; i < 40; i++) {
            all[50 * i].isBusy = true;
        }
        cycles(all, MANY / HouseRounds.GLANCES);
        final int[] before = Arrays.stream(all).mapToInt(one -> one.turns).toArray();

        cycles(all, 100);

        for (int i = 0; i < 40; i++) {
            final int turns = all[50 * i].turns - before[50 * i];
            assertTrue(turns >= 10 && turns <= 11, () -> "turns=" + turns);
        }
    }

    @Test
    void idleOnesHaveTheirTurnsAsBeforeHoweverManyAreBusy() {
        final Connection[] all = connections(MANY);
        for (int i = 0; i < MANY / 2; i++) {
            all[2 * i].isBusy = true;
        }

        cycles(all, MANY / HouseRounds.TURNS * 3);

        assertEquals(HouseRounds.MOST_BUSY, rounds.busyCount());
        Arrays.stream(all).forEach(one -> assertTrue(one.turns >= 3, () -> "turns=" + one.turns));
    }

    @Test
    void aDutyCycleIsBoundedHoweverManyAreBusy() {
        final Connection[] all = connections(MANY);
        Arrays.stream(all).forEach(one -> one.isBusy = true);

        cycles(all, 1000);

        assertTrue(turns(all) <= 1000 * 2 * HouseRounds.TURNS, () -> "turns=" + turns(all));
        final int glances = Arrays.stream(all).mapToInt(one -> one.glances).sum();
        assertTrue(glances <= 1000 * (HouseRounds.GLANCES + HouseRounds.TURNS), () -> "glances=" + glances);
    }

    @Test
    void whoIsQuietForAWhileIsForgottenUnlessThereIsStillWork() {
        final Connection[] all = connections(MANY);
        all[7].isBusy = true;
        all[8].isBusy = true;
        all[8].done = 1;
        cycles(all, MANY / HouseRounds.GLANCES);
        assertEquals(2, rounds.busyCount());

        all[7].isBusy = false;
        all[8].isBusy = false;
        cycles(all, HouseRounds.QUIET_TURNS);
        assertEquals(1, rounds.busyCount());

        all[8].done = 0;
        cycles(all, HouseRounds.QUIET_TURNS);
        assertEquals(0, rounds.busyCount());
    }

    @Test
    void connectionsMayComeAndGo() {
        final Connection[] all = connections(MANY);
        Arrays.stream(all).forEach(one -> one.isBusy = true);
        cycles(all, 100);

        cycles(new Connection[0], 1);
        assertEquals(0, rounds.busyCount());
        final Connection[] few = connections(3);
        cycles(few, 10);

        Arrays.stream(few).forEach(one -> assertEquals(10, one.turns));
    }
}
