package io.holdfast.bridge.queueserver.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a client is, said in the first seven bytes of a connection. */
public enum Role {
    /** Creates messages; the base protocol. */
    PRODUCE("produce"),
    /** Subscribes and receives; the base protocol. */
    CONSUME("consume"),
    /** Either or both, with sequences, acks and confirmations; the session protocol. */
    SESSION("session");

    /** Length of every role on the wire, in bytes. */
    public static final int LENGTH = 7;

    private static final Role[] ROLES = values();

    private final byte[] wire;

    Role(final String wire) {
        this.wire = wire.getBytes(StandardCharsets.US_ASCII);
    }

    /** {@return a copy of the seven bytes} */
    public byte[] wire() {
        return wire.clone();
    }

    /**
     * Reads the role that a connection begins with.
     *
     * @param bytes  what came
     * @param start  of the first byte of the connection
     * @param length how many bytes came, also more than the role
     * @return the role, or null if there are too few bytes or they are of no role
     */
    public static Role of(final ByteBuffer bytes, final int start, final int length) {
        return length < LENGTH ? null : matching(bytes, start, LENGTH);
    }

    /**
     * Tells whether a role may still come of what came first, so that a stranger is shown out at its first wrong byte.
     *
     * @param bytes  what came
     * @param start  of the first byte of the connection
     * @param length how many bytes came, also more than the role
     * @return whether the bytes are of a role, or the beginning of one
     */
    public static boolean isPossible(final ByteBuffer bytes, final int start, final int length) {
        return matching(bytes, start, Math.min(length, LENGTH)) != null;
    }

    private static Role matching(final ByteBuffer bytes, final int start, final int length) {
        for (final Role role : ROLES) {
            int same = 0;
            while (same < length && bytes.get(start + same) == role.wire[same]) {
                same++;
            }
            if (same == length) {
                return role;
            }
        }
        return null;
    }
}
