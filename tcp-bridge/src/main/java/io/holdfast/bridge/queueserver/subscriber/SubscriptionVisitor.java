package io.holdfast.bridge.queueserver.subscriber;

/** Takes one subscription at a time. */
@FunctionalInterface
public interface SubscriptionVisitor {
    /**
     * Takes one.
     *
     * @param name  of the queue, not to be changed; empty for all queues
     * @param after the index after which its messages are wanted
     */
    void visit(byte[] name, long after);
}
