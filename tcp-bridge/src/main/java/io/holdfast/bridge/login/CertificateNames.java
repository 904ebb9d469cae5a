package io.holdfast.bridge.login;

import io.holdfast.DailyRoll;
import io.holdfast.PeerName;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which names of certificates may log in as which peers, as a file of lines {@code certificate-name = peer, peer…}
 * tells it. A peer's name counts with the date of a session day behind it, too. Immutable.
 */
public final class CertificateNames {
    private final Map<String, Set<String>> peers = new HashMap<>();

    private CertificateNames(final String text) {
        TextLines.forEach(text, line -> line.lastIndexOf('='), this::add);
    }

    private void add(final String certificateName, final String value) {
        final String[] names = value.split("\\s*,\\s*");
        for (final String name : names) {
            if (!PeerName.isValid(name)) {
                throw new IllegalArgumentException("does not end in peer names, with commas between them: " + value);
            }
        }
        peers.put(certificateName, Set.of(names));
    }

    /**
     * Reads the lines.
     *
     * @param text of a file
     * @return what they say
     * @throws IllegalArgumentException with the number of the bad line
     */
    public static CertificateNames parse(final String text) {
        return new CertificateNames(text);
    }

    /**
     * Tells whether a certificate with a name may log in as a peer.
     *
     * @param certificateName one of the certificate's names
     * @param peerName        the peer's
     * @return whether it may
     */
    public boolean allows(final String certificateName, final String peerName) {
        final Set<String> allowed = peers.get(certificateName);
        if (allowed == null) {
            return false;
        }
        final String base = DailyRoll.baseIn(peerName);
        return allowed.contains(peerName) || base != null && allowed.contains(base);
    }
}
