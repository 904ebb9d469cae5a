package io.holdfast.examples.command;

import io.holdfast.bridge.tls.TlsContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Encryption: who this side is, and whom it trusts. No password is ever an argument: everybody sees those. */
public abstract class TlsOptions {
    private static final String PASSWORD_VARIABLE = "HOLDFAST_TLS_PASSWORD";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--tls-cert", paramLabel = "PEM",
        description = "Encrypt with TLS: this side's certificate, then those that lead from it to one that the other "
            + "side trusts. Needs --tls-key. Read again when it changes.")
    private Path certificate;

    @Option(names = "--tls-key", paramLabel = "PEM",
        description = "The certificate's key, PKCS#8, which nobody else may read.")
    private Path key;

    @Option(names = "--tls-trust", paramLabel = "PEM",
        description = "Whose signatures to trust: certificates of authorities, or of the other sides themselves.")
    private Path trust;

    @Option(names = "--tls-keystore", paramLabel = "P12",
        description = "Instead of --tls-cert and --tls-key: a PKCS#12 file with both.")
    private Path keyStore;

    @Option(names = "--tls-truststore", paramLabel = "P12",
        description = "Instead of --tls-trust: a PKCS#12 file, as keytool -importcert makes it.")
    private Path trustStore;

    @Option(names = "--tls-password-file", paramLabel = "FILE",
        description = "Its first line is the password of the PKCS#12 files. Default: the environment's "
            + PASSWORD_VARIABLE + ".")
    private Path passwordFile;

    /** {@return whether any of these options was given} */
    boolean isAnyGiven() {
        return certificate != null || key != null || trust != null || keyStore != null || trustStore != null
            || passwordFile != null;
    }

    /** {@return what these options say} */
    TlsContext files() {
        final TlsContext context = new TlsContext().certificate(certificate).key(key).trust(trust);
        if (keyStore != null) {
            context.keyStore(keyStore, password());
        }
        if (trustStore != null) {
            context.trustStore(trustStore, password());
        }
        return context;
    }

    private char[] password() {
        if (passwordFile != null) {
            try {
                final List<String> lines = Files.readAllLines(passwordFile);
                if (!lines.isEmpty()) {
                    return lines.get(0).toCharArray();
                }
            } catch (final IOException e) {
                throw new CommandFailure("cannot read the password of the PKCS#12 files: " + Reason.of(e), e);
            }
            throw new CommandFailure("there is no password in the first line of " + passwordFile);
        }
        final String password = System.getenv(PASSWORD_VARIABLE);
        if (password == null) {
            throw new ParameterException(spec.commandLine(), "PKCS#12 files need --tls-password-file or "
                + PASSWORD_VARIABLE + " in the environment");
        }
        return password.toCharArray();
    }
}
