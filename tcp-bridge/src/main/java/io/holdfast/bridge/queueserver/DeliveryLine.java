package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.log.QueueLog;
import io.holdfast.bridge.queueserver.log.QueueReader;

/**
 * What all deliveries of one thread share: the ring and what fills it from the log, and the memory for a write. One
 * thread.
 */
final class DeliveryLine implements AutoCloseable {
    private static final int BATCH_LENGTH = 256 << 10;

    private final QueueLog log;
    private final DeliveryRing ring;
    private final RingSource ringSource;
    private final LogSource logSource = new LogSource();
    private final FrameBatch batch;
    private final QueueReader reader;
    private final int bytesPerStep;

    DeliveryLine(final QueueLog log, final QueueServerContext context) {
        this.log = log;
        final long after = log.readableIndex();
        ring = new DeliveryRing(context.ringLength(), context.ringEntries(), after);
        ringSource = new RingSource(ring);
        batch = new FrameBatch(Math.min(BATCH_LENGTH, context.ringLength()), context.frameLimits().maxNameLength());
        bytesPerStep = context.ringLength() / 4;
        reader = log.reader();
        reader.moveAfter(after);
    }

    /**
     * Puts what is new into the ring, but never so much that what is at its end now is gone.
     *
     * @return how many messages
     */
    int pump() {
        int count = 0;
        int bytes = 0;
        final int maxCount = ring.capacity() / 4;
        while (bytes < bytesPerStep && count < maxCount && reader.next()) {
            bytes += ring.put(reader);
            count++;
        }
        return count;
    }

    QueueLog log() {
        return log;
    }

    DeliveryRing ring() {
        return ring;
    }

    RingSource ringSource() {
        return ringSource;
    }

    LogSource logSource() {
        return logSource;
    }

    FrameBatch batch() {
        return batch;
    }

    @Override
    public void close() {
        reader.close();
        ring.close();
        batch.close();
    }
}
