package io.holdfast.bridge.channel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One socket of the machine, non-blocking and without Nagle's delay. It insists on direct buffers, because for any
 * other the JDK keeps a temporary direct one per thread, as large as the largest it ever saw.
 */
final class NioChannel implements Channel {
    private static final Logger LOGGER = LoggerFactory.getLogger(NioChannel.class);

    private final SocketChannel socket;
    private final SocketAddress remoteAddress;
    private NioWaiter watcher;
    private SelectionKey key;

    NioChannel(final SocketChannel socket, final SocketAddress remoteAddress) {
        this.socket = socket;
        this.remoteAddress = remoteAddress;
    }

    static void configure(final SocketChannel socket, final int socketBufferLength) throws IOException {
        socket.configureBlocking(false);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.setOption(StandardSocketOptions.SO_SNDBUF, socketBufferLength);
        socket.setOption(StandardSocketOptions.SO_RCVBUF, socketBufferLength);
    }

    /** Closes what could not be used; the exception to throw names the attempt and keeps its cause. */
    static IOException closedAfter(final Closeable unusable, final Exception cause, final String attempt) {
        final IOException failure = new IOException(attempt + ": " + cause.getMessage(), cause);
        try {
            unusable.close();
        } catch (final IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** {@return the socket, to look at its options} */
    SocketChannel socket() {
        return socket;
    }

    @Override
    public boolean finishConnect() throws IOException {
        return socket.finishConnect();
    }

    @Override
    public int read(final ByteBuffer destination) throws IOException {
        requireDirect(destination);
        return socket.read(destination);
    }

    @Override
    public int write(final ByteBuffer source) throws IOException {
        requireDirect(source);
        return socket.write(source);
    }

    @Override
    public boolean endOutput() throws IOException {
        socket.shutdownOutput();
        return true;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public void watch(final Waiter waiter, final int interest, final Runnable onReady) {
        try {
            final int operations = operations(interest);
            if (watcher != waiter) {
                stopWatching();
                final NioWaiter newWatcher = (NioWaiter) waiter;
                key = newWatcher.register(socket, operations, onReady);
                watcher = newWatcher;
            } else {
                key.attach(onReady);
                if (key.interestOps() != operations) {
                    key.interestOps(operations);
                }
            }
        } catch (final ClosedChannelException | CancelledKeyException e) {
            LOGGER.debug("a closed socket is not watched: remoteAddress={}", remoteAddress, e);
            waiter.wake();
        } catch (final IOException e) {
            throw new UncheckedIOException("cannot watch the socket of " + remoteAddress, e);
        }
    }

    private int operations(final int interest) {
        if (interest != 0 && socket.isConnectionPending()) {
            return SelectionKey.OP_CONNECT;
        }
        return ((interest & Waiter.READ) == 0 ? 0 : SelectionKey.OP_READ)
            | ((interest & Waiter.WRITE) == 0 ? 0 : SelectionKey.OP_WRITE);
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
    public void unwatch() {
        if (key != null && key.isValid()) {
            key.interestOps(0);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (final IOException e) {
            LOGGER.warn("closing a socket failed: remoteAddress={}", remoteAddress, e);
        }
        if (watcher != null) {
            watcher.untidy();
        }
    }

    private static void requireDirect(final ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("buffer must be direct: " + buffer);
        }
    }
}
