package io.holdfast.examples.command;

import io.holdfast.bridge.tls.TlsContext;
import picocli.CommandLine.Option;

/** Encryption of what a client connects. */
public final class ClientTlsOptions extends TlsOptions {
    @Option(names = "--tls", description = "Encrypt with TLS; implied by the options below. Without --tls-trust, "
        + "those are trusted that the JDK trusts.")
    private boolean isWanted;

    @Option(names = "--tls-any-host", description = "Do not ask that the server's certificate is one for the host of "
        + "the address. Whoever has any certificate that is trusted can then be the server.")
    private boolean isAnyHost;

    /** {@return what these options say, null for plain sockets} */
    public TlsContext context() {
        return isWanted || isAnyHost || isAnyGiven() ? files().verifyHostname(!isAnyHost) : null;
    }
}
