package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.DisconnectReason;
import io.holdfast.Transport;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.Direction;
import io.holdfast.bridge.tls.ClientAuth;
import io.holdfast.bridge.tls.TestCertificates;
import io.holdfast.bridge.tls.TlsContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Sessions whose socket speaks TLS, and those that do not come about because of it. */
@ParameterizedClass
@EnumSource(names = {"TCP", "SHM"})
class TlsSessionTest extends PairFixture {
    @TempDir
    static Path certificates;

    private static TestCertificates authority;
    private static TestCertificates.Issued ofServer;
    private static TestCertificates.Issued ofClient;

    @Parameter
    Transport transport;

    @BeforeAll
    static void makeCertificates() {
        authority = TestCertificates.authority(certificates, "authority");
        ofServer = authority.server("server");
        ofClient = authority.client("C");
    }

    @BeforeEach
    void speakTls() {
        pair.transport = transport;
        pair.tlsOfServer = authority.options(ofServer).clientAuth(ClientAuth.NEEDED);
        pair.tlsOfClient = authority.options(ofClient);
    }

    @Test
    void carriesMessagesBothWays() {
        connect();

        TestPair.send(pair.atClient(), "hello");
        TestPair.send(pair.atServer(), "hey");
        pair.pollUntilAcked();

        assertEquals(transport, pair.atClient().transport());
        assertEquals(List.of("hello"), pair.atServer.received);
        assertEquals(List.of("hey"), pair.atClient.received);
    }

    @Test
    void goesOnAfterACutAndAfterAKill() {
        connect();
        for (int i = 0; i < 6; i++) {
            TestPair.send(pair.atClient(), "m" + i);
            switch (i % 3) {
                case 0 -> pair.network.cutAll();
                case 1 -> {
                    pair.killServer();
                    pair.openServer();
                }
                default -> {
                    pair.killClient();
                    pair.openClient();
                }
            }
            pair.pollUntilReconnected();
            pair.pollUntilAcked();
        }

        assertEquals(List.of("m0", "m1", "m2", "m3", "m4", "m5"), pair.atServer.received);
    }

    @Test
    void comesAboutHoweverSmallThePiecesAre() {
        pair.network.splitRandomly(3);
        pair.network.capacity(50);

        connect();
        TestPair.send(pair.atClient(), "hello".repeat(500));
        pair.pollUntilAcked();

        assertEquals(2500, pair.atServer.received.get(0).length());
    }

    @Test
    void sendsAllOfItAlsoWhileItReadsNothing() {
        pair.network.capacity(1000);
        pair.serverOptions = TlsSessionTest::withoutHeartbeats;
        pair.clientOptions = TlsSessionTest::withoutHeartbeats;
        pair.atServer.handler = (connection, message) -> Action.RETRY;
        connect();
        for (int i = 0; i < 100; i++) {
            TestPair.send(pair.atClient(), "x".repeat(1000));
            TestPair.send(pair.atServer(), "y".repeat(500));
        }

        pair.pollUntil("the client has all", () -> pair.atClient.received.size() == 100);
    }

    private static void withoutHeartbeats(final EndpointContext<?> context) {
        context.heartbeatIntervalNs(TimeUnit.HOURS.toNanos(1)).livenessTimeoutNs(TimeUnit.HOURS.toNanos(2))
            .socketBufferLength(4096);
    }

    @Test
    void saysNothingReadableOverTheSocket() {
        connect();
        final long before = pair.network.bytesWritten(Direction.TO_SERVER);
        TestPair.send(pair.atClient(), "x".repeat(2000));
        pair.pollUntilAcked();

        final long sent = pair.network.bytesWritten(Direction.TO_SERVER) - before;
        assertTrue(transport == Transport.SHM ? sent < 2000 : sent > 2000, "sent=" + sent);
    }

    @Test
    void aClientWithoutACertificateIsToldThatItNeedsOne() {
        pair.tlsOfClient = new TlsContext().trust(authority.pem());

        assertFails(DisconnectReason.CONNECT_FAILED, "the server refused: ", "certificate of the client");
    }

    @Test
    void aClientThatDoesNotTrustTheServerSaysWhy() {
        pair.tlsOfClient = TestCertificates.authority(certificates, "other").options(ofClient);

        assertFails(DisconnectReason.CONNECT_FAILED, "the certificate of the server is not signed by anybody");
    }

    @Test
    void aPlainClientIsToldThatTheServerSpeaksTls() {
        pair.tlsOfClient = null;

        assertFails(DisconnectReason.PROTOCOL_ERROR, "the other end speaks TLS, this end is set to plain");
    }

    @Test
    void aClientIsToldThatTheServerIsPlain() {
        pair.tlsOfServer = null;

        assertFails(DisconnectReason.CONNECT_FAILED, "what comes is not TLS: is the server set to plain?");
    }

    @Test
    void comesAboutOnceTheFaultIsMended() {
        pair.tlsOfClient = null;
        assertFails(DisconnectReason.PROTOCOL_ERROR, "speaks TLS");
        pair.closeClient();
        pair.tlsOfClient = authority.options(ofClient);

        pair.openClient();

        pair.pollUntilConnected();
    }

    @Test
    void aNewCertificateIsUsedByTheNextSessionAndTheLiveOneGoesOn() throws IOException {
        final Path pem = folder.resolve("used.pem");
        final Path key = folder.resolve("used.key");
        copy(ofServer, pem, key);
        pair.tlsOfServer.certificate(pem).key(key).reloadCheckNs(0);
        connect();
        copy(authority.issue("elsewhere", new TestCertificates.Wish().dns("elsewhere.example")), pem, key);
        TestPair.send(pair.atClient(), "still here");
        pair.pollUntilAcked();
        assertEquals(List.of(), pair.atClient.disconnects);

        pair.network.cutAll();

        pair.pollUntil("the new certificate counts", () -> pair.atClient.events.stream()
            .anyMatch(event -> event.contains("the certificate of the server does not fit")));
        copy(authority.server("server-again"), pem, key);
        pair.pollUntilReconnected();
    }

    private static void copy(final TestCertificates.Issued from, final Path pem, final Path key) throws IOException {
        Files.copy(from.pem(), pem, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(from.key(), key, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aLoginThatStopsWithinTheHandshakeIsGivenUpInTime() {
        pair.openServer();
        pair.openClient();
        pair.poll();
        pair.network.stall(Direction.TO_CLIENT, true);

        pair.pollUntil("the client gives up", () -> !pair.atClient.disconnects.isEmpty());

        pair.network.stall(Direction.TO_CLIENT, false);
        pair.pollUntilConnected();
    }

    private void assertFails(final DisconnectReason reason, final String... parts) {
        pair.openServer();
        pair.openClient();

        pair.pollUntil("no session", () -> !pair.atClient.disconnects.isEmpty());

        assertEquals(reason, pair.atClient.disconnects.get(0));
        final String event = pair.atClient.event("disconnected");
        for (final String part : parts) {
            assertTrue(event.contains(part), event);
        }
    }

    /** However many there are of those that say hello at the last moment. */
    @Test
    void whoseTimeIsUpIsNotShakenHandsWithAnyMore() throws Exception {
        pair.openServer();
        final SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        final ByteBuffer hello = ByteBuffer.allocateDirect(1 << 16);
        engine.wrap(ByteBuffer.allocate(0), hello);
        try (Channel stranger = pair.network.connect(TestPair.ADDRESS, 1 << 16)) {
            stranger.finishConnect();
            pair.pollUntil("it is there", () -> pair.server.pendingLogins() == 1);
            stranger.write(hello.flip());
            pair.clock.advance(TimeUnit.SECONDS.toNanos(5));
            final long readsBefore = pair.network.serverReads();

            pair.server.doWork();

            assertEquals(0, pair.server.pendingLogins());
            assertEquals(readsBefore, pair.network.serverReads());
        }
    }
}
