package io.holdfast.bridge.queueserver.client;

import io.holdfast.AckMode;

import java.util.List;

/**
 * What a {@link QueueConsumer} needs to know. With a name it is durable: the server keeps its subscriptions, its ack
 * and what it has not acked. Without one nothing is kept for it once it is gone.
 */
public final class QueueConsumerContext extends QueueClientContext<QueueConsumerContext> {
    private AckMode ackMode = AckMode.AUTO;
    private int ackBatch = 1024;

    @Override
    QueueConsumerContext self() {
        return this;
    }

    @Override
    void check(final List<String> faults) {
        require(faults, ackMode != null, "ackMode must not be null");
        require(faults, ackBatch > 0, "ackBatch must be positive, was " + ackBatch);
    }

    /**
     * Sets who acks; default {@link AckMode#AUTO}.
     *
     * @param value the mode
     * @return this context
     */
    public QueueConsumerContext ackMode(final AckMode value) {
        ackMode = value;
        return this;
    }

    AckMode ackMode() {
        return ackMode;
    }

    /**
     * Sets how many messages may be consumed before the server is told while more of them wait here; when none do, it
     * is told at once. So many may be delivered again after this process died. Default 1024.
     *
     * @param value 1 or more
     * @return this context
     */
    public QueueConsumerContext ackBatch(final int value) {
        ackBatch = value;
        return this;
    }

    int ackBatch() {
        return ackBatch;
    }
}
