package io.holdfast.bridge.tls;

import io.holdfast.bridge.channel.Channel;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a client may ask for after the handshake: new keys, but no new handshake. */
class KeyUpdateTest extends CertificateFixture {
    private final byte[] bytes = new byte[20_000];
    private SSLEngine engine;

    @Test
    void newKeysChangeNothing() throws IOException {
        connect("TLSv1.3");

        for (int i = 0; i < 10; i++) {
            engine.beginHandshake();
            assertArrayEquals(bytes, pair.carried(pair.client, pair.server, bytes, 4096));
            assertArrayEquals(bytes, pair.carried(pair.server, pair.client, bytes, 4096));
        }
    }

    @Test
    void anotherHandshakeEndsTheConnection() throws IOException {
        connect("TLSv1.2");
        engine.beginHandshake();

        String failure = "";
        final ByteBuffer buffer = ByteBuffer.allocateDirect(100);
        for (int i = 0; i < 10 && failure.isEmpty(); i++) {
            try {
                pair.client.write(buffer.clear());
                pair.server.read(buffer.clear());
            } catch (final IOException e) {
                failure = e.getMessage();
            }
        }

        assertTrue(failure.contains("another handshake, which is not allowed"), failure);
    }

    /** With a client whose engine is at hand. */
    private void connect(final String protocol) throws IOException {
        pair = TlsPair.of(server().protocols(protocol), client());
        final SSLContext context = TlsMaterial.load(client());
        pair.open();
        engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        final Channel below = pair.network.connect(new InetSocketAddress("127.0.0.1",
            pair.listener.localAddress().getPort()), 1 << 16);
        pair.client = new TlsChannel(below, engine);
        boolean isDone = false;
        for (int i = 0; i < 1000 && !isDone; i++) {
            isDone = pair.shake();
        }
        assertTrue(isDone);
    }
}
