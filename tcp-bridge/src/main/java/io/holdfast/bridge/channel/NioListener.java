package io.holdfast.bridge.channel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Accepts sockets of the machine. A failure to accept one leaves the listener good for the next. Asks a selector first,
 * because accepting allocates, also when no socket waits.
 */
final class NioListener implements Listener {
    private static final Logger LOGGER = LoggerFactory.getLogger(NioListener.class);

    private final ServerSocketChannel server;
    private final Selector selector;
    private final InetSocketAddress localAddress;
    private NioWaiter watcher;
    private SelectionKey key;

    NioListener(final ServerSocketChannel server) throws IOException {
        this.server = server;
        this.localAddress = (InetSocketAddress) server.getLocalAddress();
        this.selector = Selector.open();
        try {
            server.register(selector, SelectionKey.OP_ACCEPT);
        } catch (final IOException | RuntimeException e) {
            throw NioChannel.closedAfter(selector, e, "cannot watch the listener");
        }
    }

    @Override
    public Channel accept(final int socketBufferLength) throws IOException {
        if (selector.selectNow() == 0) {
            return null;
        }
        selector.selectedKeys().clear();
        final SocketChannel socket = server.accept();
        if (socket == null) {
            return null;
        }
        try {
            NioChannel.configure(socket, socketBufferLength);
            return new NioChannel(socket, socket.getRemoteAddress());
        } catch (final IOException | RuntimeException e) {
            throw NioChannel.closedAfter(socket, e, "accepted socket is already broken");
        }
    }

    @Override
    public void watch(final Waiter waiter, final boolean isWatched) {
        try {
            if (watcher != waiter) {
                stopWatching();
                final NioWaiter newWatcher = (NioWaiter) waiter;
                key = newWatcher.register(server, SelectionKey.OP_ACCEPT, () -> { });
                watcher = newWatcher;
            }
            final int operations = isWatched ? SelectionKey.OP_ACCEPT : 0;
            if (key.interestOps() != operations) {
                key.interestOps(operations);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot watch the listener: localAddress=" + localAddress, e);
        }
    }

    private void stopWatching() {
        if (key != null) {
            key.cancel();
            watcher.untidy();
            key = null;
            watcher = null;
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public void close() {
        try {
            try {
                server.close();
            } finally {
                selector.close();
            }
        } catch (final IOException e) {
            LOGGER.warn("closing the listener failed: localAddress={}", localAddress, e);
        }
    }
}
