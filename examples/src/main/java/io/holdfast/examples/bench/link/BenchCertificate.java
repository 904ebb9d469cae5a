package io.holdfast.examples.bench.link;

import io.holdfast.bridge.tls.TlsContext;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Reason;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A certificate for the loopback address and its key, made for one run by the JDK's own program, and trusted by it. */
final class BenchCertificate {
    private static final String PASSWORD = "of-this-run";

    private final Path keyStore;
    private final Path certificate;

    BenchCertificate(final Path folder) {
        keyStore = folder.resolve("bench.p12");
        certificate = folder.resolve("bench.pem");
    }

    /** {@return what the server's end needs, whose files are made now} */
    TlsContext server() {
        keytool("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=bench", "-ext",
            "san=ip:127.0.0.1,dns:localhost", "-validity", "2", "-storetype", "PKCS12");
        keytool("-exportcert", "-rfc", "-file", certificate.toString());
        return new TlsContext().keyStore(keyStore, PASSWORD.toCharArray());
    }

    /** {@return what the client's end needs, when the server's is up} */
    TlsContext client() {
        return new TlsContext().trust(certificate);
    }

    private void keytool(final String... arguments) {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "bench", "-keystore", keyStore.toString(), "-storepass", PASSWORD));
        final Path output = keyStore.resolveSibling("keytool.out");
        try {
            final Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
            if (process.waitFor() != 0) {
                throw new CommandFailure("keytool cannot make a certificate: " + Files.readString(output).strip());
            }
        } catch (final IOException error) {
            throw new CommandFailure("the certificate of the run cannot be made: " + Reason.of(error), error);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while a certificate was made", interrupted);
        }
    }
}
