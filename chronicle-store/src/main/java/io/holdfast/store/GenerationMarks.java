package io.holdfast.store;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The ring of generation marks in the {@code state} file: which generation began after which index. One thread writes,
 * any reads.
 * <pre>
 *   0 u32 generation that began   4 u32 CRC32C of it and the index, 0 in a mark of a version that had none
 *   8 i64 last index before it
 * </pre>
 * What is read does not depend on how many marks were ever written, which only says where the next goes: a damaged
 * count or mark makes a generation unknown, never its end too high.
 */
final class GenerationMarks {
    static final int LENGTH = 16;
    static final int RING = 32;

    private static final long INT_MASK = 0xFFFF_FFFFL;

    private GenerationMarks() {
    }

    /** Writes a mark. */
    static void put(final long ring, final long count, final int generation, final long lastIndexBefore) {
        final long mark = ring + Math.floorMod(count, RING) * LENGTH;
        OffHeap.putLongRelease(mark, 0);
        OffHeap.putLongRelease(mark + Long.BYTES, lastIndexBefore);
        OffHeap.putLongRelease(mark, generation & INT_MASK | crc(generation, lastIndexBefore) << Integer.SIZE);
    }

    /** {@return the last index of a former generation that survived every cut up to now, -1 if it is not known} */
    static long lastIndexOf(final long ring, final int former, final int current) {
        long lastIndex = Long.MAX_VALUE;
        final int newest = Math.max(current, newest(ring));
        for (int generation = former + 1; generation <= newest && lastIndex >= 0; generation++) {
            lastIndex = Math.min(lastIndex, lastIndexBefore(ring, generation));
        }
        return lastIndex == Long.MAX_VALUE ? -1 : lastIndex;
    }

    /** {@return the index before every generation that an intact mark names, the lowest if several do} */
    static Map<Integer, Long> all(final long ring) {
        final Map<Integer, Long> all = new TreeMap<>();
        for (int i = 0; i < RING; i++) {
            final long mark = ring + (long) i * LENGTH;
            if (isIntact(mark)) {
                all.merge(OffHeap.getInt(mark), OffHeap.getLongAcquire(mark + Long.BYTES), Math::min);
            }
        }
        return all;
    }

    /** {@return the highest generation that an intact mark names, 0 if there is none} */
    static int newest(final long ring) {
        int newest = 0;
        for (int i = 0; i < RING; i++) {
            final long mark = ring + (long) i * LENGTH;
            if (isIntact(mark)) {
                newest = Math.max(newest, OffHeap.getInt(mark));
            }
        }
        return newest;
    }

    /** {@return the index before a generation, the lowest if several marks name it, -1 if none does} */
    static long lastIndexBefore(final long ring, final int generation) {
        long lastIndex = -1;
        for (int i = 0; i < RING; i++) {
            final long mark = ring + (long) i * LENGTH;
            if (OffHeap.getInt(mark) == generation && isIntact(mark)) {
                final long before = OffHeap.getLongAcquire(mark + Long.BYTES);
                lastIndex = lastIndex < 0 ? before : Math.min(lastIndex, before);
            }
        }
        return lastIndex;
    }

    private static boolean isIntact(final long mark) {
        final long word = OffHeap.getLongAcquire(mark);
        final long before = OffHeap.getLongAcquire(mark + Long.BYTES);
        final long crc = word >>> Integer.SIZE;
        return (int) word > 0 && before >= 0 && (crc == 0 || crc == crc((int) word, before));
    }

    private static long crc(final int generation, final long lastIndexBefore) {
        final CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Integer.BYTES + Long.BYTES).putInt(generation).putLong(lastIndexBefore).flip());
        return Math.max(1, crc.getValue());
    }
}
