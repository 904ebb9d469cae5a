package io.holdfast.bridge.queueserver.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * REFUSED or CLOSE: after it the sender closes the connection.
 * <pre>
 *   5 u16 code   7 u32 text length   11 text, UTF-8
 * </pre>
 *
 * @param code {@link SessionCode#number()}
 * @param text for people
 */
public record Farewell(int code, String text) {
    /** The longest text, in bytes; what is longer is cut. */
    public static final int MAX_TEXT_LENGTH = 1024;

    /** Bytes of the frame beside its text. */
    public static final int OVERHEAD = 11;

    private static final int TEXT_LENGTH_OFFSET = 7;

    /**
     * Reads a complete frame, which {@link SessionFrameParser} has checked.
     *
     * @param bytes holds it
     * @param start of the frame
     * @return what it says
     */
    public static Farewell read(final ByteBuffer bytes, final int start) {
        return new Farewell(SessionFrames.u16(bytes, start + SessionFrames.HEADER_LENGTH),
            Hello.text(bytes, start + TEXT_LENGTH_OFFSET));
    }

    /**
     * Encodes it.
     *
     * @param to   address of the frame's first byte, with room for {@link #OVERHEAD} + {@link #MAX_TEXT_LENGTH}
     * @param type {@link SessionFrames#REFUSED} or {@link SessionFrames#CLOSE}
     * @return the frame's length
     */
    public int put(final long to, final byte type) {
        final byte[] all = text.getBytes(StandardCharsets.UTF_8);
        final byte[] fitting = all.length <= MAX_TEXT_LENGTH ? all : Arrays.copyOf(all, MAX_TEXT_LENGTH);
        SessionFrames.putHeader(to, type, OVERHEAD + fitting.length);
        SessionFrames.putShort(to + SessionFrames.HEADER_LENGTH, code);
        SessionFrames.putInt(to + TEXT_LENGTH_OFFSET, fitting.length);
        SessionFrames.putBytes(to + OVERHEAD, fitting);
        return OVERHEAD + fitting.length;
    }
}
