package io.holdfast.bridge.protocol;

import io.holdfast.bridge.login.Proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * CHALLENGE: the server answers a login with something the client must deal with first.
 * <pre>
 *    0  header 24 bytes: type 3
 *   24  u8 kind | u8 reserved 0 | u16 length + data
 * </pre>
 * <ul>
 * <li>Kind 1, NAME: the client left the server's name open, the data is the name, and the client sends another LOGIN
 * that holds it.
 * <li>Kind 2, SECRET: the client must prove that it knows its secret, the data is the server's random number, and the
 * client sends a {@link ChallengeResponse}.
 * </ul>
 * All other kinds are reserved.
 *
 * @param kind what the data means
 * @param data not copied
 */
public record Challenge(int kind, byte[] data) {
    /** The data is the server's name. */
    public static final int KIND_NAME = 1;
    /** The data is the server's random number. */
    public static final int KIND_SECRET = 2;
    /** Bytes of a random number of either side. */
    public static final int NONCE_LENGTH = Proof.NONCE_LENGTH;
    /** Bytes of a proof of either side. */
    public static final int PROOF_LENGTH = Proof.LENGTH;

    /**
     * Tells the server's name.
     *
     * @param serverName the name
     * @return the frame
     */
    public static Challenge ofName(final String serverName) {
        return new Challenge(KIND_NAME, serverName.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Asks for a proof.
     *
     * @param serverNonce the server's random number; not copied
     * @return the frame
     */
    public static Challenge ofSecret(final byte[] serverNonce) {
        return new Challenge(KIND_SECRET, serverNonce);
    }

    /** {@return the data as a name, not yet known to be a peer name} */
    public String name() {
        return new String(data, StandardCharsets.ISO_8859_1);
    }

    /**
     * Writes the frame.
     *
     * @param destination its position moves behind the frame
     * @throws java.nio.BufferOverflowException if there is no room
     * @throws IllegalArgumentException         if the frame would be longer than 16 KiB
     */
    public void encode(final ByteBuffer destination) {
        new FrameWriter(destination, FrameType.CHALLENGE).u8(kind).u8(0).bytes(data).end();
    }

    /**
     * Reads a frame.
     *
     * @param source from its position to its limit exactly one frame; left as it is
     * @return what it says, of a known kind
     * @throws ProtocolException if it is malformed in any way
     */
    public static Challenge decode(final ByteBuffer source) throws ProtocolException {
        final FrameReader in = FrameReader.open(source, FrameType.CHALLENGE);
        final int kind = in.u8("kind");
        in.check(kind == KIND_NAME || kind == KIND_SECRET, "kind", kind);
        in.zero8("reserved");
        final byte[] data = kind == KIND_SECRET ? in.bytes("serverNonce", NONCE_LENGTH) : in.bytes("data");
        in.end();
        return new Challenge(kind, data);
    }

    /** {@return the kind and length only} */
    @Override
    public String toString() {
        return "Challenge[kind=" + kind + ", data " + data.length + " bytes]";
    }
}
