package io.holdfast.examples.replay;

import io.holdfast.store.BatchBuffer;
import io.holdfast.store.RecordDescriptor;
import io.holdfast.store.SendQueue;
import net.openhft.chronicle.core.Jvm;

/** Where messages that were read go: into a connection's queue, marked as replayed, or nowhere. */
final class LineTarget {
    private final SendQueue queue;

    private LineTarget(final SendQueue queue) {
        this.queue = queue;
    }

    /** {@return one that takes everything and does nothing with it} */
    static LineTarget dry() {
        return new LineTarget(null);
    }

    static LineTarget of(final SendQueue queue) {
        return new LineTarget(queue);
    }

    boolean isDry() {
        return queue == null;
    }

    /** {@return the message's index, or a negative result of {@code Connection.offer}} */
    long send(final int type, final byte[] payload) {
        return isDry() ? 1 : queue.offer(type, RecordDescriptor.FLAG_REPLAY, payload, Jvm.arrayByteBaseOffset(),
            payload.length);
    }

    /** {@return the last message's index, or a negative result of {@code Connection.offer}} */
    long send(final BatchBuffer batch) {
        batch.flags(RecordDescriptor.FLAG_REPLAY);
        return isDry() ? 1 : queue.offer(batch, 0);
    }
}
