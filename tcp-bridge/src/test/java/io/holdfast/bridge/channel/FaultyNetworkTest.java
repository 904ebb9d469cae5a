package io.holdfast.bridge.channel;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FaultyNetworkTest {
    private final FaultyNetwork network = new FaultyNetwork();
    private Listener listener;
    private Channel client;
    private Channel server;

    @BeforeEach
    void listen() throws IOException {
        listener = network.listen(new InetSocketAddress("localhost", 0));
    }

    @Test
    void carriesBytesBothWaysInOrder() throws IOException {
        connect();

        assertEquals(5, write(client, "hello"));
        assertEquals(3, write(server, "hey"));

        assertEquals("hello", read(server));
        assertEquals("hey", read(client));
        assertEquals(5, network.bytesWritten(Direction.TO_SERVER));
        assertEquals(3, network.bytesRead(Direction.TO_CLIENT));
    }

    @Test
    void takesNoMoreThanItsCapacity() throws IOException {
        network.capacity(4);
        connect();

        assertEquals(4, write(client, "hello"));
        assertEquals(0, write(client, "o"));
        assertEquals("hell", read(server));
        assertEquals(1, write(client, "o"));
        assertEquals("o", read(server));
    }

    @Test
    void splitsTheSameWayForTheSameSeed() throws IOException {
        assertEquals(pieces(42), pieces(42));
        assertTrue(pieces(42).length() > "0123456789".length(), "nothing was split");
        assertEquals("0123456789", pieces(42).replace("|", ""));
    }

    @Test
    void holdsBackOneDirectionWhileItIsStalled() throws IOException {
        connect();
        network.stall(Direction.TO_SERVER, true);

        write(client, "hello");
        write(server, "hey");

        assertEquals("", read(server));
        assertEquals("hey", read(client));

        network.stall(Direction.TO_SERVER, false);

        assertEquals("hello", read(server));
    }

    @Test
    void swallowsEverythingInABlackHoleButStaysOpen() throws IOException {
        connect();
        write(server, "under way");
        network.blackHole(true);

        assertEquals(5, write(client, "hello"));
        assertEquals("", read(server));
        assertEquals("", read(client));

        network.blackHole(false);

        assertEquals(5, write(client, "hello"));
        assertEquals("", read(server));
        connect();
        write(client, "again");
        assertEquals("again", read(server));
    }

    @Test
    void neverFinishesToConnectIntoABlackHole() throws IOException {
        network.blackHole(true);
        client = network.connect(listener.localAddress(), 4096);

        assertFalse(client.finishConnect());
        network.blackHole(false);
        assertFalse(client.finishConnect());
        assertNull(listener.accept(4096));
    }

    @Test
    void refusesToConnectWhenToldSoAndWhenNobodyListens() throws IOException {
        network.refuse(true);
        assertThrows(ConnectException.class, this::connect);

        network.refuse(false);
        connect();

        listener.close();
        assertThrows(ConnectException.class, this::connect);
    }

    @Test
    void refusesToListenTwiceAtOnePort() {
        assertThrows(BindException.class, () -> network.listen(listener.localAddress()));
    }

    @Test
    void cutsExactlyAfterTheGivenByteTowardsTheServer() throws IOException {
        for (int n = 0; n <= 5; n++) {
            network.cutAfter(Direction.TO_SERVER, n);
            connect();

            assertEquals("hello".substring(0, n), sendThroughCut(client, server));
            assertReset(client);
            assertReset(server);
        }
    }

    @Test
    void cutsExactlyAfterTheGivenByteTowardsTheClient() throws IOException {
        for (int n = 0; n <= 5; n++) {
            network.cutAfter(Direction.TO_CLIENT, n);
            connect();

            assertEquals("hello".substring(0, n), sendThroughCut(server, client));
            assertReset(client);
            assertReset(server);
        }
    }

    @Test
    void cutsOnlyOnce() throws IOException {
        network.cutAfter(Direction.TO_SERVER, 2);
        connect();
        sendThroughCut(client, server);

        connect();

        assertEquals("hello", sendThroughCut(client, server));
    }

    @Test
    void countsBytesOfAllConnectionsForATotalCut() throws IOException {
        connect();
        network.cutAfterTotal(Direction.TO_SERVER, 7);
        assertEquals("hello", sendThroughCut(client, server));

        connect();

        assertEquals("he", sendThroughCut(client, server));
        assertReset(client);
    }

    @Test
    void endsTheStreamInsteadOfResettingWhenPlannedSo() throws IOException {
        network.plannedCut(Cut.END_OF_STREAM);
        network.cutAfter(Direction.TO_SERVER, 2);
        connect();

        assertEquals("he", sendThroughCut(client, server));
        assertEquals(-1, server.read(ByteBuffer.allocateDirect(1)));
        assertEquals(-1, client.read(ByteBuffer.allocateDirect(1)));
        assertThrows(IOException.class, () -> write(client, "x"));
    }

    @Test
    void resetsEverythingAtOnce() throws IOException {
        connect();
        write(client, "lost");

        network.cutAll();

        assertReset(client);
        assertReset(server);
    }

    @Test
    void leavesTheServerInTheDarkInAHalfOpenConnection() throws IOException {
        connect();

        network.cutAll(Cut.UNSEEN_BY_SERVER);

        assertReset(client);
        assertEquals("", read(server));
        assertEquals(3, write(server, "hey"));
    }

    @Test
    void tellsTheOtherEndOfAClosedChannelAfterWhatIsUnderWay() throws IOException {
        connect();
        write(client, "bye");

        client.close();

        assertEquals("bye", read(server));
        assertEquals(-1, server.read(ByteBuffer.allocateDirect(1)));
        assertThrows(IOException.class, () -> write(server, "x"));
        assertThrows(IOException.class, () -> write(client, "x"));
        server.close();
        assertEquals(0, network.openCount());
        assertEquals(1, network.connectCount());
    }

    private void connect() throws IOException {
        client = network.connect(listener.localAddress(), 4096);
        assertTrue(client.finishConnect());
        server = listener.accept(4096);
        assertNotNull(server);
    }

    private String pieces(final long seed) throws IOException {
        network.splitNever();
        connect();
        network.splitRandomly(seed);
        final ByteBuffer source = direct("0123456789");
        final StringBuilder pieces = new StringBuilder();
        int length = 0;
        while (length < 10) {
            client.write(source);
            final String piece = read(server);
            length += piece.length();
            pieces.append(piece).append('|');
        }
        return pieces.toString();
    }

    /** Sends "hello", as far as the connection lets it, and tells what arrives. */
    private static String sendThroughCut(final Channel from, final Channel to) throws IOException {
        final ByteBuffer source = direct("hello");
        final StringBuilder arrived = new StringBuilder();
        try {
            while (source.hasRemaining()) {
                from.write(source);
            }
        } catch (final IOException e) {
            assertTrue(source.position() < 5, "all was written: " + e);
        }
        try {
            for (String piece = read(to); !piece.isEmpty(); piece = read(to)) {
                arrived.append(piece);
            }
        } catch (final IOException e) {
            assertTrue(arrived.length() <= 5, "too much arrived: " + e);
        }
        return arrived.toString();
    }

    private static void assertReset(final Channel channel) {
        assertThrows(IOException.class, () -> channel.read(ByteBuffer.allocateDirect(1)));
        assertThrows(IOException.class, () -> channel.write(ByteBuffer.allocateDirect(1)));
    }

    private static int write(final Channel channel, final String text) throws IOException {
        return channel.write(direct(text));
    }

    private static String read(final Channel channel) throws IOException {
        final ByteBuffer destination = ByteBuffer.allocateDirect(64);
        channel.read(destination);
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < destination.position(); i++) {
            text.append((char) destination.get(i));
        }
        return text.toString();
    }

    private static ByteBuffer direct(final String text) {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(text.length());
        for (int i = 0; i < text.length(); i++) {
            buffer.put((byte) text.charAt(i));
        }
        return buffer.flip();
    }
}
