package io.holdfast.bridge.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * What the files say, as the JDK wants it. Sessions of TLS are taken up again for a second only, because whoever takes
 * one up is not asked for its certificate again.
 */
final class TlsMaterial {
    private static final int RESUMABLE_SECONDS = 1;
    private static final char[] NO_PASSWORD = {};

    private TlsMaterial() {
    }

    /**
     * Reads the files.
     *
     * @throws IOException naming the file, if one cannot be used
     */
    static SSLContext load(final TlsContext context) throws IOException {
        final KeyManager[] keys = context.hasOwnCertificate() ? keyManagers(context) : null;
        final TrustManager[] trust = context.hasTrust() ? trustManagers(context) : null;
        try {
            final SSLContext made = SSLContext.getInstance("TLS");
            made.init(keys, trust, null);
            made.getClientSessionContext().setSessionTimeout(RESUMABLE_SECONDS);
            made.getServerSessionContext().setSessionTimeout(RESUMABLE_SECONDS);
            return made;
        } catch (final GeneralSecurityException e) {
            throw new IOException("TLS is not possible with these files: " + context.files() + ": " + e.getMessage(),
                e);
        }
    }

    private static KeyManager[] keyManagers(final TlsContext context) throws IOException {
        final boolean isStore = context.keyStore() != null;
        final Path file = isStore ? context.keyStore() : context.certificate();
        try {
            final char[] password = isStore ? context.keyStorePassword() : NO_PASSWORD;
            final KeyStore store = isStore ? store(file, password) : storeOf(context);
            boolean hasKey = false;
            for (final String alias : Collections.list(store.aliases())) {
                hasKey |= store.isKeyEntry(alias);
            }
            if (!hasKey) {
                throw new IOException("no key with a certificate in " + file);
            }
            final KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password);
            return factory.getKeyManagers();
        } catch (final GeneralSecurityException e) {
            throw new IOException("the certificate or key cannot be used: file=" + file + ": " + e.getMessage(), e);
        }
    }

    private static KeyStore storeOf(final TlsContext context) throws IOException, GeneralSecurityException {
        final List<X509Certificate> chain = PemFile.read(context.certificate()).certificates();
        final PrivateKey key = PemFile.read(context.key()).key();
        if (!belongTogether(key, chain.get(0))) {
            throw new IOException("the key is not that of the certificate: key=" + context.key() + " certificate="
                + context.certificate() + " (its first one counts)");
        }
        final KeyStore store = emptyStore();
        store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
        return store;
    }

    private static boolean belongTogether(final PrivateKey key, final X509Certificate certificate)
        throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        final String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            case "EdDSA" -> "EdDSA";
            default -> null;
        };
        if (algorithm == null) {
            return true; // the first handshake will tell
        }
        final Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(certificate.getSignature());
        final byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(certificate.getSignature());
        return signature.verify(signed);
    }

    private static TrustManager[] trustManagers(final TlsContext context) throws IOException {
        final boolean isStore = context.trustStore() != null;
        final Path file = isStore ? context.trustStore() : context.trust();
        try {
            final KeyStore store = isStore ? store(file, context.trustStorePassword()) : emptyStore();
            if (!isStore) {
                for (final X509Certificate certificate : PemFile.read(file).certificates()) {
                    store.setCertificateEntry("trusted-" + store.size(), certificate);
                }
            }
            boolean isTrusting = false;
            for (final String alias : Collections.list(store.aliases())) {
                isTrusting |= store.isCertificateEntry(alias);
            }
            if (!isTrusting) {
                throw new IOException("no trusted certificate in " + file
                    + "; keytool -importcert puts one in so that it counts as trusted");
            }
            final TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (final GeneralSecurityException e) {
            throw new IOException("the trusted certificates cannot be used: file=" + file + ": " + e.getMessage(), e);
        }
    }

    private static KeyStore store(final Path pkcs12, final char[] password)
        throws IOException, GeneralSecurityException {
        final byte[] content = PemFile.bytes(pkcs12);
        final KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(new ByteArrayInputStream(content), password);
        } catch (final IOException e) {
            throw new IOException("not a PKCS#12 file with this password: file=" + pkcs12 + ": " + e.getMessage(), e);
        }
        return store;
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        final KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
