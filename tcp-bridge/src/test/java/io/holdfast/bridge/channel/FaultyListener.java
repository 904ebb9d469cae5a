package io.holdfast.bridge.channel;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;

/** Where connections of a {@link FaultyNetwork} arrive. */
final class FaultyListener implements Listener, FaultyWaiter.Watched {
    private final FaultyNetwork network;
    private final InetSocketAddress localAddress;
    private final ArrayDeque<Channel> backlog = new ArrayDeque<>();
    private FaultyWaiter watcher;
    private boolean isWatched;

    FaultyListener(final FaultyNetwork network, final InetSocketAddress localAddress) {
        this.network = network;
        this.localAddress = localAddress;
    }

    void offer(final Channel channel) {
        backlog.add(channel);
    }

    @Override
    public Channel accept(final int socketBufferLength) {
        return backlog.poll();
    }

    @Override
    public void watch(final Waiter waiter, final boolean watched) {
        if (watcher != waiter && watcher != null) {
            watcher.forget(this);
        }
        watcher = (FaultyWaiter) waiter;
        watcher.watch(this);
        isWatched = watched;
    }

    @Override
    public boolean isReady() {
        return isWatched && !backlog.isEmpty();
    }

    @Override
    public void tellReady() {
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public void close() {
        network.unlisten(localAddress.getPort());
        backlog.forEach(Channel::close);
        backlog.clear();
        if (watcher != null) {
            watcher.forget(this);
        }
    }
}
