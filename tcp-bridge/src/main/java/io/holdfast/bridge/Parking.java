package io.holdfast.bridge;

import io.holdfast.IdleStrategy;
import io.holdfast.bridge.channel.Network;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.store.ProcessLimits;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * Lets a thread wait until there is work for it, and is the doorbell for those who bring it.
 * <pre>
 *   the thread that parks                 whoever brings work: ring()
 *     isParked := true                      work is there for others to see
 *     full fence                            full fence
 *     any work? then no wait                isParked? then false, and wake
 *     wait
 *     isParked := false
 * </pre>
 * Either side stores before it loads, so at least one sees the other: no work is left lying while the thread waits.
 * Spins and yields for some duty cycles first, and again whenever the wait brought something to do. The wait is never
 * longer than {@code maxParkNs} nor than half a heartbeat interval, which leaves all time-outs late by no more than
 * that.
 */
final class Parking implements IdleStrategy, AutoCloseable {
    /** Idle duty cycles before a core is shared, and then before the thread waits. */
    static final int SPINS = 100;
    static final int YIELDS = 100;

    private static final VarHandle IS_PARKED;

    private final Waiter waiter;
    private final long maxParkNs;
    private final List<Parkable> served;
    private int spins = SPINS;
    private int yields = YIELDS;
    private int idleCycles;
    private volatile boolean isClosed;

    @SuppressWarnings("unused") // through IS_PARKED
    private boolean isParked;

    static {
        try {
            IS_PARKED = MethodHandles.lookup().findVarHandle(Parking.class, "isParked", boolean.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Parking(final Waiter waiter, final long maxParkNs, final List<Parkable> served) {
        this.waiter = waiter;
        this.maxParkNs = maxParkNs;
        this.served = List.copyOf(served);
    }

    /**
     * Makes a strategy.
     *
     * @param context   names the network and the heartbeat interval
     * @param maxParkNs longest wait, in nanoseconds
     * @param served    all that the thread drives
     */
    static Parking open(final EndpointContext<?> context, final long maxParkNs, final List<Parkable> served) {
        if (maxParkNs <= 0) {
            throw new IllegalArgumentException("maxParkNs must be positive, was " + maxParkNs);
        }
        final Network network = context.network();
        try {
            return new Parking(network.waiter(), Math.min(maxParkNs, context.heartbeatIntervalNs() / 2), served);
        } catch (final IOException e) {
            throw new UncheckedIOException("no selector to park on"
                + ProcessLimits.ofThisProcess().advice(e, served.size()) + ": " + e.getMessage(), e);
        }
    }

    /** Sets how many idle duty cycles come before the first wait. */
    Parking idleCycles(final int spinning, final int yielding) {
        spins = spinning;
        yields = yielding;
        return this;
    }

    @Override
    public void idle(final int workCount) {
        if (workCount > 0) {
            idleCycles = 0;
            waiter.tidy();
        } else if (idleCycles < spins) {
            idleCycles++;
            Thread.onSpinWait();
        } else if (idleCycles < spins + yields) {
            idleCycles++;
            Thread.yield();
        } else {
            park();
        }
    }

    private void park() {
        boolean isWorkLikely = true;
        try {
            final long waitNs = beginParking();
            if (waitNs > 0) {
                isWorkLikely = waiter.await(waitNs);
            } else {
                waiter.tidy();
            }
        } finally {
            endParking();
        }
        if (isWorkLikely) {
            idleCycles = 0;
        }
    }

    /** {@return how long to wait before {@link #endParking()}, 0 if there is work now} */
    long beginParking() {
        if (isClosed) {
            return maxParkNs;
        }
        IS_PARKED.setOpaque(this, true);
        VarHandle.fullFence();
        long waitNs = maxParkNs;
        for (int i = 0; i < served.size() && waitNs > 0; i++) {
            waitNs = Math.min(waitNs, served.get(i).beginParking(waiter));
        }
        return waitNs;
    }

    void endParking() {
        IS_PARKED.setOpaque(this, false);
        for (int i = 0; i < served.size(); i++) {
            served.get(i).endParking();
        }
    }

    /** {@return what waits} */
    Waiter waiter() {
        return waiter;
    }

    /** {@return whether the thread waits, or is about to, and nobody has woken it yet; any thread} */
    boolean isParked() {
        return (boolean) IS_PARKED.getOpaque(this);
    }

    /** Wakes the thread if it is parked, or about to be. Any thread, after having made work for it. */
    void ring() {
        VarHandle.fullFence();
        if (isParked() && IS_PARKED.compareAndSet(this, true, false)) {
            waiter.wake();
        }
    }

    @Override
    public void wake() {
        waiter.wake();
    }

    /** Frees the waiter; the strategy still works as one that only waits. */
    @Override
    public void close() {
        isClosed = true;
        waiter.close();
    }
}
