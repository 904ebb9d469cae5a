package io.holdfast.bridge.queueserver;

import io.holdfast.PeerName;
import io.holdfast.bridge.channel.PeerCertificate;

import java.nio.charset.StandardCharsets;

/** Principals as certificates name them. Any thread. */
final class ClientPrincipal {
    /** The longest principal, in bytes: it is kept in files. */
    static final int MAX_LENGTH = 256;

    private ClientPrincipal() {
    }

    /** {@return the common name of a certificate, else its first DNS name, else its first URI; null if it has none} */
    static String of(final PeerCertificate certificate) {
        if (certificate == null) {
            return null;
        }
        String name = certificate.commonName();
        if (name.isEmpty() && !certificate.dnsNames().isEmpty()) {
            name = certificate.dnsNames().get(0);
        } else if (name.isEmpty() && !certificate.uriNames().isEmpty()) {
            name = certificate.uriNames().get(0);
        }
        return name.isEmpty() || isTooLong(name) ? null : name;
    }

    static boolean isTooLong(final String principal) {
        return principal.getBytes(StandardCharsets.UTF_8).length > MAX_LENGTH;
    }

    static boolean isPeerName(final String principal) {
        return principal != null && PeerName.isValid(principal);
    }
}
