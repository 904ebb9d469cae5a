package io.holdfast.bridge.queueserver.protocol;

import net.openhft.chronicle.core.UnsafeMemory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * CHALLENGE: before it says more, the server wants to see that the client knows the secret of its name.
 * <pre>
 *   5 u8 kind, 2   6 server's random number, 32 bytes   38 u32 server name length   42 server name
 * </pre>
 *
 * @param kind       {@link #KIND_SECRET}; a client knows no other
 * @param nonce      {@link #NONCE_LENGTH} bytes that the server never used before
 * @param serverName a peer name
 */
public record Challenge(int kind, byte[] nonce, String serverName) {
    /** Kind: the client proves that it knows a secret. */
    public static final int KIND_SECRET = 2;

    /** Bytes of a random number. */
    public static final int NONCE_LENGTH = 32;

    /** Bytes of the frame beside the server's name. */
    public static final int OVERHEAD = 42;

    private static final int NONCE_OFFSET = 6;
    private static final int NAME_LENGTH_OFFSET = 38;

    /**
     * Reads a complete frame, which {@link SessionFrameParser} has checked.
     *
     * @param bytes holds it
     * @param start of the frame
     * @return what it says
     */
    public static Challenge read(final ByteBuffer bytes, final int start) {
        final byte[] nonce = new byte[NONCE_LENGTH];
        bytes.get(start + NONCE_OFFSET, nonce);
        return new Challenge(bytes.get(start + 5) & 0xFF, nonce, Hello.text(bytes, start + NAME_LENGTH_OFFSET));
    }

    /**
     * Encodes it.
     *
     * @param to address of the frame's first byte, with room for {@link #OVERHEAD} + {@link Hello#MAX_NAME_LENGTH}
     * @return the frame's length
     */
    public int put(final long to) {
        final byte[] name = serverName.getBytes(StandardCharsets.UTF_8);
        SessionFrames.putHeader(to, SessionFrames.CHALLENGE, OVERHEAD + name.length);
        UnsafeMemory.UNSAFE.putByte(to + 5, (byte) kind);
        SessionFrames.putBytes(to + NONCE_OFFSET, nonce);
        SessionFrames.putInt(to + NAME_LENGTH_OFFSET, name.length);
        SessionFrames.putBytes(to + OVERHEAD, name);
        return OVERHEAD + name.length;
    }

    /** {@return without the random number} */
    @Override
    public String toString() {
        return "Challenge[kind=" + kind + ", serverName=" + serverName + "]";
    }
}
