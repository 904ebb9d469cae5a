package io.holdfast.bridge.tls;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.HandshakeException;
import io.holdfast.bridge.channel.StreamBuffer;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.HexFormat;
import javax.net.ssl.SSLException;

/** Says why two ends do not come together, in words for those who have to put it right. */
final class HandshakeFault {
    private static final int SHOWN_BYTES = 8;
    private static final String ALERT = "Received fatal alert: ";

    private HandshakeFault() {
    }

    /** {@return what to tell of a failure; as it is, if it is not one of the handshake} */
    static IOException of(final Channel channel, final IOException cause, final boolean isClient,
                          final boolean isInUse) {
        if (isInUse && cause instanceof SSLException) {
            return new IOException("TLS with " + channel.remoteAddress() + " broke: " + cause.getMessage(), cause);
        }
        return cause instanceof SSLException ? of(channel, words(cause, isClient), cause) : cause;
    }

    private static HandshakeException of(final Channel channel, final String words, final Exception cause) {
        return new HandshakeException("no TLS with " + channel.remoteAddress() + ": " + words, cause);
    }

    static HandshakeException hungUp(final Channel channel, final boolean isClient) {
        return of(channel, isClient ? "the server hung up during the handshake: is it set to plain, or does it not want"
            + " this side's certificate? Its log may say why" : "the client hung up during the handshake", null);
    }

    static HandshakeException notTls(final Channel channel, final boolean isClient, final StreamBuffer bytes) {
        final int length = Math.min(bytes.length(), SHOWN_BYTES);
        final byte[] shown = new byte[length];
        bytes.bytes().get(bytes.start(), shown);
        return of(channel, "what comes is not TLS: is the " + (isClient ? "server" : "client")
            + " set to plain? It begins with " + HexFormat.ofDelimiter(" ").formatHex(shown), null);
    }

    private static String words(final IOException cause, final boolean isClient) {
        final String own = isClient ? "client" : "server";
        final String other = isClient ? "server" : "client";
        for (Throwable e = cause; e != null; e = e.getCause()) {
            if (e instanceof CertificateExpiredException) {
                return "a certificate of the " + other + " has expired: " + e.getMessage();
            } else if (e instanceof CertificateNotYetValidException) {
                return "a certificate of the " + other + " is not valid yet: " + e.getMessage();
            } else if (e instanceof CertPathBuilderException) {
                return "the certificate of the " + other + " is not signed by anybody this side trusts: "
                    + e.getMessage();
            } else if (e instanceof CertificateException && e.getCause() == null) {
                return "the certificate of the " + other + " does not fit: " + e.getMessage();
            }
        }
        final String text = String.valueOf(cause.getMessage());
        final int alert = text.indexOf(ALERT);
        if (alert >= 0) {
            return "the " + other + " refused: " + alertWords(text.substring(alert + ALERT.length()), own);
        }
        return text;
    }

    private static String alertWords(final String alert, final String own) {
        return alert + switch (alert) {
            case "certificate_required", "no_certificate" -> ", it wants a certificate of the " + own;
            case "bad_certificate" -> ", it wants another certificate of the " + own + ", or one at all";
            case "certificate_unknown", "unknown_ca" ->
                ", it does not trust the certificate of the " + own + ", or not for this host";
            case "certificate_expired" -> ", the certificate of the " + own + " has expired";
            case "handshake_failure" -> ", there is no common cipher, or it wants a certificate of the " + own;
            case "protocol_version" -> ", there is no common version of TLS";
            default -> "";
        };
    }
}
