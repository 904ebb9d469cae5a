package io.holdfast.bridge.channel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;

/**
 * One socket of the machine, non-blocking and without Nagle's delay. It insists on direct buffers, because for any
 * other the JDK keeps a temporary direct one per thread, as large as the largest it ever saw.
 */
final class NioChannel implements Channel {
    private static final Logger LOGGER = LoggerFactory.getLogger(NioChannel.class);

    private final SocketChannel socket;
    private final SocketAddress remoteAddress;

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
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public SelectableChannel selectable() {
        return socket;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (final IOException e) {
            LOGGER.warn("closing a socket failed: remoteAddress={}", remoteAddress, e);
        }
    }

    private static void requireDirect(final ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("buffer must be direct: " + buffer);
        }
    }
}
