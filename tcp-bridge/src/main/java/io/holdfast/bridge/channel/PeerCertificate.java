package io.holdfast.bridge.channel;

import java.util.List;

/**
 * Who the other end of a channel has proven to be: what its certificate says, whose signature chain and dates this side
 * has checked and whose key the other end has. Immutable.
 *
 * @param subject    the whole distinguished name, as in RFC 2253
 * @param commonName the name's most specific {@code CN}, empty if it has none
 * @param dnsNames   the DNS names among the alternative names, as they are written
 * @param uriNames   the URIs among the alternative names, as they are written
 * @param sha256     the SHA-256 digest of the certificate, in lower-case hex
 */
public record PeerCertificate(String subject, String commonName, List<String> dnsNames, List<String> uriNames,
                              String sha256) {
    /** Keeps copies. */
    public PeerCertificate {
        dnsNames = List.copyOf(dnsNames);
        uriNames = List.copyOf(uriNames);
    }
}
