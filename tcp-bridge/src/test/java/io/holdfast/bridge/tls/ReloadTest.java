package io.holdfast.bridge.tls;

import io.holdfast.bridge.channel.Channel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Certificates that are replaced while all goes on, and files that cannot be used. */
class ReloadTest extends CertificateFixture {
    private static final long CHECK_NS = 10_000_000_000L;

    private Path pem;
    private Path key;

    @BeforeEach
    void copyFiles() throws IOException {
        pem = certificates.resolve("used.pem");
        key = certificates.resolve("used.key");
        use(ofServer);
    }

    private void use(final TestCertificates.Issued issued) throws IOException {
        Files.copy(issued.pem(), pem, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(issued.key(), key, StandardCopyOption.REPLACE_EXISTING);
    }

    private TlsContext used() {
        return new TlsContext().certificate(pem).key(key);
    }

    @Test
    void newSessionsUseANewCertificateAndLiveOnesGoOn() throws IOException {
        pair = TlsPair.of(used(), client()).connect();
        final TlsPair old = pair;
        final byte[] before = pair.client.binding();
        use(authority.server("newer"));

        assertEquals("server", reconnectedTo());
        pair.clock.advance(CHECK_NS - 1);
        assertEquals("server", reconnectedTo());
        pair.clock.advance(1);
        final Channel liveClient = pair.client;
        final Channel liveServer = pair.server;
        pair.connect();

        assertEquals("newer", pair.client.peerCertificate().commonName());
        assertTrue(!Arrays.equals(before, pair.client.binding()));
        assertArrayEquals(new byte[50_000], old.carried(liveClient, liveServer, new byte[50_000], 4096));
        assertEquals("server", liveClient.peerCertificate().commonName());
    }

    @Test
    void filesThatCannotBeUsedChangeNothingUntilTheyCan() throws IOException {
        pair = TlsPair.of(used(), client());
        final String[] broken = {"", "nonsense", Files.readString(pem).substring(0, 300)};
        for (final String content : broken) {
            Files.writeString(pem, content);
            pair.clock.advance(CHECK_NS);
            assertEquals("server", reconnectedTo());
        }
        Files.delete(pem);
        pair.clock.advance(CHECK_NS);
        assertEquals("server", reconnectedTo());

        use(authority.server("newer"));
        Files.copy(ofServer.key(), key, StandardCopyOption.REPLACE_EXISTING);
        pair.clock.advance(CHECK_NS);
        assertEquals("server", reconnectedTo());
        use(authority.server("newest"));
        pair.clock.advance(CHECK_NS);

        assertEquals("newest", reconnectedTo());
    }

    @Test
    void trustIsReadAgainToo() throws IOException {
        final Path trust = certificates.resolve("trust.pem");
        Files.copy(authority.pem(), trust, StandardCopyOption.REPLACE_EXISTING);
        pair = TlsPair.of(with(ofServer).trust(trust).clientAuth(ClientAuth.NEEDED).reloadCheckNs(0), client());
        assertEquals("server", reconnectedTo());

        Files.copy(TestCertificates.authority(certificates, "other").pem(), trust, StandardCopyOption.REPLACE_EXISTING);

        assertTrue(pair.open().failures()[0].getMessage().contains("the server refused: "));
    }

    private String reconnectedTo() throws IOException {
        pair.connect();
        return pair.client.peerCertificate().commonName();
    }

    @Test
    void optionsThatDoNotFitAreAllNamed() {
        assertFault(new TlsContext().certificate(pem).clientAuth(ClientAuth.NEEDED).protocols("TLSv1.1")
            .reloadCheckNs(-1), "a certificate and its key must be set together", "must have trust",
            "protocols must be of TLSv1.3 and TLSv1.2, were [TLSv1.1]", "reloadCheckNs must not be negative, was -1");
        assertFault(new TlsContext(), "a server must have a certificate and key, or a keyStore");
        assertFault(used().keyStore(pem, new char[0]), "either certificate and key or a keyStore");
    }

    @Test
    void filesThatCannotBeUsedAreNamedWithWhatToDo() throws IOException {
        assertFault(used().certificate(pem.resolveSibling("none.pem")), "no such file: ", "none.pem");
        assertFault(used().key(ofClient.key()), "the key is not that of the certificate", "used.pem");
        assertFault(used().key(pem), "no key (BEGIN PRIVATE KEY) in ", "used.pem");
        assertFault(used().certificate(key), "no certificate (BEGIN CERTIFICATE) in ", "used.key");
        for (final String kind : new String[] {"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"}) {
            Files.writeString(key, "-----BEGIN " + kind + "-----\nAAAA\n-----END " + kind + "-----\n");
            assertFault(used(), "has a " + kind + "; change it with: openssl pkcs8 -topk8 -nocrypt -in " + key);
        }
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\n\u00e4\u00f6\n-----END PRIVATE KEY-----\n");
        assertFault(used(), "the key is neither EC, RSA nor EdDSA, or damaged");
        assertFault(new TlsContext().keyStore(ofServer.keyStore(), "secret-word".toCharArray()),
            "not a PKCS#12 file with this password: ");
        assertFault(new TlsContext().keyStore(authority.trustStore(), TestCertificates.PASSWORD.toCharArray()),
            "no key with a certificate in ");
        use(ofServer);
        assertFault(used().trustStore(ofServer.keyStore(), TestCertificates.PASSWORD.toCharArray()),
            "no trusted certificate in ", "keytool -importcert");
    }

    private void assertFault(final TlsContext context, final String... parts) {
        final IllegalArgumentException fault = assertThrows(IllegalArgumentException.class,
            () -> TlsPair.of(context, client()));

        for (final String part : parts) {
            assertTrue(fault.getMessage().contains(part), fault.getMessage());
        }
        assertTrue(!fault.getMessage().contains("secret-word"), fault.getMessage());
    }
}
