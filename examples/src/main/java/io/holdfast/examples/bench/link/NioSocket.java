package io.holdfast.examples.bench.link;

import io.holdfast.examples.command.CommandFailure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A non-blocking socket without Nagle that carries frames of one length, as long as Holdfast's are. A frame begins with
 * its kind; one that announces a stream has the number of the frames that follow it at offset 8.
 */
final class NioSocket implements AutoCloseable {
    /** Where the number of frames of a stream is. */
    static final int COUNT = 8;

    /** Long enough for many frames in one call. */
    static final int BUFFER_LENGTH = 1024 * 1024;

    /** What Holdfast adds to a payload on the wire: frame header (24) and record header (36). */
    private static final int HOLDFAST_OVERHEAD = 60;

    private final SocketChannel channel;

    NioSocket(final SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** {@return a socket that is connected to a port of this host} */
    static NioSocket connect(final int port) {
        try {
            return new NioSocket(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        } catch (final IOException error) {
            throw new CommandFailure("cannot connect to the peer process", error);
        }
    }

    /** {@return how long a frame must be to equal a Holdfast message on the wire, in bytes} */
    static int frameLength(final LinkSettings settings) {
        return settings.length() + HOLDFAST_OVERHEAD;
    }

    int read(final ByteBuffer destination) {
        try {
            final int count = channel.read(destination);
            if (count < 0) {
                throw new CommandFailure("the other process has closed the socket");
            }
            return count;
        } catch (final IOException error) {
            throw new CommandFailure("the socket broke: " + error.getMessage(), error);
        }
    }

    void write(final ByteBuffer source) {
        try {
            channel.write(source);
        } catch (final IOException error) {
            throw new CommandFailure("the socket broke: " + error.getMessage(), error);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (final IOException error) {
            throw new CommandFailure("cannot close the socket", error);
        }
    }
}
