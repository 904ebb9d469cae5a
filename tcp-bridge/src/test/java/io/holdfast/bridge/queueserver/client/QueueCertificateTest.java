package io.holdfast.bridge.queueserver.client;

import io.holdfast.ConnectionState;
import io.holdfast.bridge.CertificateLogin;
import io.holdfast.bridge.LoginHandler;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.tls.ClientAuth;
import io.holdfast.bridge.tls.TestCertificates;
import io.holdfast.bridge.tls.TlsContext;
import io.holdfast.bridge.tls.TlsNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Clients of a queue server who prove by a certificate who they are, in both protocols. */
class QueueCertificateTest extends QueueClientFixture {
    @TempDir
    static Path certificates;

    private static TestCertificates authority;
    private static TestCertificates.Issued ofServer;
    private static TestCertificates.Issued ofFeed;
    private static TestCertificates.Issued ofDesk;

    private final List<String> refusals = new ArrayList<>();

    @BeforeAll
    static void makeCertificates() {
        authority = TestCertificates.authority(certificates, "authority");
        ofServer = authority.server("server");
        ofFeed = authority.client("feed");
        ofDesk = authority.client("desk");
    }

    private static TlsContext tls(final TestCertificates.Issued own) {
        return new TlsContext().certificate(own.pem()).key(own.key()).trust(authority.pem());
    }

    private void start(final LoginHandler handler, final String rules) throws IOException {
        final Path file = rules == null ? null : Files.writeString(folder.resolve("rules"), rules);
        options = context -> context.loginHandler(handler).access(file)
            .tls(tls(ofServer).clientAuth(ClientAuth.WANTED));
        startServer();
    }

    private QueueProducer producer(final String name, final TestCertificates.Issued own) {
        return producer(common(new QueueProducerContext().name(name)).tls(tls(own)).listener(noting()));
    }

    private QueueClientListener noting() {
        return new QueueClientListener() {
            @Override
            public void onRefused(final QueueRefusal code, final String detail) {
                refusals.add(code + " " + detail);
            }
        };
    }

    private void awaitConnected(final QueueProducer producer) {
        runUntil("it is connected", () -> producer.state() == ConnectionState.CONNECTED);
    }

    private void awaitRefusal(final String part) {
        runUntil(part, () -> !refusals.isEmpty());
        assertTrue(refusals.get(0).contains(part), refusals.get(0));
    }

    /** A producer of the base protocol that sends one message; answers what the log has then. */
    private long sendByBaseProtocol(final TlsContext tls, final String queue) throws IOException {
        final long before = server.lastIndex();
        final String frame = "produce*\0\0\0" + (char) queue.length() + queue + "\0\0\0\1x";
        final ByteBuffer bytes = ByteBuffer.allocateDirect(64).put(frame.getBytes(StandardCharsets.ISO_8859_1)).flip();
        final ByteBuffer answer = ByteBuffer.allocateDirect(64);
        try (Channel channel = TlsNetwork.client(network, tls, clock)
            .connect(new InetSocketAddress("127.0.0.1", PORT), 4096)) {
            boolean isEnded = false;
            for (int i = 0; i < 1000 && !isEnded && server.lastIndex() == before; i++) {
                step();
                if (channel.finishConnect() && bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                isEnded = !bytes.hasRemaining() && channel.read(answer) < 0;
            }
        }
        return server.lastIndex() - before;
    }

    @Test
    void aCertificateMustBeForTheNameIfTheServerSaysSo() throws IOException {
        start(CertificateLogin.byName(), null);

        awaitConnected(producer("feed", ofFeed));
        producer("feed", ofDesk);

        awaitRefusal("NOT_AUTHENTICATED");
        assertTrue(refusals.get(0).contains("the client's certificate is not for the name feed"), refusals.get(0));
    }

    @Test
    void withoutALoginHandlerTheCertificateIsWhoTheClientIsAndOwnsTheNames() throws IOException {
        start(null, null);
        final QueueProducer first = producer("prices", ofFeed);
        awaitConnected(first);

        producer("prices", ofDesk);

        awaitRefusal("OTHER_PRINCIPAL");
        assertEquals(ConnectionState.CONNECTED, first.state());
    }

    @Test
    void clientsOfTheBaseProtocolAreWhomTheirCertificateNames() throws IOException {
        start(CertificateLogin.byName(), "feed produce a\n- produce b\n");

        assertTrue(sendByBaseProtocol(tls(ofFeed), "a") > 0);
        assertEquals(0, sendByBaseProtocol(tls(ofFeed), "b"));
        assertEquals(0, sendByBaseProtocol(tls(ofDesk), "a"));
        assertTrue(sendByBaseProtocol(new TlsContext().trust(authority.pem()), "b") > 0);
        assertEquals(0, sendByBaseProtocol(new TlsContext().trust(authority.pem()), "a"));
    }

    @Test
    void withALoginHandlerAndWithoutRulesABaseClientNeedsACertificate() throws IOException {
        start(CertificateLogin.byName(), null);

        assertTrue(sendByBaseProtocol(tls(ofDesk), "a") > 0);
        assertEquals(0, sendByBaseProtocol(new TlsContext().trust(authority.pem()), "a"));
    }

    @Test
    void aConsumerWithoutANameIsWhomItsCertificateNames() throws IOException {
        start(CertificateLogin.byName(), "desk consume a\nfeed produce a\n");
        final Inbox inbox = consumer(common(new QueueConsumerContext()).tls(tls(ofDesk)));
        inbox.consumer.subscribe("a", QueuePosition.end());
        settle();

        assertTrue(sendByBaseProtocol(tls(ofFeed), "a") > 0);

        awaitReceived(inbox, 1);
    }

    @Test
    void bothACertificateAndASecretMayBeWanted() throws IOException {
        final byte[] secret = "a secret of some length".getBytes(StandardCharsets.US_ASCII);
        start(CertificateLogin.byName().and(request -> LoginHandler.Decision.provenBy(request.remoteName(), secret)),
            null);

        awaitConnected(producer(common(new QueueProducerContext().name("feed")).tls(tls(ofFeed)).secret(secret)));
        producer(common(new QueueProducerContext().name("feed")).tls(tls(ofDesk)).secret(secret).listener(noting()));

        awaitRefusal("the client's certificate is not for the name feed");
    }
}
