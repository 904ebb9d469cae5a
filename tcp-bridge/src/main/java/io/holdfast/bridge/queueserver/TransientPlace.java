package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.Welcome;
import io.holdfast.bridge.queueserver.subscriber.SubscriberEnd;
import io.holdfast.bridge.queueserver.subscriber.SubscriptionVisitor;

/** A consumer without a name: nothing of it outlives its session. */
final class TransientPlace implements ConsumerPlace {
    private long ack;

    /** Begins behind an index. */
    TransientPlace(final long lastIndex) {
        ack = lastIndex;
    }

    @Override
    public boolean isKnown() {
        return false;
    }

    @Override
    public long ack() {
        return ack;
    }

    @Override
    public boolean acked(final long index) {
        ack = index;
        return true;
    }

    @Override
    public void passed(final long index) {
        // what it has not acked is not kept for it
    }

    @Override
    public void wants(final boolean value) {
        // it never expires
    }

    @Override
    public void moveBack(final long index) {
        ack = index;
    }

    @Override
    public Welcome.Lost lost() {
        return Welcome.Lost.NOTHING;
    }

    @Override
    public void forEachSubscription(final SubscriptionVisitor visitor) {
        // none are kept
    }

    @Override
    public void subscribe(final byte[] queue, final long after) {
        // none are kept
    }

    @Override
    public void unsubscribe(final byte[] queue) {
        // none are kept
    }

    @Override
    public void save() {
        // none are kept
    }

    @Override
    public SubscriberEnd end() {
        return null;
    }

    @Override
    public void forget() {
        // nothing is known
    }

    @Override
    public void close() {
        // nothing is held
    }
}
