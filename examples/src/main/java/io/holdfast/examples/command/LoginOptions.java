package io.holdfast.examples.command;

import io.holdfast.SystemClock;
import io.holdfast.bridge.CertificateLogin;
import io.holdfast.bridge.LoginHandler;
import io.holdfast.bridge.SharedSecretLogin;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** Whom a server lets in: options of every program that is one. */
public final class LoginOptions {
    private static final String VERY_NAME = "";

    @Option(names = "--secrets", paramLabel = "FILE", converter = PathConverter.class,
        description = "Let in only who proves to know the secret of its name, and prove the same in return; the secret "
            + "is never sent. The file has lines 'NAME = SECRET', the secret in base64 as 'openssl rand -base64 32' "
            + "makes it, and nobody but its owner may have access to it. It is read again when it has changed. "
            + "Default: whoever says a name has it.")
    private Path secrets;

    @Option(names = "--cert-names", arity = "0..1", fallbackValue = VERY_NAME, paramLabel = "MAPFILE",
        description = "Let in only clients whose TLS certificate is for their name: it must have the very name or, "
            + "with a file, one that a line 'CERTIFICATE-NAME = NAME, NAME...' allows. The file is read again when it "
            + "has changed. With --secrets, clients need both.")
    private String certificateNames;

    /**
     * Reads the files.
     *
     * @return who decides
     * @throws CommandFailure if a file cannot be used
     */
    public LoginHandler handler() {
        try {
            final LoginHandler bySecret = secrets == null ? null
                : SharedSecretLogin.of(secrets, SystemClock.INSTANCE);
            final LoginHandler byCertificate = certificateNames == null ? null
                : certificateNames.equals(VERY_NAME) ? CertificateLogin.byName()
                : CertificateLogin.mapped(new PathConverter().convert(certificateNames), SystemClock.INSTANCE);
            if (bySecret != null && byCertificate != null) {
                return byCertificate.and(bySecret);
            }
            return bySecret != null ? bySecret : byCertificate != null ? byCertificate : LoginHandler.ACCEPT_ALL;
        } catch (final IllegalArgumentException error) {
            throw new CommandFailure(error.getMessage(), error);
        }
    }
}
