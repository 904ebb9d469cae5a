package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.Welcome;
import io.holdfast.bridge.queueserver.subscriber.SubscriberEnd;
import io.holdfast.bridge.queueserver.subscriber.SubscriptionVisitor;

/** How far the consumer of a session has come, kept for its next one or not. The thread of its shard. */
interface ConsumerPlace extends AutoCloseable {
    /** {@return whether it was known before this session} */
    boolean isKnown();

    /** {@return the index of the last message that it is done with} */
    long ack();

    /** {@return whether its ack is that of a message, and now this one} */
    boolean acked(long index);

    /** All up to an index is done with or not wanted. */
    void passed(long index);

    /** There is something that it was sent and has not acked, or there is not. */
    void wants(boolean value);

    /**
     * Its ack goes back to an index that is below; what its subscriptions have acked does not come again for them.
     *
     * @throws io.holdfast.StoreException if that cannot be kept
     */
    void moveBack(long index);

    /** {@return what was lost to it, {@link Welcome.Lost#NOTHING} if nothing was} */
    Welcome.Lost lost();

    /** Tells of the subscriptions that it has from before. */
    void forEachSubscription(SubscriptionVisitor visitor);

    /** It subscribes, or changes from where on. */
    void subscribe(byte[] queue, long after);

    /** It ends a subscription; all of them if the name is empty. */
    void unsubscribe(byte[] queue);

    /**
     * Returns when its subscriptions would be there after a loss of power.
     *
     * @throws io.holdfast.StoreException if they would not
     */
    void save();

    /** {@return why it must go now, null if it need not} */
    SubscriberEnd end();

    /**
     * Nothing is to be known of it any more.
     *
     * @throws io.holdfast.StoreException if its files cannot be deleted
     */
    void forget();

    /** Its session has ended. */
    @Override
    void close();
}
