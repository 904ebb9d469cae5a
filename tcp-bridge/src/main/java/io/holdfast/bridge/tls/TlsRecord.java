package io.holdfast.bridge.tls;

import io.holdfast.bridge.channel.StreamBuffer;

import java.nio.ByteBuffer;

/**
 * What can be seen of a record of TLS without its key (RFC 8446, 5.1).
 * <pre>
 *   0      type      20 to 23; 22 handshake, 21 alert
 *   1..2   version   3, then 1 to 3
 *   3..4   length    of what follows, big-endian
 * </pre>
 */
public final class TlsRecord {
    static final int HEADER_LENGTH = 5;

    /** More than any record may have. */
    static final int MAX_LENGTH = HEADER_LENGTH + (16 << 10) + 2048;

    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int VERSION = 3;
    private static final int MOST_MINOR_VERSION = 4;
    private static final byte[] DECODE_ERROR = {ALERT, VERSION, VERSION, 0, 2, 2, 50};

    private TlsRecord() {
    }

    /**
     * Looks whether the other end speaks TLS where this one expects something else, so that it can say so.
     *
     * @param buffer what came first; no frame of this length is allowed that begins so
     * @return whether this is the beginning of a handshake or of an alert
     */
    public static boolean isFirst(final StreamBuffer buffer) {
        return isFirst(buffer.bytes(), buffer.start(), buffer.end());
    }

    /**
     * Looks whether the other end speaks TLS, as {@link #isFirst(StreamBuffer)} does.
     *
     * @param bytes what came first
     * @param start where it begins
     * @param end   where it ends
     * @return whether this is the beginning of a handshake or of an alert
     */
    public static boolean isFirst(final ByteBuffer bytes, final int start, final int end) {
        return end - start > 2 && (bytes.get(start) == HANDSHAKE || bytes.get(start) == ALERT)
            && bytes.get(start + 1) == VERSION && bytes.get(start + 2) <= MOST_MINOR_VERSION;
    }

    /** {@return what a server says to whoever does not speak TLS} */
    static byte[] alert() {
        return DECODE_ERROR;
    }

    /** {@return whether the first bytes ever may be those of the other end} */
    static boolean isPossibleFirst(final StreamBuffer buffer, final boolean isOfServer) {
        final int type = buffer.bytes().get(buffer.start());
        return (type == HANDSHAKE || type == ALERT && isOfServer)
            && (buffer.length() == 1 || buffer.bytes().get(buffer.start() + 1) == VERSION);
    }

    /** {@return whether a record is here to its end, or one that is too long} */
    static boolean isWhole(final StreamBuffer buffer) {
        if (buffer.length() < HEADER_LENGTH) {
            return false;
        }
        final int length = length(buffer);
        return buffer.length() >= length || length > MAX_LENGTH;
    }

    /** {@return the length of the record whose header is here} */
    static int length(final StreamBuffer buffer) {
        final ByteBuffer bytes = buffer.bytes();
        return HEADER_LENGTH + ((bytes.get(buffer.start() + 3) & 0xFF) << 8 | bytes.get(buffer.start() + 4) & 0xFF);
    }

    /** {@return how many bytes had room, which are taken from the one and put into the other} */
    static int move(final ByteBuffer source, final ByteBuffer destination) {
        final int count = Math.min(source.remaining(), destination.remaining());
        destination.put(destination.position(), source, source.position(), count);
        destination.position(destination.position() + count);
        source.position(source.position() + count);
        return count;
    }
}
