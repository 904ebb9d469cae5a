package io.holdfast.bridge.queueserver.log;

/**
 * How many queues and named producers a log counts, for each takes memory as long as the log lives. The names of all
 * queues together may have 64 bytes for each that is allowed, and a MiB.
 *
 * @param maxQueues    1 at least
 * @param maxProducers 0 at least
 */
public record QueueLimits(int maxQueues, int maxProducers) {
    /** A million queues, and 65,536 named producers. */
    public static final QueueLimits DEFAULT = new QueueLimits(1_000_000, 65_536);

    /**
     * Checks both.
     *
     * @param maxQueues    how many queues
     * @param maxProducers how many named producers
     * @throws IllegalArgumentException if one is out of range
     */
    public QueueLimits {
        if (maxQueues < 1 || maxProducers < 0) {
            throw new IllegalArgumentException("maxQueues must be at least 1 and maxProducers not negative, were "
                + maxQueues + " and " + maxProducers);
        }
    }

    /** {@return how long the names of all queues may be together, in bytes} */
    long maxNameBytes() {
        return (1 << 20) + 64L * maxQueues;
    }
}
