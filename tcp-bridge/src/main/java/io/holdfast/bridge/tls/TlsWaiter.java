package io.holdfast.bridge.tls;

import io.holdfast.bridge.channel.Waiter;

import java.util.ArrayList;
import java.util.List;

/**
 * Knows what the waiter below cannot: which channels are ready because of bytes that they have taken from their sockets
 * already. While there is such a one, nobody waits.
 */
final class TlsWaiter implements Waiter {
    private final Waiter below;
    private final List<TlsChannel> ready = new ArrayList<>();

    TlsWaiter(final Waiter below) {
        this.below = below;
    }

    Waiter below() {
        return below;
    }

    /** A channel is ready until it says otherwise. Any thread. */
    void add(final TlsChannel channel) {
        synchronized (ready) {
            ready.add(channel);
        }
    }

    /** A channel is not ready any more, but for what the waiter below sees. Any thread. */
    void remove(final TlsChannel channel) {
        synchronized (ready) {
            ready.remove(channel);
        }
    }

    private boolean tellReady() {
        synchronized (ready) {
            for (int i = 0; i < ready.size(); i++) {
                ready.get(i).tellReady();
            }
            return !ready.isEmpty();
        }
    }

    @Override
    public boolean await(final long maxNs) {
        if (tellReady()) {
            below.wake();
            below.await(maxNs);
            return true;
        }
        return below.await(maxNs);
    }

    @Override
    public void wake() {
        below.wake();
    }

    @Override
    public void look() {
        tellReady();
        below.look();
    }

    @Override
    public void tidy() {
        below.tidy();
    }

    @Override
    public void close() {
        below.close();
        synchronized (ready) {
            ready.clear();
        }
    }
}
