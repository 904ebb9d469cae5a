package io.holdfast.bridge.channel;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Waits in lock step: time does not pass, so a wait ends at once, but before it does the test may let others act.
 * Counts what was asked of it.
 */
public final class FaultyWaiter implements Waiter {
    /** What can be watched. */
    interface Watched {
        boolean isReady();

        void tellReady();
    }

    private final Set<Watched> watched = new LinkedHashSet<>();
    private Runnable whileWaiting = () -> { };
    private Runnable onWatch = () -> { };
    private Runnable onWake = () -> { };
    private boolean isWoken;
    private boolean isClosed;
    private int waits;
    private int wakes;

    void watch(final Watched one) {
        watched.add(one);
        onWatch.run();
    }

    void forget(final Watched one) {
        watched.remove(one);
    }

    /**
     * Sets what happens during each wait.
     *
     * @param action what others do meanwhile
     */
    public void whileWaiting(final Runnable action) {
        whileWaiting = action;
    }

    /**
     * Sets what happens whenever something is watched, which is when its owner looks for work.
     *
     * @param action what others do meanwhile
     */
    public void onWatch(final Runnable action) {
        onWatch = action;
    }

    /**
     * Sets what happens within each wake.
     *
     * @param action what to look at
     */
    public void onWake(final Runnable action) {
        onWake = action;
    }

    /** {@return whether a wait would end at once} */
    public boolean isDue() {
        return isWoken || watched.stream().anyMatch(Watched::isReady);
    }

    /** {@return how often anybody waited} */
    public int waits() {
        return waits;
    }

    /** {@return how often it was woken} */
    public int wakes() {
        return wakes;
    }

    /** {@return whether it was closed} */
    public boolean isClosed() {
        return isClosed;
    }

    /** {@return how many channels and listeners it watches} */
    public int watchedCount() {
        return watched.size();
    }

    @Override
    public boolean await(final long maxNs) {
        waits++;
        whileWaiting.run();
        final boolean wasDue = isDue();
        look();
        isWoken = false;
        return wasDue;
    }

    @Override
    public void wake() {
        wakes++;
        isWoken = true;
        onWake.run();
    }

    @Override
    public void look() {
        watched.stream().filter(Watched::isReady).forEach(Watched::tellReady);
    }

    @Override
    public void tidy() {
    }

    @Override
    public void close() {
        isClosed = true;
        watched.clear();
    }
}
