package io.holdfast.examples.command;

import io.holdfast.bridge.ClientContext;
import io.holdfast.bridge.SharedSecretLogin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;

/** What a client shares with its server: an option of every program that is one. */
public final class SecretOption {
    @Option(names = "--secret", paramLabel = "FILE", converter = PathConverter.class,
        description = "Prove in the login to know the secret in this file, and send nothing to a server that does not "
            + "prove the same; the secret is never sent. The file has one line, the secret in base64, as it is behind "
            + "this side's name in the server's --secrets, and nobody but its owner may have access to it.")
    private Path file;

    /**
     * Reads the file.
     *
     * @return the secret, null if there is to be none
     * @throws CommandFailure if the file cannot be used
     */
    public byte[] secret() {
        try {
            return file == null ? null : SharedSecretLogin.readSecret(file);
        } catch (final IOException error) {
            throw new CommandFailure("cannot read " + file + ": " + error, error);
        } catch (final IllegalArgumentException error) {
            throw new CommandFailure(error.getMessage(), error);
        }
    }

    /**
     * Sets what the option says.
     *
     * @param context of a client
     * @return the same context
     * @throws CommandFailure if the file cannot be used
     */
    public ClientContext applyTo(final ClientContext context) {
        final byte[] secret = secret();
        return secret == null ? context : context.secret(secret);
    }
}
