package io.holdfast.bridge;

import java.util.Arrays;

/**
 * Says whose files are kept house for in a duty cycle. Of thousands of connections few are busy, and those use up the
 * space ahead of them while the others have their turns; so there are two rounds, each a bounded number of turns per
 * duty cycle:
 *
 * <pre>
 *   all:   a few turns, and a glance at some more ──had messages or acks──> busy
 *   busy:  a few turns among the few             &lt;──none for a while────── forgotten
 * </pre>
 * With no more connections than turns each has its turn every time. One thread; allocates nothing.
 */
final class HouseRounds {
    static final int TURNS = 4;
    static final int GLANCES = 8;
    static final int MOST_BUSY = 64;
    static final int QUIET_TURNS = 32;

    private final Kept[] busy = new Kept[MOST_BUSY];
    private final int[] quietTurns = new int[MOST_BUSY];
    private int busyCount;
    private int nextBusy;
    private int next;
    private int nextGlance;

    /**
     * Gives those their turns whose turns they are.
     *
     * @param all the connections
     * @return how much was done
     */
    int doWork(final Kept[] all) {
        int workCount = 0;
        for (int i = Math.min(TURNS, all.length); i > 0; i--) {
            next = after(next, all.length);
            workCount += all[next].keepHouse();
        }
        if (all.length > TURNS) {
            for (int i = Math.min(GLANCES, all.length); i > 0; i--) {
                nextGlance = after(nextGlance, all.length);
                if (all[nextGlance].hasNews()) {
                    add(all[nextGlance]);
                }
            }
            workCount += keepBusy();
        } else if (busyCount > 0) {
            Arrays.fill(busy, 0, busyCount, null);
            busyCount = 0;
        }
        return workCount;
    }

    private static int after(final int place, final int count) {
        return place + 1 < count ? place + 1 : 0;
    }

    /** If there is no place left, it goes on having its turns with all. */
    private void add(final Kept found) {
        for (int i = 0; i < busyCount; i++) {
            if (busy[i] == found) {
                quietTurns[i] = 0;
                return;
            }
        }
        if (busyCount < MOST_BUSY) {
            quietTurns[busyCount] = 0;
            busy[busyCount++] = found;
        }
    }

    private int keepBusy() {
        int workCount = 0;
        for (int i = Math.min(TURNS, busyCount); i > 0; i--) {
            nextBusy = after(nextBusy, busyCount);
            final Kept kept = busy[nextBusy];
            final int done = kept.keepHouse();
            workCount += done;
            if (kept.hasNews() || done > 0) {
                quietTurns[nextBusy] = 0;
            } else if (++quietTurns[nextBusy] >= QUIET_TURNS) {
                remove(nextBusy);
            }
        }
        return workCount;
    }

    private void remove(final int place) {
        busyCount--;
        busy[place] = busy[busyCount];
        quietTurns[place] = quietTurns[busyCount];
        busy[busyCount] = null;
    }

    /** {@return how many have their turns more often; for tests} */
    int busyCount() {
        return busyCount;
    }
}
