package io.holdfast.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Says in the log itself that a new generation begins: what is after it was appended knowing that the tail before it
 * may have been lost. It is the body of a {@link MetaExcerpt} named {@code holdfast.gen}, little-endian:
 * <pre>
 *    0 u32 magic "HFGM"         4 u16 version 1         6 u16 reserved 0
 *    8 i64 incarnation         16 i32 generation that begins      20 u32 reserved 0
 *   24 i64 last index before it, 0 for none
 *   32 i64 nanoseconds since the epoch
 *   40 u32 CRC32C
 * </pre>
 */
record GenerationMark(long incarnation, int generation, long lastIndexBefore, long epochNs) {
    static final String NAME = "holdfast.gen";
    static final int LENGTH = 44;

    private static final int MAGIC = 0x4D474648;
    private static final int VERSION = 1;
    private static final int VERSION_OFFSET = 4;
    private static final int INCARNATION_OFFSET = 8;
    private static final int GENERATION_OFFSET = 16;
    private static final int LAST_INDEX_OFFSET = 24;
    private static final int EPOCH_NS_OFFSET = 32;

    ByteBuffer encode() {
        final ByteBuffer body = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(0, MAGIC).putShort(VERSION_OFFSET, (short) VERSION);
        body.putLong(INCARNATION_OFFSET, incarnation).putInt(GENERATION_OFFSET, generation);
        body.putLong(LAST_INDEX_OFFSET, lastIndexBefore).putLong(EPOCH_NS_OFFSET, epochNs);
        return MetaExcerpt.encode(NAME, body);
    }

    /** {@return the mark that a buffer begins with, or null} */
    static GenerationMark decode(final ByteBuffer excerpt) {
        final ByteBuffer body = MetaExcerpt.decode(NAME, LENGTH, excerpt);
        if (body == null || body.getInt(0) != MAGIC || body.getShort(VERSION_OFFSET) != VERSION) {
            return null;
        }
        return new GenerationMark(body.getLong(INCARNATION_OFFSET), body.getInt(GENERATION_OFFSET),
            body.getLong(LAST_INDEX_OFFSET), body.getLong(EPOCH_NS_OFFSET));
    }
}
