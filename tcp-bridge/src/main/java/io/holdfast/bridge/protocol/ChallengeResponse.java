package io.holdfast.bridge.protocol;

import java.nio.ByteBuffer;

/**
 * CHALLENGE_RESPONSE: the client proves that it knows its secret, which it does not tell.
 * <pre>
 *    0  header 24 bytes: type 4
 *   24  u8 kind 2 | u8 reserved 0 | u16 length 32 + clientNonce | u16 length 32 + proof
 * </pre>
 *
 * @param clientNonce the client's random number; not copied
 * @param proof       over all that both have seen, see {@link io.holdfast.bridge.login.Transcript}; not copied
 */
public record ChallengeResponse(byte[] clientNonce, byte[] proof) {
    /**
     * Writes the frame.
     *
     * @param destination its position moves behind the frame
     * @throws java.nio.BufferOverflowException if there is no room
     */
    public void encode(final ByteBuffer destination) {
        new FrameWriter(destination, FrameType.CHALLENGE_RESPONSE).u8(Challenge.KIND_SECRET).u8(0).bytes(clientNonce)
            .bytes(proof).end();
    }

    /**
     * Reads a frame.
     *
     * @param source from its position to its limit exactly one frame; left as it is
     * @return what it says, with the proof unchecked
     * @throws ProtocolException if it is malformed in any way
     */
    public static ChallengeResponse decode(final ByteBuffer source) throws ProtocolException {
        final FrameReader in = FrameReader.open(source, FrameType.CHALLENGE_RESPONSE);
        final int kind = in.u8("kind");
        in.check(kind == Challenge.KIND_SECRET, "kind", kind);
        in.zero8("reserved");
        final byte[] clientNonce = in.bytes("clientNonce", Challenge.NONCE_LENGTH);
        final byte[] proof = in.bytes("proof", Challenge.PROOF_LENGTH);
        in.end();
        return new ChallengeResponse(clientNonce, proof);
    }

    /** {@return the name of the frame only} */
    @Override
    public String toString() {
        return "ChallengeResponse[]";
    }
}
