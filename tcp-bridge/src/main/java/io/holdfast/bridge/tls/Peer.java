package io.holdfast.bridge.tls;

import io.holdfast.bridge.channel.PeerCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What is known of the two ends once the handshake is done.
 *
 * @param certificate what the other end's certificate says, null if it has none
 * @param binding     the digest of the server's certificate
 */
record Peer(PeerCertificate certificate, byte[] binding) {
    private static final Logger LOG = LoggerFactory.getLogger(Peer.class);
    private static final int DNS_NAME = 2;
    private static final int URI_NAME = 6;

    static Peer of(final SSLSession session, final boolean isClient) throws IOException {
        try {
            final X509Certificate remote = remote(session);
            final Certificate[] local = session.getLocalCertificates();
            if (!isClient && local == null) {
                throw new IOException("the server's certificate of this TLS session is not known");
            }
            return new Peer(remote == null ? null : read(remote), digest(isClient ? remote : local[0]));
        } catch (final GeneralSecurityException | InvalidNameException e) {
            throw new IOException("the peer's certificate cannot be read: " + e.getMessage(), e);
        }
    }

    private static X509Certificate remote(final SSLSession session) {
        try {
            return (X509Certificate) session.getPeerCertificates()[0];
        } catch (final SSLPeerUnverifiedException e) {
            LOG.trace("the peer has no certificate", e);
            return null;
        }
    }

    private static PeerCertificate read(final X509Certificate certificate)
        throws GeneralSecurityException, InvalidNameException {
        final String subject = certificate.getSubjectX500Principal().getName();
        return new PeerCertificate(subject, commonName(subject), names(certificate, DNS_NAME),
            names(certificate, URI_NAME), HexFormat.of().formatHex(digest(certificate)));
    }

    private static String commonName(final String subject) throws InvalidNameException {
        final List<Rdn> parts = new LdapName(subject).getRdns();
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i).getType().equalsIgnoreCase("CN")) {
                return String.valueOf(parts.get(i).getValue());
            }
        }
        return "";
    }

    private static List<String> names(final X509Certificate certificate, final int kind)
        throws CertificateParsingException {
        final List<String> names = new ArrayList<>();
        final Collection<List<?>> all = certificate.getSubjectAlternativeNames();
        if (all != null) {
            for (final List<?> name : all) {
                if (name.get(0).equals(kind)) {
                    names.add((String) name.get(1));
                }
            }
        }
        return names;
    }

    private static byte[] digest(final Certificate certificate) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    }
}
