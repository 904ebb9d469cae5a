package io.holdfast.examples.queue;

import io.holdfast.IdleStrategy;
import io.holdfast.SystemClock;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.HandshakeException;
import io.holdfast.bridge.channel.Network;
import io.holdfast.bridge.channel.Waiter;
import io.holdfast.bridge.queueserver.protocol.Role;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.HostPort;
import io.holdfast.examples.command.Reason;
import io.holdfast.examples.command.Shutdown;
import io.holdfast.examples.command.Stall;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * A non-blocking connection to a queue server. One thread, but for {@link #wake()}. Whatever breaks it is a
 * {@link CommandFailure}.
 */
final class QueueSocket implements AutoCloseable {
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long WAIT_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int BUFFER_LENGTH = 1 << 20;
    private static final Runnable NOTHING = () -> { };

    private final Channel channel;
    private final Waiter waiter;
    private final String address;

    private QueueSocket(final Channel channel, final Waiter waiter, final String address) {
        this.channel = channel;
        this.waiter = waiter;
        this.address = address;
    }

    /**
     * Connects and says the role.
     *
     * @param options  say where to, and how long to try
     * @param role     what to be
     * @param shutdown ends the waiting
     * @return the connected socket
     * @throws CommandFailure if the server is not there in time, or does not encrypt as this side does
     */
    static QueueSocket connect(final QueueConnectOptions options, final Role role, final Shutdown shutdown) {
        final String address = HostPort.text(options.address());
        final Network network = options.network();
        final Stall stall = new Stall(SystemClock.INSTANCE, options.timeoutNs());
        final IdleStrategy idle = IdleStrategy.backoff(RETRY_NS);
        while (true) {
            try {
                final QueueSocket socket = open(network, options, stall, shutdown);
                socket.writeFully(ByteBuffer.wrap(role.wire()), shutdown);
                return socket;
            } catch (final HandshakeException error) {
                throw new CommandFailure("cannot connect to " + address + ": " + error.getMessage(), error);
            } catch (final IOException error) {
                if (shutdown.isRequested() || stall.isStalled(0)) {
                    throw new CommandFailure("cannot connect to " + address + ": " + Reason.of(error)
                        + "; is a queue-server there?", error);
                }
            }
            idle.idle(0);
        }
    }

    private static QueueSocket open(final Network network, final QueueConnectOptions options, final Stall stall,
                                    final Shutdown shutdown) throws IOException {
        final Waiter waiter = network.waiter();
        try {
            final QueueSocket socket = new QueueSocket(network.connect(options.address(), BUFFER_LENGTH), waiter,
                HostPort.text(options.address()));
            try {
                while (!socket.channel.finishConnect()) {
                    if (shutdown.isRequested() || stall.isStalled(0)) {
                        throw new IOException("no answer");
                    }
                    socket.await(true);
                }
                return socket;
            } catch (final IOException | RuntimeException error) {
                socket.channel.close();
                throw error;
            }
        } catch (final IOException | RuntimeException error) {
            waiter.close();
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
     * @param bytes takes it; direct
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
     * @param bytes have them; direct
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
        final ByteBuffer direct = ByteBuffer.allocateDirect(bytes.remaining()).put(bytes).flip();
        while (write(direct) >= 0 && direct.hasRemaining() && !shutdown.isRequested()) {
            await(true);
        }
    }

    /** Says that nothing more will be sent. */
    void endOutput() {
        try {
            while (!channel.endOutput()) {
                await(true);
            }
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
        channel.watch(waiter, isWriting ? Waiter.READ | Waiter.WRITE : Waiter.READ, NOTHING);
        waiter.await(WAIT_NS);
    }

    /** Ends a wait that is under way, or the next one. Any thread. */
    void wake() {
        waiter.wake();
    }

    private CommandFailure broken(final IOException error) {
        return new CommandFailure("the connection to " + address + " broke: " + Reason.of(error), error);
    }

    @Override
    public void close() {
        channel.close();
        waiter.close();
    }
}
