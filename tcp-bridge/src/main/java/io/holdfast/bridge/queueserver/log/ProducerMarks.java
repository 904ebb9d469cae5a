package io.holdfast.bridge.queueserver.log;

import java.util.Arrays;

/**
 * Of each named producer the sequence accepted last, and the index it has in the log. Allocates only when it grows. One
 * thread at a time.
 */
final class ProducerMarks {
    private static final int INITIAL_CAPACITY = 16;
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    /** 0: no producer; nobody has that id. */
    private long[] ids = new long[INITIAL_CAPACITY];
    private long[] sequences = new long[INITIAL_CAPACITY];
    private long[] indices = new long[INITIAL_CAPACITY];
    private int size;

    /** Takes one producer at a time. */
    @FunctionalInterface
    interface Visitor {
        void visit(long id, long sequence, long index);
    }

    int size() {
        return size;
    }

    boolean knows(final long id) {
        return ids[slotOf(id)] == id;
    }

    /** {@return the sequence accepted last, 0 if none was} */
    long sequence(final long id) {
        final int slot = slotOf(id);
        return ids[slot] == id ? sequences[slot] : 0;
    }

    void set(final long id, final long sequence, final long index) {
        int slot = slotOf(id);
        if (ids[slot] == 0) {
            if (2 * (size + 1) > ids.length) {
                grow();
                slot = slotOf(id);
            }
            size++;
        }
        ids[slot] = id;
        sequences[slot] = sequence;
        indices[slot] = index;
    }

    void forEach(final Visitor visitor) {
        for (int slot = 0; slot < ids.length; slot++) {
            if (ids[slot] != 0) {
                visitor.visit(ids[slot], sequences[slot], indices[slot]);
            }
        }
    }

    private int slotOf(final long id) {
        int slot = (int) (id * SPREAD >>> Integer.SIZE) & ids.length - 1;
        while (ids[slot] != 0 && ids[slot] != id) {
            slot = slot + 1 & ids.length - 1;
        }
        return slot;
    }

    private void grow() {
        final long[] oldIds = ids;
        final long[] oldSequences = sequences;
        final long[] oldIndices = indices;
        ids = new long[oldIds.length * 2];
        sequences = Arrays.copyOf(sequences, oldIds.length * 2);
        indices = Arrays.copyOf(indices, oldIds.length * 2);
        for (int i = 0; i < oldIds.length; i++) {
            if (oldIds[i] != 0) {
                final int slot = slotOf(oldIds[i]);
                ids[slot] = oldIds[i];
                sequences[slot] = oldSequences[i];
                indices[slot] = oldIndices[i];
            }
        }
    }
}
