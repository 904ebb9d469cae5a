package io.holdfast.store;

/**
 * Chronicle's index within one cycle file, which lets stock tools and our own seeks find every 256th message. It has
 * two levels: the index2index array holds the positions of index excerpts, and each of those the positions of 2048
 * marked messages. Writing is the appender's, under its lock; any thread may look up. See {@link ChronicleFormat} for
 * the positions.
 */
final class CycleIndex {
    static final int USED_OFFSET = 8;
    static final int VALUES_OFFSET = 16;

    private static final int SPACING_BITS = 8;
    private static final int PAGE_BITS = 19;
    private static final int VALUE_MASK = ChronicleFormat.INDEX_COUNT - 1;

    // as BinaryWire writes the name "index" and a padded array of int64
    private static final int EVENT_NAME = 0xB9;
    private static final int PADDING = 0x8F;
    private static final int I64_ARRAY = 0x8D;
    private static final String NAME = "index";
    private static final int NAME_END = ChronicleFormat.WORD + 2 + 5;

    private CycleIndex() {
    }

    static boolean isMarked(final long sequence) {
        return (sequence & ChronicleFormat.INDEX_SPACING - 1) == 0;
    }

    /** {@return the sequence of the first message that an index excerpt is for} */
    static long firstOfPage(final long page) {
        return page << PAGE_BITS;
    }

    /** {@return the position of the array in the index excerpt at a position} */
    static long arrayOf(final long excerpt) {
        return excerpt + NAME_END + 1 + 7 & ~7L;
    }

    static boolean hasPage(final long base, final long sequence, final long bound) {
        return page(base, sequence, bound) != 0;
    }

    /** {@return the position of the index excerpt for a message, 0 if none is entered that is within the bound} */
    private static long page(final long base, final long sequence, final long bound) {
        final long page = OffHeap.getLongAcquire(pageSlot(base, sequence));
        final boolean isWithin = page >= ChronicleFormat.FIRST_INDEX_EXCERPT && page < bound && (page & 3) == 0
            && arrayOf(page) + VALUES_OFFSET + ChronicleFormat.INDEX_COUNT * Long.BYTES <= bound;
        return isWithin && isPage(base, page) ? page : 0;
    }

    /** Appends an index excerpt at the end of the data and enters it. Returns the new end. */
    static long addPage(final long base, final long sequence, final long end) {
        final long array = arrayOf(end);
        final long next = array + VALUES_OFFSET + ChronicleFormat.INDEX_COUNT * Long.BYTES;
        OffHeap.zero(base + end + ChronicleFormat.WORD, next - end);
        OffHeap.putByte(base + end + ChronicleFormat.WORD, EVENT_NAME);
        OffHeap.putByte(base + end + ChronicleFormat.WORD + 1, NAME.length());
        for (int i = 0; i < NAME.length(); i++) {
            OffHeap.putByte(base + end + ChronicleFormat.WORD + 2 + i, NAME.charAt(i));
        }
        for (long pad = end + NAME_END; pad < array - 1; pad++) {
            OffHeap.putByte(base + pad, PADDING);
        }
        OffHeap.putByte(base + array - 1, I64_ARRAY);
        OffHeap.putLong(base + array, ChronicleFormat.INDEX_COUNT);
        OffHeap.putIntRelease(base + end, (int) (next - end - ChronicleFormat.WORD) | ChronicleFormat.META);
        enterPage(base, sequence, end);
        return next;
    }

    private static boolean isPage(final long base, final long excerpt) {
        final int header = OffHeap.getInt(base + excerpt);
        return (header & ~ChronicleFormat.LENGTH_MASK) == ChronicleFormat.META
            && isPage(base, excerpt, header & ChronicleFormat.LENGTH_MASK);
    }

    /** {@return whether the metadata excerpt at a position, with content of a length, is an index excerpt} */
    static boolean isPage(final long base, final long excerpt, final int length) {
        final long content = base + excerpt + ChronicleFormat.WORD;
        final long end = arrayOf(excerpt) + VALUES_OFFSET + ChronicleFormat.INDEX_COUNT * Long.BYTES;
        return end == excerpt + ChronicleFormat.WORD + length
            && OffHeap.getByte(content) == EVENT_NAME && OffHeap.getByte(content + 1) == NAME.length()
            && OffHeap.getByte(content + 2) == 'i' && OffHeap.getByte(content + 6) == 'x'
            && OffHeap.getByte(base + arrayOf(excerpt) - 1) == I64_ARRAY;
    }

    /** Enters an index excerpt as that of a message. */
    static void enterPage(final long base, final long sequence, final long excerpt) {
        OffHeap.putLongRelease(pageSlot(base, sequence), excerpt);
        raise(base + ChronicleFormat.INDEX2INDEX + USED_OFFSET, (sequence >>> PAGE_BITS) + 1);
    }

    /** Empties an index excerpt that is to be filled anew. */
    static void clearPage(final long base, final long excerpt) {
        final long array = base + arrayOf(excerpt);
        OffHeap.zero(array + USED_OFFSET, Long.BYTES + (long) ChronicleFormat.INDEX_COUNT * Long.BYTES);
    }

    /** Marks a message whose sequence {@link #isMarked}; its page exists. */
    static void mark(final long base, final long sequence, final long position) {
        final long array = base + arrayOf(OffHeap.getLong(pageSlot(base, sequence)));
        final long slot = sequence >>> SPACING_BITS & VALUE_MASK;
        OffHeap.putLongRelease(array + VALUES_OFFSET + slot * Long.BYTES, position);
        raise(array + USED_OFFSET, slot + 1);
        raise(base + ChronicleFormat.NEXT_INDEXED, sequence + ChronicleFormat.INDEX_SPACING);
        OffHeap.putLongRelease(base + ChronicleFormat.WRITE_POSITION, position);
        OffHeap.putLongRelease(base + ChronicleFormat.WRITE_SEQUENCE,
            ChronicleFormat.writeSequence(position, sequence));
    }

    /**
     * {@return the position of the marked message with this sequence, 0 if it is not marked; the index has no checksum,
     * so what is there may be something else}
     *
     * @param base     where the cycle is mapped
     * @param sequence of the message
     * @param bound    up to where the mapping may be read
     */
    static long positionOf(final long base, final long sequence, final long bound) {
        final long page = page(base, sequence, bound);
        if (page == 0) {
            return 0;
        }
        final long slot = sequence >>> SPACING_BITS & VALUE_MASK;
        return OffHeap.getLongAcquire(base + arrayOf(page) + VALUES_OFFSET + slot * Long.BYTES);
    }

    private static void raise(final long address, final long value) {
        if (OffHeap.getLong(address) < value) {
            OffHeap.putLongRelease(address, value);
        }
    }

    private static long pageSlot(final long base, final long sequence) {
        return base + ChronicleFormat.INDEX2INDEX + VALUES_OFFSET + (sequence >>> PAGE_BITS) * Long.BYTES;
    }
}
