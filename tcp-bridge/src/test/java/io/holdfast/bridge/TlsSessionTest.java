package io.holdfast.bridge;

import io.holdfast.bridge.tls.ClientAuth;
import io.holdfast.bridge.tls.TestCertificates;
import io.holdfast.bridge.tls.TlsContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TlsSessionTest extends PairFixture {
    @TempDir
    static Path certificates;

    private static TestCertificates authority;
    private static TestCertificates.Issued ofServer;
    private static TestCertificates.Issued ofClient;

    @BeforeAll
    static void makeCertificates() {
        authority = TestCertificates.authority(certificates, "authority");
        ofServer = authority.server("server");
        ofClient = authority.client("C");
    }

    @Test
    void carriesMessagesBothWays() {
        pair.serverOptions = context -> context.tls(server());
        pair.clientOptions = context -> context.tls(client());
        connect();

        TestPair.send(pair.atClient(), "hello");
        TestPair.send(pair.atServer(), "hey");
        pair.pollUntilAcked();

        assertEquals(List.of("hello"), pair.atServer.received);
        assertEquals(List.of("hey"), pair.atClient.received);
    }

    private static TlsContext server() {
        return new TlsContext().certificate(ofServer.pem()).key(ofServer.key()).trust(authority.pem())
            .clientAuth(ClientAuth.NEEDED);
    }

    private static TlsContext client() {
        return new TlsContext().certificate(ofClient.pem()).key(ofClient.key()).trust(authority.pem());
    }
}
