package io.holdfast.bridge.queueserver.protocol;

import net.openhft.chronicle.core.UnsafeMemory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * HELLO, the first frame of a session, which is the same in all versions.
 * <pre>
 *   5 u8 least version   6 u8 greatest version   7 u8 role   8 u32 heartbeat ms   12 u32 name length   16 name
 * </pre>
 *
 * @param leastVersion    that the client speaks
 * @param greatestVersion that the client speaks
 * @param role            of the client, null if what came is none
 * @param heartbeatMs     how often both sides want to hear from each other, 0 leaves it to the server
 * @param name            of the client, empty for none
 */
public record Hello(int leastVersion, int greatestVersion, SessionRole role, long heartbeatMs, String name) {
    /** The longest name of a client or server, in bytes. */
    public static final int MAX_NAME_LENGTH = 64;

    /** Bytes of the frame beside its name. */
    public static final int OVERHEAD = 16;

    private static final int NAME_LENGTH_OFFSET = 12;

    /**
     * Reads a complete frame, which {@link SessionFrameParser} has checked.
     *
     * @param bytes holds it
     * @param start of the frame
     * @return what it says
     */
    public static Hello read(final ByteBuffer bytes, final int start) {
        return new Hello(bytes.get(start + 5) & 0xFF, bytes.get(start + 6) & 0xFF, SessionRole.of(bytes.get(start + 7)),
            BaseFrames.u32(bytes, start + 8), text(bytes, start + NAME_LENGTH_OFFSET));
    }

    /**
     * Encodes it.
     *
     * @param to address of the frame's first byte, with room for {@link #OVERHEAD} + {@link #MAX_NAME_LENGTH}
     * @return the frame's length
     */
    public int put(final long to) {
        final byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        SessionFrames.putHeader(to, SessionFrames.HELLO, OVERHEAD + nameBytes.length);
        UnsafeMemory.UNSAFE.putByte(to + 5, (byte) leastVersion);
        UnsafeMemory.UNSAFE.putByte(to + 6, (byte) greatestVersion);
        UnsafeMemory.UNSAFE.putByte(to + 7, role.wire());
        SessionFrames.putInt(to + 8, (int) heartbeatMs);
        SessionFrames.putInt(to + NAME_LENGTH_OFFSET, nameBytes.length);
        SessionFrames.putBytes(to + OVERHEAD, nameBytes);
        return OVERHEAD + nameBytes.length;
    }

    /** {@return the text behind its length} */
    static String text(final ByteBuffer bytes, final int lengthOffset) {
        final byte[] text = new byte[(int) BaseFrames.u32(bytes, lengthOffset)];
        bytes.get(lengthOffset + Integer.BYTES, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
