package io.holdfast.examples.queue;

import io.holdfast.IdleStrategy;
import io.holdfast.SystemClock;
import io.holdfast.bridge.queueserver.protocol.Role;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.HostPort;
import io.holdfast.examples.command.Reason;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.Stall;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A non-blocking connection to a queue server. One thread, but for {@link #wake()}. Whatever breaks it is a
 * {@link CommandFailure}.
 */
final class QueueSocket implements AutoCloseable {
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long WAIT_MS = 100;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final String address;

    private QueueSocket(final SocketChannel channel, final String address) throws IOException {
        this.channel = channel;
        this.address = address;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        selector = Selector.open();
        key = channel.register(selector, SelectionKey.OP_READ);
    }

    /**
     * Connects and says the role.
     *
     * @param options  say where to, and how long to try
     * @param role     what to be
     * @param shutdown ends the waiting
     * @return the connected socket
     * @throws CommandFailure if the server is not there in time
     */
    static QueueSocket connect(final QueueConnectOptions options, final Role role, final Shutdown shutdown) {
        final String address = HostPort.text(options.address());
        final Stall stall = new Stall(SystemClock.INSTANCE, options.timeoutNs());
        final IdleStrategy idle = IdleStrategy.backoff(RETRY_NS);
        while (true) {
            try {
                final QueueSocket socket = open(options, address);
                socket.writeFully(ByteBuffer.wrap(role.wire()), shutdown);
                return socket;
            } catch (final IOException error) {
                if (shutdown.isRequested() || stall.isStalled(0)) {
                    throw new CommandFailure("cannot connect to " + address + ": " + Reason.of(error)
                        + "; is a queue-server there?", error);
                }
            }
            idle.idle(0);
        }
    }

    private static QueueSocket open(final QueueConnectOptions options, final String address) throws IOException {
        final SocketChannel channel = SocketChannel.open();
        try {
            channel.connect(options.address());
            return new QueueSocket(channel, address);
        } catch (final IOException error) {
            channel.close();
            throw error;
        }
    }

    /** {@return where the server listens} */
    String address() {
        return address;
    }

    /**
     * Reads what is there.
     *
     * @param bytes takes it
     * @return how many bytes, -1 if the server has closed the connection
     */
    int read(final ByteBuffer bytes) {
        try {
            return channel.read(bytes);
        } catch (final IOException error) {
            throw broken(error);
        }
    }

    /**
     * Writes what the connection takes.
     *
     * @param bytes have them
     * @return how many bytes
     */
    int write(final ByteBuffer bytes) {
        try {
            return channel.write(bytes);
        } catch (final IOException error) {
            throw broken(error);
        }
    }

    /** Writes all of a few bytes. */
    void writeFully(final ByteBuffer bytes, final Shutdown shutdown) {
        while (write(bytes) >= 0 && bytes.hasRemaining() && !shutdown.isRequested()) {
            await(true);
        }
    }

    /** Says that nothing more will be sent. */
    void endOutput() {
        try {
            channel.shutdownOutput();
        } catch (final IOException error) {
            throw broken(error);
        }
    }

    /**
     * Waits a little while until there is something to read, or room to write, or somebody wakes it.
     *
     * @param isWriting whether to wait for room, too
     */
    void await(final boolean isWriting) {
        try {
            key.interestOps(isWriting ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            selector.select(WAIT_MS);
            selector.selectedKeys().clear();
        } catch (final IOException error) {
            throw broken(error);
        }
    }

    /** Ends a wait that is under way, or the next one. Any thread. */
    void wake() {
        selector.wakeup();
    }

    private CommandFailure broken(final IOException error) {
        return new CommandFailure("the connection to " + address + " broke: " + Reason.of(error), error);
    }

    @Override
    public void close() {
        try {
            selector.close();
            channel.close();
        } catch (final IOException error) {
            throw broken(error);
        }
    }
}
