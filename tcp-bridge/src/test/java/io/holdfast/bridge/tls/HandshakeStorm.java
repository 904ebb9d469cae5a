package io.holdfast.bridge.tls;

import io.holdfast.Clock;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.FaultyNetwork;
import io.holdfast.bridge.channel.Listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Many clients that begin a handshake at once and never finish it: of each three, one sends half of its hello, one
 * stops after the whole of it, and one sends garbage when the server has answered. A server has the cost of a real
 * handshake with them, since the hello is one of the JDK's. Driven in lock step by the thread of the test.
 */
public final class HandshakeStorm implements AutoCloseable {
    private static final int SOCKET_BUFFER_LENGTH = 64 << 10;
    private static final int HEADER_LENGTH = 5;
    private static final int GARBAGE_LENGTH = 300;
    private static final byte[] RECORD_TYPES = {22, 23};

    private final FaultyNetwork network;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(SOCKET_BUFFER_LENGTH);
    private final byte[] hello;
    private final Random random = new Random(1);
    private final List<Channel> stopping = new ArrayList<>();
    private final List<Channel> untilAnswered = new ArrayList<>();
    private final List<Channel> spoilt = new ArrayList<>();

    /**
     * Prepares one; nobody connects yet.
     *
     * @param network of the server
     * @param client  options of a client
     * @param clock   of the test
     * @throws IOException if the hello cannot be made
     */
    public HandshakeStorm(final FaultyNetwork network, final TlsContext client, final Clock clock) throws IOException {
        this.network = network;
        try (Listener listener = network.listen(new InetSocketAddress("127.0.0.1", 0))) {
            final Channel asked = TlsNetwork.client(network, client, clock)
                .connect(listener.localAddress(), SOCKET_BUFFER_LENGTH);
            asked.finishConnect();
            final Channel heard = listener.accept(SOCKET_BUFFER_LENGTH);
            assertNotNull(heard);
            asked.finishConnect();
            heard.read(buffer);
            hello = new byte[buffer.position()];
            buffer.get(0, hello);
            asked.close();
            heard.close();
        }
        assertTrue(hello.length > 100 && hello[0] == RECORD_TYPES[0], "no hello: " + Arrays.toString(hello));
    }

    /**
     * Begins all the handshakes.
     *
     * @param server     where
     * @param ofEachKind how many
     * @throws IOException if there is nobody
     */
    public void begin(final InetSocketAddress server, final int ofEachKind) throws IOException {
        for (int i = 0; i < ofEachKind; i++) {
            stopping.add(began(server, hello.length / 2));
            stopping.add(began(server, hello.length));
            untilAnswered.add(began(server, hello.length));
        }
    }

    private Channel began(final InetSocketAddress server, final int length) throws IOException {
        final Channel channel = network.connect(server, SOCKET_BUFFER_LENGTH);
        assertTrue(channel.finishConnect());
        channel.write(buffer.clear().put(hello, 0, length).flip());
        return channel;
    }

    /**
     * Sends garbage for those whom the server has answered.
     *
     * @throws IOException if a socket is gone before its time
     */
    public void step() throws IOException {
        for (int i = untilAnswered.size() - 1; i >= 0; i--) {
            final Channel channel = untilAnswered.get(i);
            final int count = channel.read(buffer.clear());
            assertTrue(count >= 0, "closed before it sent garbage");
            if (count > 0) {
                channel.write(garbage());
                spoilt.add(untilAnswered.remove(i));
            }
        }
    }

    /** A record like those that are encrypted, or like those that are not. */
    private ByteBuffer garbage() {
        final byte[] bytes = new byte[HEADER_LENGTH + GARBAGE_LENGTH];
        random.nextBytes(bytes);
        bytes[0] = RECORD_TYPES[spoilt.size() % RECORD_TYPES.length];
        bytes[1] = 3;
        bytes[2] = 3;
        bytes[3] = (byte) (GARBAGE_LENGTH >> 8);
        bytes[4] = (byte) GARBAGE_LENGTH;
        return buffer.clear().put(bytes).flip();
    }

    /** {@return how many have sent garbage} */
    public int spoiltCount() {
        return spoilt.size();
    }

    /** {@return how many have stopped within} */
    public int stoppedCount() {
        return stopping.size();
    }

    /** {@return whether the server has closed the sockets of all who were there} */
    public boolean isOver() {
        return stopping.stream().allMatch(this::isEnded) && spoilt.stream().allMatch(this::isEnded);
    }

    private boolean isEnded(final Channel channel) {
        try {
            int count;
            do {
                count = channel.read(buffer.clear());
            } while (count > 0);
            return count < 0;
        } catch (final IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        stopping.forEach(Channel::close);
        untilAnswered.forEach(Channel::close);
        spoilt.forEach(Channel::close);
    }
}
