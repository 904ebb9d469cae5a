package io.holdfast.bridge.channel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The machine's own sockets, all non-blocking. Any thread may call it. */
public enum NioNetwork implements Network {
    /** The one instance. */
    INSTANCE;

    /** Sockets that may wait to be accepted; the kernel may allow fewer. Those beyond try again after a second. */
    private static final int BACKLOG = 1024;

    @Override
    public Listener listen(final InetSocketAddress address) throws IOException {
        final ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.configureBlocking(false);
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(resolved(address), BACKLOG);
            return new NioListener(server);
        } catch (final IOException | RuntimeException e) {
            throw NioChannel.closedAfter(server, e, "cannot listen on " + address);
        }
    }

    @Override
    public Channel connect(final InetSocketAddress address, final int socketBufferLength) throws IOException {
        final SocketChannel socket = SocketChannel.open();
        try {
            NioChannel.configure(socket, socketBufferLength);
            socket.connect(resolved(address));
            return new NioChannel(socket, address);
        } catch (final IOException | RuntimeException e) {
            throw NioChannel.closedAfter(socket, e, "cannot connect to " + address);
        }
    }

    @Override
    public Waiter waiter() throws IOException {
        return new NioWaiter();
    }

    private static InetSocketAddress resolved(final InetSocketAddress address) throws UnknownHostException {
        if (address.isUnresolved()) {
            throw new UnknownHostException("host not known: " + address.getHostString());
        }
        return address;
    }
}
