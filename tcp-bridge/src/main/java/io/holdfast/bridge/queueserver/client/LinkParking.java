package io.holdfast.bridge.queueserver.client;

import io.holdfast.IdleStrategy;
import io.holdfast.bridge.channel.Network;
import io.holdfast.bridge.channel.Waiter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntSupplier;

/**
 * Lets the thread of a producer or consumer wait for its socket. All work but that of the socket comes from that thread
 * itself, so nobody needs to ring. One thread, but for {@link #wake()}.
 */
final class LinkParking implements IdleStrategy, AutoCloseable {
    /** Waits for something to read. */
    static final int TO_READ = 0;
    /** Waits for something to read, or room to write. */
    static final int TO_WRITE = 1;
    /** Has work of which no socket tells: waits for a moment only. */
    static final int TO_TRY_AGAIN = 2;

    private static final int SPINS = 100;
    private static final int YIELDS = 100;
    private static final long RETRY_NS = 1_000_000;

    private final ServerLink link;
    private final Waiter waiter;
    private final long maxParkNs;
    private final IntSupplier interest;
    private int idleCycles;

    private LinkParking(final ServerLink link, final Waiter waiter, final long maxParkNs, final IntSupplier interest) {
        this.link = link;
        this.waiter = waiter;
        this.maxParkNs = maxParkNs;
        this.interest = interest;
    }

    static LinkParking open(final ServerLink link, final Network network, final long maxParkNs,
                            final IntSupplier interest) {
        if (maxParkNs <= 0) {
            throw new IllegalArgumentException("maxParkNs must be positive, was " + maxParkNs);
        }
        try {
            return new LinkParking(link, network.waiter(), maxParkNs, interest);
        } catch (final IOException e) {
            throw new UncheckedIOException("no selector to park on: " + e.getMessage(), e);
        }
    }

    @Override
    public void idle(final int workCount) {
        if (workCount > 0) {
            idleCycles = 0;
            waiter.tidy();
        } else if (idleCycles < SPINS) {
            idleCycles++;
            Thread.onSpinWait();
        } else if (idleCycles < SPINS + YIELDS) {
            idleCycles++;
            Thread.yield();
        } else {
            park();
        }
    }

    private void park() {
        final int wanted = interest.getAsInt();
        final long boundNs = Math.min(maxParkNs, wanted == TO_TRY_AGAIN ? RETRY_NS : Long.MAX_VALUE);
        final long waitNs = Math.min(boundNs, link.beginParking(waiter, wanted == TO_WRITE));
        if (waitNs <= 0) {
            waiter.tidy();
        } else if (waiter.await(waitNs)) {
            idleCycles = 0;
        }
    }

    @Override
    public void wake() {
        waiter.wake();
    }

    /** Frees the waiter; the strategy still works as one that only waits. */
    @Override
    public void close() {
        waiter.close();
    }
}
