package io.holdfast.bridge.login;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves that a side knows a secret which both share: HMAC-SHA256 of the {@link Transcript}, with the secret as the
 * key. The secret itself never leaves the process.
 * <pre>
 *  client                                   server
 *    names, counter      -----------------&gt;
 *                        &lt;-----------------   serverNonce
 *    clientNonce, ofClient() -------------&gt;   the same? else refused; only now is the client believed
 *                        &lt;-----------------   ofServer()
 *    the same? else refused; only now is the server believed
 * </pre>
 * Both random numbers are fresh in every login, so a recorded login proves nothing, and a side's own proof sent back
 * to it is not the other side's. Whoever does not know the secret but sees a proof, or gets a client to make one, can
 * try secrets against it at leisure: so a secret must be random bytes, not a word that people remember. Any thread.
 */
public final class Proof {
    /** Bytes of a random number. */
    public static final int NONCE_LENGTH = 32;
    /** Bytes of a proof. */
    public static final int LENGTH = 32;
    /** The fewest bytes of a secret. */
    public static final int MIN_SECRET_LENGTH = 16;
    /** The most bytes of a secret. */
    public static final int MAX_SECRET_LENGTH = 1024;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int CLIENT = 1;
    private static final int SERVER = 2;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Proof() {
    }

    /** {@return a random number for one login} */
    public static byte[] newNonce() {
        final byte[] nonce = new byte[NONCE_LENGTH];
        RANDOM.nextBytes(nonce);
        return nonce;
    }

    /**
     * Passes a secret through.
     *
     * @param secret any bytes
     * @return the same array
     * @throws IllegalArgumentException if it is too short to be one, or too long; the text tells only the length
     */
    public static byte[] requireSecret(final byte[] secret) {
        if (secret.length < MIN_SECRET_LENGTH || secret.length > MAX_SECRET_LENGTH) {
            throw new IllegalArgumentException("a secret has " + MIN_SECRET_LENGTH + " to " + MAX_SECRET_LENGTH
                + " bytes, this one has " + secret.length + "; make one with: openssl rand -base64 32");
        }
        return secret;
    }

    /**
     * Proves that the client knows the secret.
     *
     * @param secret     the key
     * @param transcript of this login
     * @return {@link #LENGTH} bytes
     */
    public static byte[] ofClient(final byte[] secret, final Transcript transcript) {
        return compute(secret, transcript.encoded(CLIENT));
    }

    /**
     * Proves that the server knows the secret.
     *
     * @param secret     the key
     * @param transcript of this login
     * @return {@link #LENGTH} bytes
     */
    public static byte[] ofServer(final byte[] secret, final Transcript transcript) {
        return compute(secret, transcript.encoded(SERVER));
    }

    /**
     * Compares two proofs in a time that does not tell where they differ.
     *
     * @param expected computed here
     * @param received from the other side
     * @return whether they are the same
     */
    public static boolean isSame(final byte[] expected, final byte[] received) {
        return MessageDigest.isEqual(expected, received);
    }

    private static byte[] compute(final byte[] secret, final byte[] text) {
        try {
            final Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(text);
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + ALGORITHM + ", which every one must have", e);
        }
    }
}
