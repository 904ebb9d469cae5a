package io.holdfast.bridge;

import io.holdfast.Clock;
import io.holdfast.DailyRoll;
import io.holdfast.bridge.channel.PeerCertificate;
import io.holdfast.bridge.login.CertificateNames;
import io.holdfast.bridge.login.GuardedFile;
import io.holdfast.bridge.login.ReloadedFile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Lets those in whose certificate is for their name. Needs TLS with certificates of clients, which TLS has checked. The
 * names of a certificate are its alternative names that are URIs or DNS names, and its common name; the first of them
 * that fits is the principal. With names that change from day to day, a certificate for the name without the date is
 * for all days. Any thread.
 */
public final class CertificateLogin implements LoginHandler {
    private final BiPredicate<String, String> rule;

    private CertificateLogin(final BiPredicate<String, String> rule) {
        this.rule = rule;
    }

    /** {@return a handler that wants a certificate with the very name of the peer} */
    public static CertificateLogin byName() {
        return new CertificateLogin((certificateName, peerName) -> certificateName.equals(peerName)
            || certificateName.equals(DailyRoll.baseIn(peerName)));
    }

    /**
     * Reads from a file which certificates are for which peers, and goes by nothing else: lines
     * {@code certificate-name = peer, peer…}; empty ones and those that begin with # are skipped. Nobody but the file's
     * owner may write to it. It is read again when it has changed, within a second; a file that cannot be used is
     * reported in the log, and what it said before counts. Live sessions go on in any case.
     *
     * @param file  with the lines
     * @param clock tells when to look at it again
     * @return the handler
     * @throws IllegalArgumentException naming file, line and fault, if it cannot be used
     */
    public static CertificateLogin mapped(final Path file, final Clock clock) {
        final ReloadedFile<CertificateNames> names = ReloadedFile.open(file, GuardedFile.Guard.OTHERS_MAY_READ, clock,
            CertificateNames::parse);
        return new CertificateLogin((certificateName, peerName) -> names.current().allows(certificateName, peerName));
    }

    @Override
    public Decision onLogin(final LoginRequest request) {
        final PeerCertificate certificate = request.certificate();
        if (certificate == null) {
            return Decision.notAuthenticated("the server wants a certificate of the client; use TLS, and give the"
                + " client a certificate and its key");
        }
        for (final String name : names(certificate)) {
            if (rule.test(name, request.remoteName())) {
                return Decision.accept(name);
            }
        }
        return Decision.notAuthenticated("the client's certificate is not for the name " + request.remoteName());
    }

    private static List<String> names(final PeerCertificate certificate) {
        final List<String> names = new ArrayList<>(certificate.uriNames());
        names.addAll(certificate.dnsNames());
        if (!certificate.commonName().isEmpty()) {
            names.add(certificate.commonName());
        }
        return names;
    }
}
