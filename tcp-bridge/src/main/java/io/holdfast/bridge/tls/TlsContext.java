package io.holdfast.bridge.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What a side needs for TLS: who it is, whom it trusts, and how strict it is. Files are PEM or PKCS#12, and are read
 * again when they change. Set by one thread before the side is opened, constant after; one side's alone. Tells nobody
 * the passwords.
 */
public final class TlsContext {
    private static final Set<String> KNOWN_PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

    private Path certificate;
    private Path key;
    private Path trust;
    private Path keyStore;
    private Path trustStore;
    private char[] keyStorePassword = {};
    private char[] trustStorePassword = {};
    private ClientAuth clientAuth = ClientAuth.NONE;
    private List<String> protocols = List.of("TLSv1.3", "TLSv1.2");
    private boolean isHostnameVerified = true;
    private long reloadCheckNs = TimeUnit.SECONDS.toNanos(10);

    /**
     * Sets this side's certificate. Required of a server, with its key, unless there is a key store.
     *
     * @param pem the certificate, then those that lead from it to one that the other side trusts
     * @return this context
     */
    public TlsContext certificate(final Path pem) {
        certificate = pem;
        return this;
    }

    Path certificate() {
        return certificate;
    }

    /**
     * Sets the key of this side's certificate.
     *
     * @param pem a PKCS#8 key, {@code BEGIN PRIVATE KEY}, not encrypted
     * @return this context
     */
    public TlsContext key(final Path pem) {
        key = pem;
        return this;
    }

    Path key() {
        return key;
    }

    /**
     * Sets whose signatures this side trusts; a client that has neither this nor a trust store trusts those that the
     * JDK does.
     *
     * @param pem certificates of authorities, or of the other sides themselves
     * @return this context
     */
    public TlsContext trust(final Path pem) {
        trust = pem;
        return this;
    }

    Path trust() {
        return trust;
    }

    /**
     * Sets a file with this side's certificate, those that lead from it, and its key.
     *
     * @param pkcs12   the file
     * @param password of the file and of the key in it; copied
     * @return this context
     */
    public TlsContext keyStore(final Path pkcs12, final char[] password) {
        keyStore = pkcs12;
        keyStorePassword = password.clone();
        return this;
    }

    Path keyStore() {
        return keyStore;
    }

    char[] keyStorePassword() {
        return keyStorePassword.clone();
    }

    /**
     * Sets a file with the certificates of those whose signatures this side trusts.
     *
     * @param pkcs12   the file, made with {@code keytool -importcert}
     * @param password of the file; copied
     * @return this context
     */
    public TlsContext trustStore(final Path pkcs12, final char[] password) {
        trustStore = pkcs12;
        trustStorePassword = password.clone();
        return this;
    }

    Path trustStore() {
        return trustStore;
    }

    char[] trustStorePassword() {
        return trustStorePassword.clone();
    }

    /**
     * Sets whether a server asks its clients for a certificate; default {@link ClientAuth#NONE}. No affair of clients.
     *
     * @param value the new value
     * @return this context
     */
    public TlsContext clientAuth(final ClientAuth value) {
        clientAuth = value;
        return this;
    }

    ClientAuth clientAuth() {
        return clientAuth;
    }

    /**
     * Sets which versions this side speaks; default {@code TLSv1.3} and {@code TLSv1.2}. Older ones are not possible.
     *
     * @param values one or both of them
     * @return this context
     */
    public TlsContext protocols(final String... values) {
        protocols = List.of(values);
        return this;
    }

    List<String> protocols() {
        return protocols;
    }

    /**
     * Sets whether a client asks that the server's certificate is one for the host of the endpoint, as it was written
     * there, name or address; default true. Without that, whoever has any certificate that the client trusts can be
     * the server.
     *
     * @param value whether
     * @return this context
     */
    public TlsContext verifyHostname(final boolean value) {
        isHostnameVerified = value;
        return this;
    }

    boolean isHostnameVerified() {
        return isHostnameVerified;
    }

    /**
     * Sets after how many nanoseconds it is looked again whether the files have changed, when the next socket is opened
     * or accepted; default 10 s, 0 for each time.
     *
     * @param value nanoseconds
     * @return this context
     */
    public TlsContext reloadCheckNs(final long value) {
        reloadCheckNs = value;
        return this;
    }

    long reloadCheckNs() {
        return reloadCheckNs;
    }

    /** {@return the files that are in use} */
    List<Path> files() {
        final List<Path> files = new ArrayList<>();
        for (final Path file : new Path[] {certificate, key, trust, keyStore, trustStore}) {
            if (file != null) {
                files.add(file);
            }
        }
        return files;
    }

    boolean hasOwnCertificate() {
        return certificate != null || keyStore != null;
    }

    boolean hasTrust() {
        return trust != null || trustStore != null;
    }

    /** {@return what is wrong with the options} */
    List<String> faults(final boolean isServer) {
        final List<String> faults = new ArrayList<>();
        require(faults, (certificate == null) == (key == null), "a certificate and its key must be set together");
        require(faults, certificate == null || keyStore == null, "either certificate and key or a keyStore can be set");
        require(faults, trust == null || trustStore == null, "either trust or a trustStore can be set");
        require(faults, !isServer || hasOwnCertificate(), "a server must have a certificate and key, or a keyStore");
        require(faults, !isServer || clientAuth == ClientAuth.NONE || hasTrust(),
            "a server that asks for certificates must have trust or a trustStore");
        require(faults, clientAuth != null, "clientAuth must be set");
        require(faults, !protocols.isEmpty() && KNOWN_PROTOCOLS.containsAll(protocols),
            "protocols must be of TLSv1.3 and TLSv1.2, were " + protocols);
        require(faults, reloadCheckNs >= 0, "reloadCheckNs must not be negative, was " + reloadCheckNs);
        return faults;
    }

    private static void require(final List<String> faults, final boolean isGood, final String fault) {
        if (!isGood) {
            faults.add("tls: " + fault);
        }
    }
}
