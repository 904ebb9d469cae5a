package io.holdfast.store.journal;

import io.holdfast.store.MappedCycle;

/**
 * Where a cursor stands: in a cycle, which it holds mapped, before a message of it, which may not be there yet. Without
 * a cycle it stands before the first message kept, whatever that is.
 */
final class Place implements AutoCloseable {
    /** The position is not known, only the sequence. */
    static final long UNKNOWN = 0;

    private MappedCycle cycle;
    private long position;
    private long sequence;

    /** {@return the cycle, or null} */
    MappedCycle cycle() {
        return cycle;
    }

    /** {@return the position of the next excerpt, or {@link #UNKNOWN}} */
    long position() {
        return position;
    }

    /** {@return the sequence of the next message} */
    long sequence() {
        return sequence;
    }

    /** {@return the index of the next message; needs a cycle} */
    long nextIndex() {
        return cycle.indexOf(sequence);
    }

    /** {@return the index before the next message; needs a cycle} */
    long lastIndex() {
        return sequence == 0 ? cycle.previousLast() : cycle.indexOf(sequence - 1);
    }

    /** Stands elsewhere in the cycle. */
    void set(final long newPosition, final long newSequence) {
        position = newPosition;
        sequence = newSequence;
    }

    /** Stands before the first message of a cycle, which it owns from now on, and lets go of the one before. */
    void enter(final MappedCycle entered) {
        if (cycle != null && cycle != entered) {
            cycle.close();
        }
        cycle = entered;
        position = MappedCycle.firstPosition();
        sequence = 0;
    }

    /** Stands before the first message kept. */
    void leave() {
        if (cycle != null) {
            cycle.close();
            cycle = null;
        }
        sequence = 0;
    }

    @Override
    public void close() {
        leave();
    }
}
