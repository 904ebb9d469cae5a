package io.holdfast.bridge.queueserver.subscriber;

/**
 * How many durable subscribers there may be, and how much each may hold back from deletion before it expires.
 *
 * @param maxSubscribers 0 at least
 * @param maxHoldNs      how old the oldest message may be that one has not acked, in nanoseconds; 0 for any age
 * @param maxHoldBytes   how many bytes of the log may come after its ack; 0 for any number
 */
public record SubscriberLimits(int maxSubscribers, long maxHoldNs, long maxHoldBytes) {
    /** 1,024 subscribers, each of which may hold all there is. */
    public static final SubscriberLimits DEFAULT = new SubscriberLimits(1024, 0, 0);

    /**
     * Checks all.
     *
     * @param maxSubscribers how many
     * @param maxHoldNs      nanoseconds
     * @param maxHoldBytes   bytes
     * @throws IllegalArgumentException if one is negative
     */
    public SubscriberLimits {
        if (maxSubscribers < 0 || maxHoldNs < 0 || maxHoldBytes < 0) {
            throw new IllegalArgumentException("maxSubscribers, maxHoldNs and maxHoldBytes must not be negative, were "
                + maxSubscribers + ", " + maxHoldNs + " and " + maxHoldBytes);
        }
    }

    boolean isAnyHoldBounded() {
        return maxHoldNs > 0 || maxHoldBytes > 0;
    }
}
