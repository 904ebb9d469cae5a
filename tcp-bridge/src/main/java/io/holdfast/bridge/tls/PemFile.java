package io.holdfast.bridge.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys between lines of dashes. Errors name the file and never what is in it. */
final class PemFile {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final int MAX_LENGTH = 1 << 20;
    private static final String[] KEY_ALGORITHMS = {"EC", "RSA", "EdDSA", "RSASSA-PSS"};

    private final Path file;
    private final String text;

    private PemFile(final Path file, final String text) {
        this.file = file;
        this.text = text;
    }

    static PemFile read(final Path file) throws IOException {
        return new PemFile(file, new String(bytes(file), StandardCharsets.ISO_8859_1));
    }

    /** {@return all of a file that is small} */
    static byte[] bytes(final Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("no such file: " + file);
        }
        if (Files.size(file) > MAX_LENGTH) {
            throw new IOException("too long for certificates or a key: file=" + file + " bytes=" + Files.size(file));
        }
        return Files.readAllBytes(file);
    }

    List<X509Certificate> certificates() throws IOException {
        final List<X509Certificate> certificates = new ArrayList<>();
        final Matcher matcher = BLOCK.matcher(text);
        try {
            final CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (matcher.find()) {
                if (matcher.group(1).endsWith("CERTIFICATE")) {
                    certificates.add((X509Certificate) factory.generateCertificate(
                        new ByteArrayInputStream(decoded(matcher.group(2)))));
                }
            }
        } catch (final CertificateException e) {
            throw new IOException("certificate " + (certificates.size() + 1) + " of " + file + " cannot be read: "
                + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new IOException("no certificate (BEGIN CERTIFICATE) in " + file);
        }
        return certificates;
    }

    PrivateKey key() throws IOException {
        final Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            final String kind = matcher.group(1);
            if (kind.equals("PRIVATE KEY")) {
                return key(decoded(matcher.group(2)));
            }
            if (kind.endsWith("PRIVATE KEY")) {
                throw new IOException("the key must be PKCS#8 and not encrypted, but " + file + " has a " + kind
                    + "; change it with: openssl pkcs8 -topk8 -nocrypt -in " + file + " -out NEW.pem");
            }
        }
        throw new IOException("no key (BEGIN PRIVATE KEY) in " + file);
    }

    private PrivateKey key(final byte[] encoded) throws IOException {
        for (final String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (final InvalidKeySpecException e) {
                continue; // it may be one of the next kind
            } catch (final GeneralSecurityException e) {
                throw new IOException("keys cannot be read: algorithm=" + algorithm, e);
            }
        }
        throw new IOException("the key is neither EC, RSA nor EdDSA, or damaged: file=" + file);
    }

    private byte[] decoded(final String base64) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (final IllegalArgumentException e) {
            throw new IOException("not Base64 between the dashes: file=" + file);
        }
    }
}
