package io.holdfast.bridge.channel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class NioNetworkTest {
    private static final int BUFFER_LENGTH = 64 * 1024;

    private Listener listener;
    private Channel client;
    private Channel server;

    @BeforeEach
    void listen() throws IOException {
        listener = NioNetwork.INSTANCE.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() {
        listener.close();
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void carriesBytesWithoutDelayAndWithoutBlocking() throws IOException {
        connect();
        final ByteBuffer destination = ByteBuffer.allocateDirect(8);
        assertEquals(0, server.read(destination));

        assertEquals(8, client.write(ByteBuffer.allocateDirect(8).putLong(0, 42)));
        readFully(server, destination);

        assertEquals(42, destination.getLong(0));
        for (final Channel end : new Channel[] {client, server}) {
            final SocketChannel socket = ((NioChannel) end).socket();
            assertTrue(socket.getOption(StandardSocketOptions.TCP_NODELAY));
            assertFalse(socket.isBlocking());
        }
    }

    @Test
    void acceptsNothingWhenNobodyComes() throws IOException {
        assertNull(listener.accept(BUFFER_LENGTH));
    }

    @Test
    void acceptsTheNextOneAfterOneThatIsAlreadyReset() throws IOException {
        try (SocketChannel rude = SocketChannel.open(listener.localAddress())) {
            rude.setOption(StandardSocketOptions.SO_LINGER, 0);
        }

        connect();

        assertTrue(client.write(ByteBuffer.allocateDirect(1)) > 0);
    }

    @Test
    void saysTheEndAfterTheOtherSideClosed() throws IOException {
        connect();

        client.close();

        final ByteBuffer destination = ByteBuffer.allocateDirect(1);
        int result = 0;
        while (result == 0) {
            result = server.read(destination);
        }
        assertEquals(-1, result);
        assertThrows(ClosedChannelException.class, () -> client.write(destination));
    }

    @Test
    void refusesBuffersThatAreNotDirect() throws IOException {
        connect();

        assertThrows(IllegalArgumentException.class, () -> client.write(ByteBuffer.allocate(1)));
        assertThrows(IllegalArgumentException.class, () -> client.read(ByteBuffer.allocate(1)));
    }

    @Test
    void namesTheAddressThatCannotBeReached() {
        final InetSocketAddress closedPort = listener.localAddress();
        listener.close();

        final IOException e = assertThrows(IOException.class, () -> {
            client = NioNetwork.INSTANCE.connect(closedPort, BUFFER_LENGTH);
            while (!client.finishConnect()) {
                Thread.onSpinWait();
            }
        });

        assertTrue(e.getMessage().contains("refused"), e.getMessage());
    }

    @Test
    void failsWithAnExceptionOfTheNetworkForAnUnknownHost() {
        final InetSocketAddress unknown = InetSocketAddress.createUnresolved("no.such.host.invalid", 1);

        final IOException e = assertThrows(IOException.class, () -> NioNetwork.INSTANCE.connect(unknown, 4096));

        assertTrue(e.getMessage().contains("no.such.host.invalid"), e.getMessage());
    }

    @Test
    void failsToListenWhereSomebodyListensAlready() {
        final IOException e = assertThrows(IOException.class,
            () -> NioNetwork.INSTANCE.listen(listener.localAddress()));

        assertTrue(e.getMessage().contains("cannot listen on"), e.getMessage());
    }

    private void connect() throws IOException {
        client = NioNetwork.INSTANCE.connect(listener.localAddress(), BUFFER_LENGTH);
        while (!client.finishConnect()) {
            Thread.onSpinWait();
        }
        final InetSocketAddress own = (InetSocketAddress) localAddress(client);
        while (server == null || !server.remoteAddress().equals(own)) {
            final Channel accepted = listener.accept(BUFFER_LENGTH);
            server = accepted == null ? server : accepted;
            Thread.onSpinWait();
        }
    }

    private static SocketAddress localAddress(final Channel channel) throws IOException {
        return ((NioChannel) channel).socket().getLocalAddress();
    }

    private static void readFully(final Channel channel, final ByteBuffer destination) throws IOException {
        while (destination.hasRemaining()) {
            channel.read(destination);
        }
    }
}
