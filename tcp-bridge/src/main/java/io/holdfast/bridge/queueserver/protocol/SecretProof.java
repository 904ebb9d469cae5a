package io.holdfast.bridge.queueserver.protocol;

import java.nio.ByteBuffer;

/**
 * PROOF: the client's answer to {@link Challenge}.
 * <pre>
 *   5 client's random number, 32 bytes   37 proof, 32 bytes
 * </pre>
 *
 * @param nonce bytes that the client never used before, as many as the server's
 * @param proof over both numbers and names, with the secret as the key
 */
public record SecretProof(byte[] nonce, byte[] proof) {
    /** Bytes of a proof. */
    public static final int PROOF_LENGTH = 32;

    /** Bytes of the frame. */
    public static final int LENGTH = 69;

    private static final int NONCE_OFFSET = 5;
    private static final int PROOF_OFFSET = 37;

    /**
     * Reads a complete frame, which {@link SessionFrameParser} has checked.
     *
     * @param bytes holds it
     * @param start of the frame
     * @return what it says
     */
    public static SecretProof read(final ByteBuffer bytes, final int start) {
        final byte[] nonce = new byte[Challenge.NONCE_LENGTH];
        bytes.get(start + NONCE_OFFSET, nonce);
        final byte[] proof = new byte[PROOF_LENGTH];
        bytes.get(start + PROOF_OFFSET, proof);
        return new SecretProof(nonce, proof);
    }

    /**
     * Encodes it.
     *
     * @param to address of the frame's first byte, with room for {@link #LENGTH}
     * @return the frame's length
     */
    public int put(final long to) {
        SessionFrames.putHeader(to, SessionFrames.PROOF, LENGTH);
        SessionFrames.putBytes(to + NONCE_OFFSET, nonce);
        SessionFrames.putBytes(to + PROOF_OFFSET, proof);
        return LENGTH;
    }

    /** {@return nothing of what it holds} */
    @Override
    public String toString() {
        return "SecretProof[]";
    }
}
