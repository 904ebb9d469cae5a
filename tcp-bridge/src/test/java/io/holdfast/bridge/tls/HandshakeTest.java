package io.holdfast.bridge.tls;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.Direction;
import io.holdfast.bridge.channel.HandshakeException;
import io.holdfast.bridge.channel.PeerCertificate;
import io.holdfast.bridge.tls.TestCertificates.Wish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLEngine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who comes in, who does not, and what both ends are told of it. */
@ParameterizedClass
@ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
class HandshakeTest extends CertificateFixture {
    private static final int MOST_HANDSHAKE_BYTES = 3000;

    @Parameter
    String protocol;

    @Test
    void tellsEachEndWhatTheOthersCertificateSays() throws IOException {
        final TestCertificates.Issued issued = authority.issue("named", new Wish()
            .subject("O=Some\\, Inc.,CN=trader").dns("trader.example").dns("t2.example").uri("urn:holdfast:trader"));

        pair = shaking(server(), with(issued)).connect();

        final PeerCertificate ofPeer = pair.server.peerCertificate();
        assertEquals("trader", ofPeer.commonName());
        assertTrue(ofPeer.subject().contains("O=Some\\, Inc."), ofPeer.subject());
        assertEquals(List.of("trader.example", "t2.example"), ofPeer.dnsNames());
        assertEquals(List.of("urn:holdfast:trader"), ofPeer.uriNames());
        assertEquals(64, ofPeer.sha256().length());
        assertEquals("server", pair.client.peerCertificate().commonName());
        assertEquals(32, pair.client.binding().length);
        assertArrayEquals(pair.client.binding(), pair.server.binding());
    }

    @Test
    void takesKeysAndTrustFromPkcs12Files() throws IOException {
        final char[] password = TestCertificates.PASSWORD.toCharArray();

        pair = shaking(new TlsContext().keyStore(ofServer.keyStore(), password)
                .trustStore(authority.trustStore(), password).clientAuth(ClientAuth.NEEDED),
            new TlsContext().keyStore(ofClient.keyStore(), password).trustStore(authority.trustStore(), password))
            .connect();

        assertEquals("client", pair.server.peerCertificate().commonName());
    }

    @Test
    void knowsNoCertificateOfAClientThatShowsNone() throws IOException {
        for (final ClientAuth auth : new ClientAuth[] {ClientAuth.NONE, ClientAuth.WANTED}) {
            pair = shaking(server().clientAuth(auth), new TlsContext().trust(authority.pem())).connect();

            assertNull(pair.server.peerCertificate());
            assertEquals("server", pair.client.peerCertificate().commonName());
            pair.close();
        }
    }

    @Test
    void doesNotAskForACertificateUnlessItIsTold() throws IOException {
        pair = shaking(server().clientAuth(ClientAuth.NONE), client()).connect();

        assertNull(pair.server.peerCertificate());
    }

    @Test
    void knowsTheCertificatesAgainWhenASessionIsTakenUpAgain() throws IOException {
        pair = shaking(server(), client()).connect();
        final byte[] binding = pair.client.binding();
        assertArrayEquals("x".getBytes(StandardCharsets.UTF_8), pair.carried(pair.server, pair.client,
            "x".getBytes(StandardCharsets.UTF_8), 10));
        pair.client.close();
        pair.server.close();

        pair.connect();

        assertEquals("client", pair.server.peerCertificate().commonName());
        assertEquals("server", pair.client.peerCertificate().commonName());
        assertArrayEquals(binding, pair.client.binding());
        assertArrayEquals(binding, pair.server.binding());
    }

    @Test
    void refusesAServerWhoseCertificateHasExpired() {
        assertRefused(with(authority.issue("expired", ofLocalhost().valid(Duration.ofDays(-9), Duration.ofDays(-1)))),
            client(), "a certificate of the server has expired: NotAfter",
            "the client refused: certificate_");
    }

    @Test
    void refusesAServerWhoseCertificateIsNotValidYet() {
        assertRefused(with(authority.issue("early", ofLocalhost().valid(Duration.ofDays(1), Duration.ofDays(9)))),
            client(), "a certificate of the server is not valid yet: NotBefore", "the client refused: ");
    }

    @Test
    void refusesAServerOfAnotherAuthority() {
        final TestCertificates other = TestCertificates.authority(certificates, "other");

        assertRefused(with(other.server("strange")), client(),
            "the certificate of the server is not signed by anybody this side trusts",
            "the client refused: certificate_unknown, it does not trust the certificate of the server");
    }

    @Test
    void refusesAServerWhoseCertificateIsForAnotherHost() {
        final TlsContext elsewhere = with(authority.issue("elsewhere", new Wish().dns("elsewhere.example")));

        assertRefused(elsewhere, client(), "the certificate of the server does not fit: ", "the client refused: ");

        pair = shaking(elsewhere, client());
        final IOException failure = pair.open("localhost").failures()[0];
        assertTrue(failure.getMessage().contains("localhost"), failure.getMessage());
    }

    @Test
    void takesAServerForAnyHostIfItIsTold() throws IOException {
        pair = shaking(with(authority.issue("elsewhere", new Wish().dns("elsewhere.example"))),
            client().verifyHostname(false)).connect();

        assertNotNull(pair.client.peerCertificate());
    }

    @Test
    void refusesAClientWithoutACertificate() {
        assertRefused(server(), new TlsContext().trust(authority.pem()), "the server refused: ", "mpty ");
    }

    @Test
    void refusesAClientOfAnotherAuthority() {
        final TestCertificates other = TestCertificates.authority(certificates, "other");

        assertRefused(server(), with(other.client("stranger")), "the server refused: ", "mpty ");
    }

    /** The JDK's client only shows what the server says it trusts. */
    @Test
    void takesAClientOfAnotherAuthorityForOneWithoutACertificateIfItIsToldTo() throws IOException {
        final TestCertificates other = TestCertificates.authority(certificates, "other");

        pair = shaking(server().clientAuth(ClientAuth.WANTED), with(other.client("stranger"))).connect();

        assertNull(pair.server.peerCertificate());
    }

    @Test
    void refusesAClientWhoseCertificateHasExpired() {
        assertRefused(server(), with(authority.issue("late", new Wish().commonName("late")
            .valid(Duration.ofDays(-9), Duration.ofDays(-1)))), "the server refused: ",
            "a certificate of the client has expired: NotAfter");
    }

    @Test
    void hasNoCommonVersion() {
        final String other = protocol.equals("TLSv1.3") ? "TLSv1.2" : "TLSv1.3";

        pair = TlsPair.of(server().protocols(protocol), client().protocols(other));

        assertFailures("the server refused: protocol_version, there is no common version of TLS", "");
    }

    @Test
    void tellsAPlainClientAndThatItIsPlain() throws IOException {
        pair = shaking(server(), client());
        pair.ofClient = pair.network;
        pair.open();
        pair.clientStep();
        pair.client.write(ByteBuffer.allocateDirect(3).put(new byte[] {'G', 'E', 'T'}).flip());

        final IOException failure = pair.failures()[1];

        assertInstanceOf(HandshakeException.class, failure);
        assertTrue(failure.getMessage().endsWith("is the client set to plain? It begins with 47 45 54"),
            failure.getMessage());
        assertEquals(7, pair.network.bytesRead(Direction.TO_CLIENT));
    }

    @Test
    void tellsThatTheServerIsPlain() throws IOException {
        pair = shaking(server(), client());
        pair.ofServer = pair.network;
        pair.open();
        pair.clientStep();
        pair.server = pair.listener.accept(1 << 16);
        pair.server.write(ByteBuffer.allocateDirect(2).put(new byte[] {'N', 'O'}).flip());

        final IOException failure = pair.failures()[0];

        assertInstanceOf(HandshakeException.class, failure);
        assertTrue(failure.getMessage().endsWith("is the server set to plain? It begins with 4e 4f"),
            failure.getMessage());
    }

    @Test
    void endsWhereverItIsCut() {
        pair = shaking(server(), client());
        for (int bytes = 0; bytes < MOST_HANDSHAKE_BYTES; bytes += 1 + bytes / 2) {
            for (final Direction direction : Direction.values()) {
                pair.network.cutAfter(direction, bytes);
                pair.open();

                final IOException[] failures = pair.failures();

                assertTrue(failures[0] != null && (pair.server == null || failures[1] != null)
                    || pair.network.isCutPending(), "bytes=" + bytes + " " + direction);
                pair.network.cutAfter(direction, Long.MAX_VALUE / 2);
                closeEnds();
            }
        }
    }

    @Test
    void waitsForEverForTheRestOfATruncatedOneWithoutAnyWork() throws IOException {
        pair = shaking(server(), client()).open();
        pair.network.stall(Direction.TO_CLIENT, true);
        for (int i = 0; i < 100; i++) {
            pair.clientStep();
            pair.serverStep();
        }
        final long before = pair.network.bytesWritten(Direction.TO_CLIENT);

        for (int i = 0; i < 100; i++) {
            assertTrue(!pair.clientStep() && !pair.serverStep());
        }

        assertEquals(before, pair.network.bytesWritten(Direction.TO_CLIENT));
    }

    @Test
    void endsWithNothingWorseThanAnExceptionWhateverComes() {
        pair = shaking(server(), client());
        final Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            pair.ofClient = pair.network;
            pair.open();
            final byte[] garbage = new byte[1 + random.nextInt(200)];
            random.nextBytes(garbage);
            final byte[] head = {22, 3, (byte) (1 + random.nextInt(3)), 0, (byte) random.nextInt(200)};
            System.arraycopy(head, 0, garbage, 0, Math.min(head.length, garbage.length));
            try {
                pair.clientStep();
                pair.client.write(ByteBuffer.allocateDirect(garbage.length).put(garbage).flip());
                for (int step = 0; step < 10; step++) {
                    pair.serverStep();
                }
            } catch (final IOException e) {
                assertNotNull(e.getMessage());
            }
            closeEnds();
        }
    }

    private void closeEnds() {
        pair.client.close();
        if (pair.server != null) {
            pair.server.close();
        }
    }

    private static Wish ofLocalhost() {
        return new Wish().address("127.0.0.1").dns("localhost");
    }

    private TlsPair shaking(final TlsContext server, final TlsContext client) {
        return TlsPair.of(server.protocols(protocol), client.protocols(protocol));
    }

    private void assertRefused(final TlsContext server, final TlsContext client, final String toldClient,
                               final String toldServer) {
        pair = shaking(server, client);
        assertFailures(toldClient, toldServer);
    }

    private void assertFailures(final String toldClient, final String toldServer) {
        final IOException[] failures = pair.open().failures();

        for (final IOException failure : failures) {
            assertInstanceOf(HandshakeException.class, failure);
        }
        assertTrue(failures[0].getMessage().contains(toldClient), failures[0].getMessage());
        assertTrue(failures[1].getMessage().contains(toldServer), failures[1].getMessage());
        pair.close();
    }

    /** With warnings that TLS lets a client send as often as it likes: that it has thought better of it. */
    @Test
    void doesNotListenForEverToAClientThatGetsNoFurther() throws IOException {
        pair = shaking(server(), client());
        pair.ofClient = pair.network;
        pair.open();
        final SSLEngine engine = TlsMaterial.load(client()).createSSLEngine();
        engine.setUseClientMode(true);
        final Channel client = new TlsChannel(pair.client, engine);
        client.finishConnect();
        for (int i = 0; i < 10; i++) {
            pair.serverStep();
        }
        final ByteBuffer warning = ByteBuffer.allocateDirect(7).put(new byte[] {21, 3, 3, 0, 2, 1, 90});
        final long readsBefore = pair.network.serverReads();
        pair.network.onServerRead(() -> {
            assertTrue(pair.network.serverReads() - readsBefore < 1000, "it reads for ever");
            write(warning.flip());
        });

        try {
            pair.serverStep();
        } catch (final IOException e) {
            assertInstanceOf(HandshakeException.class, e); // such warnings may also be refused
        }
    }

    private void write(final ByteBuffer bytes) {
        try {
            pair.client.write(bytes);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
