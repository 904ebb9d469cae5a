package io.holdfast.examples.bench.link;

import io.holdfast.Clock;
import io.holdfast.SystemClock;
import io.holdfast.bridge.protocol.FrameHeader;
import io.holdfast.bridge.protocol.FrameType;
import io.holdfast.bridge.protocol.Protocol;
import io.holdfast.bridge.queueserver.protocol.Hello;
import io.holdfast.bridge.queueserver.protocol.Role;
import io.holdfast.bridge.queueserver.protocol.SessionFrames;
import io.holdfast.bridge.queueserver.protocol.SessionRole;
import io.holdfast.examples.command.CommandFailure;
import net.openhft.chronicle.bytes.Bytes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sockets to a server that never log in: silent ones, or such that send a byte of a login each second. A thread of its
 * own sends. Closing it closes them all.
 */
public final class HalfOpenSockets implements AutoCloseable {
    /** As many as the servers of the benchmarks hold at a time. */
    public static final int MOST = 18_000;

    /** What must not end them while they are looked at. */
    static final long TIMEOUT_NS = TimeUnit.MINUTES.toNanos(10);

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final Clock CLOCK = SystemClock.INSTANCE;

    private final List<SocketChannel> sockets = new ArrayList<>();
    private final Thread thread;
    private volatile boolean isClosed;
    private volatile String fault;

    /**
     * Opens them.
     *
     * @param contestant whose server it is
     * @param port       where that listens on this host
     * @param count      how many, {@link #MOST} at most
     * @param isDripping whether each sends a byte each second
     */
    public HalfOpenSockets(final Contestant contestant, final int port, final int count, final boolean isDripping) {
        try {
            for (int i = 0; i < count; i++) {
                final SocketChannel socket = SocketChannel.open(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                sockets.add(socket);
                socket.configureBlocking(false);
            }
        } catch (final IOException error) {
            close();
            throw new CommandFailure("cannot open " + count + " sockets, " + sockets.size() + " were opened: "
                + error.getMessage(), error);
        }
        final ByteBuffer login = contestant == Contestant.HOLDFAST ? peersLogin() : sessionsLogin();
        thread = new Thread(() -> drip(login), "half-open sockets");
        thread.setDaemon(true);
        if (isDripping) {
            thread.start();
        }
    }

    /** The longest there can be, and never whole. */
    private static ByteBuffer peersLogin() {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(Protocol.MAX_LOGIN_FRAME_LENGTH)
            .order(ByteOrder.LITTLE_ENDIAN);
        FrameHeader.put(bytes, 0, bytes.capacity(), FrameType.LOGIN);
        return bytes.limit(bytes.capacity() - 1);
    }

    private static ByteBuffer sessionsLogin() {
        final Bytes<?> hello = Bytes.allocateDirect(Hello.OVERHEAD + Hello.MAX_NAME_LENGTH);
        try {
            new Hello(SessionFrames.VERSION, SessionFrames.VERSION, SessionRole.CONSUMER, 0,
                "x".repeat(Hello.MAX_NAME_LENGTH)).put(hello.addressForWrite(0));
            final ByteBuffer bytes = ByteBuffer.allocateDirect(Role.LENGTH + (int) hello.capacity())
                .put(Role.SESSION.wire());
            for (int i = 0; bytes.remaining() > 1; i++) {
                bytes.put(hello.readByte(i));
            }
            return bytes.flip();
        } finally {
            hello.releaseLast();
        }
    }

    private void drip(final ByteBuffer login) {
        final long beginNs = CLOCK.monotonicNs();
        try {
            for (long sent = 0; !isClosed && sent < (long) login.limit() * sockets.size(); sent++) {
                final int at = (int) (sent / sockets.size());
                final long dueNs = beginNs + sent * SECOND_NS / sockets.size();
                for (long nowNs = CLOCK.monotonicNs(); nowNs < dueNs && !isClosed; nowNs = CLOCK.monotonicNs()) {
                    LockSupport.parkNanos(dueNs - nowNs);
                }
                sockets.get((int) (sent % sockets.size())).write(login.slice(at, 1));
            }
        } catch (final IOException error) {
            fault = error.getMessage();
        }
    }

    /**
     * Checks that the server holds them still.
     *
     * @throws CommandFailure if it has closed some
     */
    public void requireHeld() {
        final ByteBuffer one = ByteBuffer.allocateDirect(1);
        try {
            for (final SocketChannel socket : sockets) {
                if (fault != null || socket.read(one.clear()) != 0) {
                    throw new CommandFailure("the server has closed sockets that it should hold"
                        + (fault == null ? "" : ": " + fault));
                }
            }
        } catch (final IOException error) {
            throw new CommandFailure("the server has reset a socket that it should hold", error);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            if (thread != null) {
                LockSupport.unpark(thread);
                thread.join();
            }
            for (final SocketChannel socket : sockets) {
                socket.close();
            }
        } catch (final IOException error) {
            throw new CommandFailure("cannot close a socket", error);
        } catch (final InterruptedException error) {
            Thread.currentThread().interrupt();
        }
    }
}
