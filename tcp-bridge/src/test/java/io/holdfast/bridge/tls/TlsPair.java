package io.holdfast.bridge.tls;

import io.holdfast.bridge.ManualClock;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.FaultyNetwork;
import io.holdfast.bridge.channel.Listener;
import io.holdfast.bridge.channel.Network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** The two ends of one channel over a network in memory, driven in lock step by the thread of the test. */
final class TlsPair implements AutoCloseable {
    private static final int MOST_STEPS = 1_000_000;

    final ManualClock clock = new ManualClock();
    final FaultyNetwork network = new FaultyNetwork();
    Network ofServer = network;
    Network ofClient = network;
    Listener listener;
    Channel client;
    Channel server;

    private final ByteBuffer nothing = ByteBuffer.allocateDirect(0);

    /** Has both ends speak TLS. */
    static TlsPair of(final TlsContext server, final TlsContext client) {
        final TlsPair pair = new TlsPair();
        pair.ofServer = TlsNetwork.server(pair.network, server, pair.clock);
        pair.ofClient = TlsNetwork.client(pair.network, client, pair.clock);
        return pair;
    }

    /** Opens the socket; nobody has said a word yet. */
    TlsPair open() {
        return open("127.0.0.1");
    }

    /** Opens the socket to a host of this name, which is the machine in any case. */
    TlsPair open(final String host) {
        try {
            if (listener == null) {
                listener = ofServer.listen(new InetSocketAddress("127.0.0.1", 0));
            }
            client = ofClient.connect(InetSocketAddress.createUnresolved(host, listener.localAddress().getPort()),
                1 << 16);
            server = null;
            return this;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shakes hands. */
    TlsPair connect() throws IOException {
        open();
        for (int i = 0; i < MOST_STEPS; i++) {
            if (shake()) {
                return this;
            }
        }
        throw new AssertionError("the handshake was never done");
    }

    /** {@return whether both ends have done the handshake, after one step of each} */
    boolean shake() throws IOException {
        return clientStep() & serverStep();
    }

    boolean clientStep() throws IOException {
        return client.finishConnect();
    }

    boolean serverStep() throws IOException {
        if (server == null) {
            server = listener.accept(1 << 16);
        }
        if (server == null) {
            return false;
        }
        server.read(nothing);
        return server.binding().length > 0;
    }

    /** The failure in which shaking hands ends at both sides, the client's first; null where there is none. */
    IOException[] failures() {
        final IOException[] failures = new IOException[2];
        final ByteBuffer one = ByteBuffer.allocateDirect(1);
        int quiet = 0;
        while (quiet < 100) {
            quiet++;
            if (failures[0] == null) {
                try {
                    if (clientStep()) {
                        client.read(one.clear());
                    }
                } catch (final IOException e) {
                    failures[0] = e;
                    client.close();
                    quiet = 0;
                }
            }
            if (failures[1] == null) {
                try {
                    serverStep();
                } catch (final IOException e) {
                    failures[1] = e;
                    server.close();
                    quiet = 0;
                }
            }
        }
        return failures;
    }

    /** Sends all of it, and returns what arrives, read into a buffer of this length at a time. */
    byte[] carried(final Channel from, final Channel to, final byte[] bytes, final int bufferLength)
        throws IOException {
        final ByteBuffer source = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        final ByteBuffer buffer = ByteBuffer.allocateDirect(bufferLength);
        final ByteBuffer arrived = ByteBuffer.allocate(bytes.length);
        for (int i = 0; i < MOST_STEPS && arrived.hasRemaining(); i++) {
            from.write(source);
            assertTrue(to.read(buffer.clear()) >= 0, "ended after " + arrived.position() + " bytes");
            arrived.put(buffer.flip());
        }
        return arrived.array();
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
        if (listener != null) {
            listener.close();
        }
    }
}
