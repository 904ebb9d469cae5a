package io.holdfast.bridge.queueserver.subscriber;

/**
 * A durable subscriber as it stood when it was asked for.
 *
 * @param name          of the subscriber
 * @param ack           the index up to which it is done
 * @param lagMessages   how many messages of all queues come after that
 * @param lagBytes      how many bytes of the log
 * @param lagNs         how old the oldest of them is, in nanoseconds; 0 if there is none
 * @param subscriptions how many it has; to all queues counts as one
 * @param isConnected   whether its client is here
 * @param isExpired     whether messages that it has not acked may be deleted
 * @param createdNs     when it came first, in nanoseconds since the epoch
 * @param seenNs        when its client was last here, in nanoseconds since the epoch
 * @param problem       why its client is refused, null if it is not
 */
public record SubscriberStatus(String name, long ack, long lagMessages, long lagBytes, long lagNs, int subscriptions,
                               boolean isConnected, boolean isExpired, long createdNs, long seenNs, String problem) {
}
