package io.holdfast.bridge.login;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What both sides of a login have seen, and each proof is computed over. A proof is so good for this one login only:
 * between these two names, with these two random numbers, over this TLS connection. All numbers are little-endian.
 * <pre>
 *  u16 length + label                what is spoken, so that no proof of one protocol is good for another
 *  u8  role                          1: the client's proof, 2: the server's
 *  u16 length + clientName | u16 length + serverName        as they are in the login, UTF-8
 *  u16 length + serverNonce | u16 length + clientNonce
 *  i64 sessionCounter | i64 incarnation                     of the client, as they are in the login
 *  u16 length + binding              SHA-256 of the server's certificate if there is TLS, else empty
 * </pre>
 * Arrays are not copied: whoever makes one must not change them.
 *
 * @param label          names the protocol and the version of this layout
 * @param clientName     who logs in
 * @param serverName     where
 * @param serverNonce    {@link Proof#NONCE_LENGTH} random bytes of the server
 * @param clientNonce    {@link Proof#NONCE_LENGTH} random bytes of the client
 * @param sessionCounter a number of the client's, or 0
 * @param incarnation    a number of the client's, or 0
 * @param binding        what ties the proof to the TLS connection, empty without TLS
 */
public record Transcript(String label, String clientName, String serverName, byte[] serverNonce, byte[] clientNonce,
                         long sessionCounter, long incarnation, byte[] binding) {
    /** The label of the protocol between peers. */
    public static final String PEERS = "holdfast-peers-1";
    /** The label of the session protocol of the queue server. */
    public static final String QUEUES = "holdfast-queues-1";

    byte[] encoded(final int role) {
        final byte[][] fields = {bytes(label), bytes(clientName), bytes(serverName), serverNonce, clientNonce, binding};
        int length = Byte.BYTES + 2 * Long.BYTES;
        for (final byte[] field : fields) {
            length += Short.BYTES + field.length;
        }
        final ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        put(out, fields[0]);
        out.put((byte) role);
        for (int i = 1; i < fields.length - 1; i++) {
            put(out, fields[i]);
        }
        out.putLong(sessionCounter).putLong(incarnation);
        put(out, binding);
        return out.array();
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void put(final ByteBuffer out, final byte[] field) {
        if (field.length > 0xFFFF) {
            throw new IllegalArgumentException("field too long for a transcript: length=" + field.length);
        }
        out.putShort((short) field.length).put(field);
    }

    /** {@return the names only} */
    @Override
    public String toString() {
        return "Transcript[label=" + label + ", clientName=" + clientName + ", serverName=" + serverName + "]";
    }
}
