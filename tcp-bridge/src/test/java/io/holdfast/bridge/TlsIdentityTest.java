package io.holdfast.bridge;

import io.holdfast.ConnectionState;
import io.holdfast.Refusal;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.Listener;
import io.holdfast.bridge.channel.Network;
import io.holdfast.bridge.tls.ClientAuth;
import io.holdfast.bridge.tls.TestCertificates;
import io.holdfast.bridge.tls.TlsContext;
import io.holdfast.bridge.tls.TlsNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who may log in under which name when sockets speak TLS. */
class TlsIdentityTest extends SecretFixture {
    private static final InetSocketAddress BETWEEN = new InetSocketAddress("127.0.0.1", 7001);

    private TestCertificates authority;
    private TlsContext serverTls;

    @BeforeEach
    void makeCertificates() {
        authority = TestCertificates.authority(folder, "authority");
        serverTls = serverTls("server", ClientAuth.WANTED);
        serverLetsIn(CertificateLogin.byName());
        pair.clientOptions = context -> context.tls(clientTls("C"));
    }

    private TlsContext serverTls(final String file, final ClientAuth clientAuth) {
        final TestCertificates.Issued issued = authority.server(file);
        return new TlsContext().certificate(issued.pem()).key(issued.key()).trust(authority.pem())
            .clientAuth(clientAuth);
    }

    private TlsContext clientTls(final String commonName) {
        final TestCertificates.Issued issued = authority.client(commonName);
        return trusting().certificate(issued.pem()).key(issued.key());
    }

    private TlsContext trusting() {
        return new TlsContext().trust(authority.pem());
    }

    private void serverLetsIn(final LoginHandler handler) {
        pair.serverOptions = context -> context.tls(serverTls).loginHandler(handler);
    }

    private Refusal refused() {
        pair.pollUntil("refused", () -> !pair.atClient.refusals.isEmpty());
        assertEquals(0, pair.atClient().stats().sessions());
        return pair.atClient.refusals.get(0);
    }

    @Test
    void whoHasTheCertificateOfItsNameGetsInAndDelivers() {
        openBoth();

        deliversBothWays();
    }

    @Test
    void theCertificateOfAnotherNameIsRefusedAndChangesNothing() {
        pair.clientOptions = context -> context.tls(clientTls("D"));
        pair.openServer();
        final Map<String, String> before = contents(pair.serverStore());
        pair.openClient();

        final Refusal refusal = refused();

        assertEquals(Refusal.Code.NOT_AUTHENTICATED, refusal.code());
        assertEquals("the client's certificate is not for the name C", refusal.text());
        assertEquals(before, contents(pair.serverStore()));
    }

    @Test
    void whoShowsNoCertificateIsToldThatItNeedsOne() {
        pair.clientOptions = context -> context.tls(trusting());
        openBoth();

        assertTrue(refused().text().contains("wants a certificate"));
    }

    @Test
    void aChangedMapCountsFromTheNextLoginOnAndALiveSessionGoesOn() {
        final Path map = folder.resolve("map");
        write(map, "gateway = C", "rw-r--r--");
        serverLetsIn(CertificateLogin.mapped(map, pair.clock));
        pair.clientOptions = context -> context.tls(clientTls("gateway"));
        openBoth();
        deliversBothWays();

        write(map, "gateway = D", "rw-r--r--");
        pair.poll((int) (LOOK_NS / TestPair.TICK_NS));
        assertEquals(ConnectionState.CONNECTED, pair.atClient().state());
        pair.closeClient();
        pair.openClient();

        assertEquals("the client's certificate is not for the name C", refused().text());
    }

    @Test
    void aConnectionBelongsToTheCertificateThatFirstUsedIt() {
        final Path map = folder.resolve("map");
        write(map, "gateway-1 = C\ngateway-2 = C", "rw-r--r--");
        serverLetsIn(CertificateLogin.mapped(map, pair.clock));
        pair.clientOptions = context -> context.tls(clientTls("gateway-1"));
        openBoth();
        deliversBothWays();
        pair.closeClient();
        pair.clientOptions = context -> context.tls(clientTls("gateway-2"));
        pair.openClient();

        assertEquals("this connection belongs to another principal", refused().text());
    }

    @Test
    void bothACertificateAndASecretCanBeWanted() {
        serverLetsIn(CertificateLogin.byName().and(SharedSecretLogin.of(secrets, pair.clock)));
        openBoth();
        assertTrue(refused().text().contains("prove that it knows a secret"));
        pair.closeClient();
        pair.clientOptions = context -> context.tls(clientTls("C")).secret(SECRET);
        pair.openClient();

        deliversBothWays();
    }

    @Test
    void whoHasASecretMayLeaveTheNameOfATrustedServerOpen() {
        serverLetsIn(SharedSecretLogin.of(secrets, pair.clock));
        pair.clientOptions = context -> context.tls(trusting()).secret(SECRET).remoteName(null);
        openBoth();

        deliversBothWays();
    }

    /** Somebody between the two who has a certificate that the client trusts, but not the secret. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProofIsGoodForOneTlsConnectionOnlyAndCannotBePassedOn(final boolean isPassedOn) throws IOException {
        serverLetsIn(SharedSecretLogin.of(secrets, pair.clock));
        pair.clientOptions = context -> {
            context.endpoints().clear();
            context.tls(trusting()).secret(SECRET).endpoint(BETWEEN);
        };
        final Network toClient = isPassedOn
            ? TlsNetwork.server(pair.network, serverTls("between", ClientAuth.NONE), pair.clock) : pair.network;
        final Network toServer = isPassedOn ? TlsNetwork.client(pair.network, trusting(), pair.clock) : pair.network;
        try (Listener listener = toClient.listen(BETWEEN)) {
            final Relay relay = new Relay(listener, toServer);
            openBoth();

            pair.pollUntil("an end of the login", () -> {
                relay.pass();
                return pair.atClient().stats().sessions() + pair.atClient.refusals.size() > 0;
            });

            assertEquals(isPassedOn ? 0 : 1, pair.atClient().stats().sessions());
            if (isPassedOn) {
                assertEquals(Refusal.Code.NOT_AUTHENTICATED, pair.atServer.refusals.get(0).code());
            }
            relay.close();
        }
    }

    /** Passes on what comes, both ways. */
    private static final class Relay {
        private final Listener listener;
        private final Network toServer;
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(1 << 16);
        private Channel client;
        private Channel server;

        Relay(final Listener listener, final Network toServer) {
            this.listener = listener;
            this.toServer = toServer;
        }

        void pass() {
            try {
                if (client == null) {
                    client = listener.accept(4096);
                    server = client == null ? null : toServer.connect(TestPair.ADDRESS, 4096);
                } else if (server.finishConnect()) {
                    pass(client, server);
                    pass(server, client);
                }
            } catch (final IOException e) {
                throw new AssertionError(e);
            }
        }

        private void pass(final Channel from, final Channel to) throws IOException {
            bytes.clear();
            from.read(bytes);
            bytes.flip();
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
        }

        void close() {
            client.close();
            server.close();
        }
    }
}
