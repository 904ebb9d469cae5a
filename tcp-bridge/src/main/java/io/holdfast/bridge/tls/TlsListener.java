package io.holdfast.bridge.tls;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.Listener;
import io.holdfast.bridge.channel.Waiter;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Accepts sockets whose clients have to speak TLS. One thread. */
final class TlsListener implements Listener {
    private final TlsNetwork network;
    private final Listener below;

    TlsListener(final TlsNetwork network, final Listener below) {
        this.network = network;
        this.below = below;
    }

    @Override
    public Channel accept(final int socketBufferLength) throws IOException {
        final Channel channel = below.accept(socketBufferLength);
        if (channel == null) {
            return null;
        }
        try {
            return network.accepted(channel);
        } catch (final IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void watch(final Waiter waiter, final boolean isWatched) {
        below.watch(((TlsWaiter) waiter).below(), isWatched);
    }

    @Override
    public InetSocketAddress localAddress() {
        return below.localAddress();
    }

    @Override
    public void close() {
        below.close();
    }
}
