package io.holdfast.bridge.channel;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;

/** Where connections of a {@link FaultyNetwork} arrive. */
final class FaultyListener implements Listener {
    private final FaultyNetwork network;
    private final InetSocketAddress localAddress;
    private final ArrayDeque<Channel> backlog = new ArrayDeque<>();

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
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public void close() {
        network.unlisten(localAddress.getPort());
        backlog.forEach(Channel::close);
        backlog.clear();
    }
}
