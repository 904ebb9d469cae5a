package io.holdfast.bridge.tls;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes real authorities and certificates, each as PEM files and as a PKCS#12 file in a folder. Keys are of the curve
 * P-256, which takes a millisecond each.
 */
public final class TestCertificates {
    /** Of all PKCS#12 files. */
    public static final String PASSWORD = "of-the-tests";

    private static final AtomicLong SERIALS = new AtomicLong(1);
    private static final Instant NOW = new Date().toInstant();
    private static final int CHARACTERS_A_LINE = 64;

    private final Path folder;
    private final String name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    private TestCertificates(final Path folder, final String name) throws GeneralSecurityException {
        this.folder = folder;
        this.name = name;
        keys = newKeys();
        certificate = signed(new Wish().commonName(name), keys, new X500Name("CN=" + name), true);
    }

    /**
     * Makes an authority.
     *
     * @param folder where its files go
     * @param name   of its files and its common name
     * @return the authority, which signs certificates
     */
    public static TestCertificates authority(final Path folder, final String name) {
        try {
            final TestCertificates made = new TestCertificates(folder, name);
            writePem(made.pem(), List.of(made.certificate));
            final KeyStore store = emptyStore();
            store.setCertificateEntry(name, made.certificate);
            write(store, made.trustStore());
            return made;
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return its certificate, to be trusted} */
    public Path pem() {
        return folder.resolve(name + ".pem");
    }

    /** {@return its certificate as a PKCS#12 file} */
    public Path trustStore() {
        return folder.resolve(name + ".p12");
    }

    /**
     * Signs a certificate for a server on this machine.
     *
     * @param file name of its files
     * @return the certificate, good for {@code localhost} and {@code 127.0.0.1}
     */
    public Issued server(final String file) {
        return issue(file, new Wish().commonName(file).dns("localhost").address("127.0.0.1"));
    }

    /**
     * Signs a certificate for a client.
     *
     * @param commonName also the name of its files
     * @return the certificate
     */
    public Issued client(final String commonName) {
        return issue(commonName, new Wish().commonName(commonName));
    }

    /**
     * Signs any certificate.
     *
     * @param file name of its files, which are replaced if they are there
     * @param wish what it says
     * @return the certificate
     */
    public Issued issue(final String file, final Wish wish) {
        try {
            final KeyPair own = newKeys();
            final X509Certificate made = signed(wish, own, new X500Name("CN=" + name), false);
            final Issued issued = new Issued(folder.resolve(file + ".pem"), folder.resolve(file + ".key.pem"),
                folder.resolve(file + ".p12"));
            writePem(issued.pem(), List.of(made, certificate));
            Files.writeString(issued.key(), pem("PRIVATE KEY", own.getPrivate().getEncoded()));
            final KeyStore store = emptyStore();
            store.setKeyEntry("own", own.getPrivate(), PASSWORD.toCharArray(), new Certificate[] {made, certificate});
            write(store, issued.keyStore());
            return issued;
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes the options of a side that has this certificate and trusts this authority.
     *
     * @param issued the side's
     * @return new options, to be changed
     */
    public TlsContext options(final Issued issued) {
        return new TlsContext().certificate(issued.pem()).key(issued.key()).trust(pem());
    }

    private X509Certificate signed(final Wish wish, final KeyPair own, final X500Name issuer, final boolean isAuthority)
        throws GeneralSecurityException {
        try {
            final X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(issuer,
                BigInteger.valueOf(SERIALS.getAndIncrement()), Date.from(wish.notBefore), Date.from(wish.notAfter),
                new X500Name(wish.subject), own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (!wish.names.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false,
                    new GeneralNames(wish.names.toArray(GeneralName[]::new)));
            }
            return new JcaX509CertificateConverter().getCertificate(
                builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (final IOException | OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        final KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        final KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static void write(final KeyStore store, final Path file) throws GeneralSecurityException, IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    private static void writePem(final Path file, final List<X509Certificate> certificates)
        throws GeneralSecurityException, IOException {
        final StringBuilder text = new StringBuilder();
        for (final X509Certificate one : certificates) {
            text.append(pem("CERTIFICATE", one.getEncoded()));
        }
        Files.writeString(file, text);
    }

    private static String pem(final String kind, final byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n"
            + Base64.getMimeEncoder(CHARACTERS_A_LINE, new byte[] {'\n'}).encodeToString(bytes)
            + "\n-----END " + kind + "-----\n";
    }

    /**
     * The files of one certificate.
     *
     * @param pem      it and the authority's
     * @param key      its key, PKCS#8
     * @param keyStore all of it as PKCS#12
     */
    public record Issued(Path pem, Path key, Path keyStore) {
    }

    /** What a certificate is to say; valid from a day ago for a month, unless it is told otherwise. */
    public static final class Wish {
        private final List<GeneralName> names = new ArrayList<>();
        private String subject = "CN=nobody";
        private Instant notBefore = NOW.minus(Duration.ofDays(1));
        private Instant notAfter = NOW.plus(Duration.ofDays(30));

        /**
         * Sets the subject's name.
         *
         * @param value the common name
         * @return this
         */
        public Wish commonName(final String value) {
            return subject("CN=" + value);
        }

        /**
         * Sets the whole subject.
         *
         * @param value a distinguished name
         * @return this
         */
        public Wish subject(final String value) {
            subject = value;
            return this;
        }

        /**
         * Adds a DNS name.
         *
         * @param value the name
         * @return this
         */
        public Wish dns(final String value) {
            names.add(new GeneralName(GeneralName.dNSName, value));
            return this;
        }

        /**
         * Adds a URI.
         *
         * @param value the URI
         * @return this
         */
        public Wish uri(final String value) {
            names.add(new GeneralName(GeneralName.uniformResourceIdentifier, value));
            return this;
        }

        /**
         * Adds an address.
         *
         * @param value of IPv4 or IPv6
         * @return this
         */
        public Wish address(final String value) {
            names.add(new GeneralName(GeneralName.iPAddress, value));
            return this;
        }

        /**
         * Sets from when to when it is valid.
         *
         * @param from  as far from now
         * @param until as far from now
         * @return this
         */
        public Wish valid(final Duration from, final Duration until) {
            notBefore = NOW.plus(from);
            notAfter = NOW.plus(until);
            return this;
        }
    }
}
