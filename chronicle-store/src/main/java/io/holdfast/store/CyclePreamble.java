package io.holdfast.store;

import io.holdfast.PeerName;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The first excerpt of ours in each cycle file, by which files can be told apart and checked without their neighbours.
 * It is the body of a {@link MetaExcerpt} named {@code holdfast.log}, little-endian:
 * <pre>
 *    0 u32 magic "HFCY"         4 u16 version 1         6 u16 reserved 0
 *    8 i64 incarnation         16 i32 generation       20 i32 adoption number of the ack
 *   24 i64 last index of the log before this cycle, 0 for none
 *   32 i64 ordinal of the first message that this cycle can have
 *   40 i64 bytes of excerpts in the cycles before this one
 *   48 i64 effective ack       56 i64 nanoseconds since the epoch
 *   64 u8 length, 64 bytes local name    129 u8 length, 64 bytes remote name    194 zeros
 *  200 u32 CRC32C
 * </pre>
 */
record CyclePreamble(String localName, String remoteName, long incarnation, int generation, long previousLast,
                     long firstOrdinal, long firstPosition, long ack, int adoption, long epochNs) {
    static final String NAME = "holdfast.log";
    static final int LENGTH = 204;

    /** Where the first message or mark of a cycle is, in its file. */
    static final int DATA_START = ChronicleFormat.HEAD_LENGTH + MetaExcerpt.BODY_OFFSET + LENGTH;

    /** Above all that can be counted, and so far from the end of the numbers that counting on is safe. */
    private static final long IMPOSSIBLE = 1L << 62;
    private static final int MAGIC = 0x59434648;
    private static final int VERSION = 1;
    private static final int VERSION_OFFSET = 4;
    private static final int INCARNATION_OFFSET = 8;
    private static final int GENERATION_OFFSET = 16;
    private static final int ADOPTION_OFFSET = 20;
    private static final int PREVIOUS_LAST_OFFSET = 24;
    private static final int FIRST_ORDINAL_OFFSET = 32;
    private static final int FIRST_POSITION_OFFSET = 40;
    private static final int ACK_OFFSET = 48;
    private static final int EPOCH_NS_OFFSET = 56;
    private static final int LOCAL_NAME_OFFSET = 64;
    private static final int REMOTE_NAME_OFFSET = 129;

    ByteBuffer encode() {
        final ByteBuffer body = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(0, MAGIC).putShort(VERSION_OFFSET, (short) VERSION);
        body.putLong(INCARNATION_OFFSET, incarnation).putInt(GENERATION_OFFSET, generation);
        body.putInt(ADOPTION_OFFSET, adoption).putLong(PREVIOUS_LAST_OFFSET, previousLast);
        body.putLong(FIRST_ORDINAL_OFFSET, firstOrdinal).putLong(FIRST_POSITION_OFFSET, firstPosition);
        body.putLong(ACK_OFFSET, ack).putLong(EPOCH_NS_OFFSET, epochNs);
        putName(body, LOCAL_NAME_OFFSET, localName);
        putName(body, REMOTE_NAME_OFFSET, remoteName);
        return MetaExcerpt.encode(NAME, body);
    }

    /** {@return the preamble that a buffer begins with, or null if it cannot be one} */
    static CyclePreamble decode(final ByteBuffer excerpt) {
        final ByteBuffer body = MetaExcerpt.decode(NAME, LENGTH, excerpt);
        if (body == null || body.getInt(0) != MAGIC || body.getShort(VERSION_OFFSET) != VERSION
            || !isNameLength(body.get(LOCAL_NAME_OFFSET)) || !isNameLength(body.get(REMOTE_NAME_OFFSET))) {
            return null;
        }
        final CyclePreamble read = new CyclePreamble(name(body, LOCAL_NAME_OFFSET), name(body, REMOTE_NAME_OFFSET),
            body.getLong(INCARNATION_OFFSET), body.getInt(GENERATION_OFFSET), body.getLong(PREVIOUS_LAST_OFFSET),
            body.getLong(FIRST_ORDINAL_OFFSET), body.getLong(FIRST_POSITION_OFFSET), body.getLong(ACK_OFFSET),
            body.getInt(ADOPTION_OFFSET), body.getLong(EPOCH_NS_OFFSET));
        return read.isPossible() ? read : null;
    }

    /** {@return whether the numbers can be; a checksum that is right does not tell that an owner wrote them} */
    private boolean isPossible() {
        return generation > 0 && previousLast >= 0 && firstOrdinal > 0 && firstOrdinal < IMPOSSIBLE
            && firstPosition >= 0 && firstPosition < IMPOSSIBLE && ack >= 0;
    }

    private static void putName(final ByteBuffer body, final int offset, final String name) {
        body.put(offset, (byte) name.length());
        body.put(offset + 1, name.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isNameLength(final byte length) {
        return length >= 0 && length <= PeerName.MAX_LENGTH;
    }

    private static String name(final ByteBuffer body, final int offset) {
        final byte[] name = new byte[body.get(offset)];
        body.get(offset + 1, name);
        return new String(name, StandardCharsets.US_ASCII);
    }
}
