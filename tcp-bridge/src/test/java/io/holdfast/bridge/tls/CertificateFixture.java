package io.holdfast.bridge.tls;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Certificates that all tests of a class share, and the pair of the one that runs. */
abstract class CertificateFixture {
    @TempDir
    static Path certificates;

    static TestCertificates authority;
    static TestCertificates.Issued ofServer;
    static TestCertificates.Issued ofClient;

    TlsPair pair;

    @BeforeAll
    static void makeCertificates() {
        authority = TestCertificates.authority(certificates, "authority");
        ofServer = authority.server("server");
        ofClient = authority.client("client");
    }

    @AfterEach
    void closePair() {
        if (pair != null) {
            pair.close();
        }
    }

    static TlsContext with(final TestCertificates.Issued issued) {
        return authority.options(issued);
    }

    static TlsContext server() {
        return with(ofServer).clientAuth(ClientAuth.NEEDED);
    }

    static TlsContext client() {
        return with(ofClient);
    }
}
