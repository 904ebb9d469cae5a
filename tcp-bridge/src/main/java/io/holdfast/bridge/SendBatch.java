package io.holdfast.bridge;

import io.holdfast.Batch;
import io.holdfast.Connection;
import io.holdfast.store.BatchBuffer;
import net.openhft.chronicle.bytes.BytesStore;

/** A batch of one connection: collects in native memory, commits to the send queue. One thread at a time. */
final class SendBatch implements Batch {
    private final PeerConnection connection;
    private final BatchBuffer buffer;
    private long ackIndex;

    SendBatch(final PeerConnection connection) {
        this.connection = connection;
        buffer = new BatchBuffer(connection.context().maxMessageLength());
    }

    @Override
    public long add(final int type, final BytesStore<?, ?> src, final long offset, final long length) {
        Payload.check(src, offset, length);
        if (length > connection.context().maxMessageLength()) {
            return Connection.TOO_LONG;
        }
        final Object base = Payload.base(src, offset, length);
        final int size = buffer.add(type, base, Payload.offset(src, offset, length, base), (int) length);
        return size > 0 ? size : Connection.TOO_LONG;
    }

    @Override
    public Batch ackOnCommit(final long sourceIndex) {
        ackIndex = sourceIndex;
        return this;
    }

    @Override
    public int size() {
        return buffer.size();
    }

    @Override
    public long commit() {
        if (buffer.size() == 0) {
            throw new IllegalStateException("the batch is empty: add messages before commit");
        }
        final long result = connection.offer(buffer, ackIndex);
        if (result > 0) {
            clear();
        }
        return result;
    }

    @Override
    public void clear() {
        buffer.clear();
        ackIndex = 0;
    }

    @Override
    public void close() {
        buffer.close();
    }
}
