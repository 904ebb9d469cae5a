package io.holdfast.bridge.queueserver.client;

import io.holdfast.Action;

/** Receives messages of queues, one at a time and in the order of the server's log, on the thread that polls. */
@FunctionalInterface
public interface QueueMessageHandler {
    /**
     * Takes one message.
     * <p>
     * {@link Action#CONSUMED} acks it, {@link Action#RETRY} ends this poll and has the next one deliver it again, and
     * {@link Action#DEFER} leaves the ack to {@link QueueConsumer#ack(long)}, which needs
     * {@link io.holdfast.AckMode#MANUAL}. An exception leaves the message unacked and reaches the caller of
     * {@code poll}; the next poll delivers the message again. There is no policy for a message that fails every time:
     * {@link QueueMessage#attempt()} counts, and a handler that gives one up answers {@code CONSUMED} for it.
     *
     * @param message a reused view, valid until return
     * @return what is to be done with the message, never null
     */
    Action onMessage(QueueMessage message);
}
