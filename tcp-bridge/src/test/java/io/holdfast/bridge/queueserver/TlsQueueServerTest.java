package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.NioNetwork;
import io.holdfast.bridge.queueserver.protocol.WireBytes;
import io.holdfast.bridge.tls.TestCertificates;
import io.holdfast.bridge.tls.TlsContext;
import io.holdfast.bridge.tls.TlsNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The base protocol over TLS and real sockets. */
class TlsQueueServerTest extends QueueServerFixture {
    private static final int MESSAGES = 1500;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    @TempDir
    static Path certificates;

    private static TestCertificates authority;
    private static TestCertificates.Issued ofServer;

    private final List<Channel> channels = new ArrayList<>();
    private TlsNetwork network;

    @BeforeAll
    static void makeCertificates() {
        authority = TestCertificates.authority(certificates, "authority");
        ofServer = authority.server("server");
    }

    @BeforeEach
    void startServer() {
        start(context().socketBufferLength(65_536)
            .tls(new TlsContext().certificate(ofServer.pem()).key(ofServer.key())));
        network = TlsNetwork.client(NioNetwork.INSTANCE, new TlsContext().trust(authority.pem()), clock);
    }

    @AfterEach
    void closeChannels() {
        channels.forEach(Channel::close);
    }

    private Channel connected() throws IOException {
        final Channel channel = network.connect(server.localAddress(), 65_536);
        channels.add(channel);
        pollUntil("the handshake is done", () -> isOpen(channel));
        return channel;
    }

    private static boolean isOpen(final Channel channel) {
        try {
            return channel.finishConnect();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(final Channel channel, final WireBytes bytes) {
        final ByteBuffer source = bytes.toDirect();
        pollUntil("all is sent", () -> {
            write(channel, source);
            return !source.hasRemaining();
        });
    }

    private static int write(final Channel channel, final ByteBuffer source) {
        try {
            return channel.write(source);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int read(final Channel channel, final ByteBuffer destination) {
        try {
            return channel.read(destination);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aConsumerThatReadsLateGetsAllOfIt() throws IOException {
        final Channel consumer = connected();
        send(consumer, new WireBytes().role("consume").subscribe("a"));
        poll(100);
        final Channel producer = connected();
        send(producer, new WireBytes().role("produce"));
        final WireBytes expected = new WireBytes();
        final byte[] message = new byte[1000];
        for (int i = 0; i < MESSAGES; i++) {
            message[0] = (byte) i;
            expected.message(WireBytes.latin("a"), message);
        }
        send(producer, expected);
        pollUntil("all is in the log", () -> {
            write(producer, NOTHING); // what it has taken goes on with each call
            return server.log().lastOrdinal() == MESSAGES;
        });

        final byte[] sent = expected.toBytes();
        final ByteBuffer arrived = ByteBuffer.allocateDirect(sent.length);
        pollUntil("all has come", () -> {
            read(consumer, arrived);
            return !arrived.hasRemaining();
        });

        assertEquals(ByteBuffer.wrap(sent), arrived.flip());
    }

    @Test
    void aClientThatSaysPlainBytesIsCutAtOnceAndHearsAnAlert() {
        final WireClient plain = client().send(new WireBytes().role("produce"));
        final ByteBuffer alert = ByteBuffer.allocateDirect(7);

        pollUntil("it is cut", () -> plain.readRaw(alert) < 0 || server.clientCount() == 0 && !alert.hasRemaining());

        assertEquals(21, alert.get(0));
        assertEquals(0, server.clientCount());
    }

    @Test
    void aClientThatSpeaksTlsToAPlainServerIsCutAtOnce() {
        restart(context());
        final WireClient client = client().send(new WireBytes().raw(22, 3, 1, 0, 100));

        awaitEnd(client);

        assertEquals(0, server.clientCount());
    }
}
