package io.holdfast.bridge;

import io.holdfast.Clock;
import io.holdfast.bridge.login.GuardedFile;
import io.holdfast.bridge.login.Proof;
import io.holdfast.bridge.login.ReloadedFile;
import io.holdfast.bridge.login.Secrets;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Lets those in who prove that they know the secret of their name, which neither side tells: challenge and response.
 * The server proves it in turn, and a client that has a secret insists on that. Whoever listens learns nothing that
 * lets him in later; whether a name is known is not told to those who do not know its secret.
 * <p>
 * The server's file has lines {@code name = secret}, the secret in base64, of 16 bytes at least; empty lines and those
 * that begin with # are skipped. Nobody but the file's owner may have access to it. It is read again when it has
 * changed, within a second; a file that cannot be used is reported in the log, and what it said before counts.
 * Live sessions go on in any case. The principal is the name of the line: with names that change from day to day, the
 * name without the date. Any thread.
 * <p>
 * A secret must be random, as of {@code openssl rand -base64 32}: one that people remember can be guessed by whoever
 * saw a login. Without TLS, the login is proven and what follows it is not: somebody in between can still read and
 * change it.
 */
public final class SharedSecretLogin implements LoginHandler {
    private final ReloadedFile<Secrets> file;
    private final byte[] nobodys = Proof.newNonce();

    private SharedSecretLogin(final ReloadedFile<Secrets> file) {
        this.file = file;
    }

    /**
     * Reads the server's file.
     *
     * @param file  with the lines
     * @param clock tells when to look at it again
     * @return the handler
     * @throws IllegalArgumentException naming file, line and fault, never a secret, if it cannot be used
     */
    public static SharedSecretLogin of(final Path file, final Clock clock) {
        return new SharedSecretLogin(ReloadedFile.open(file, GuardedFile.Guard.SECRET, clock, Secrets::parse));
    }

    /**
     * Reads a client's file: its secret in base64, in a line of its own. For {@link ClientContext#secret(byte[])}.
     *
     * @param file that nobody but its owner has access to
     * @return the secret
     * @throws IOException              if it cannot be read
     * @throws IllegalArgumentException naming file and fault, never the secret, if it cannot be used
     */
    public static byte[] readSecret(final Path file) throws IOException {
        try {
            return Secrets.parseOne(new GuardedFile(file, GuardedFile.Guard.SECRET).readText());
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public Decision onLogin(final LoginRequest request) {
        final Secrets secrets = file.current();
        final String entry = secrets.entryOf(request.remoteName());
        return entry == null ? Decision.provenBy(request.remoteName(), nobodys)
            : Decision.provenBy(entry, secrets.secretOf(entry));
    }
}
