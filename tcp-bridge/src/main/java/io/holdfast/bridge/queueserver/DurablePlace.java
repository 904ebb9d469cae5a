package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.Welcome;
import io.holdfast.bridge.queueserver.subscriber.LostRange;
import io.holdfast.bridge.queueserver.subscriber.Subscriber;
import io.holdfast.bridge.queueserver.subscriber.SubscriberEnd;
import io.holdfast.bridge.queueserver.subscriber.SubscriberRefusedException;
import io.holdfast.bridge.queueserver.subscriber.Subscribers;
import io.holdfast.bridge.queueserver.subscriber.SubscriptionVisitor;

/** A consumer with a name: a durable subscriber. */
final class DurablePlace implements ConsumerPlace {
    private final Subscribers subscribers;
    private final Subscriber subscriber;
    private final boolean isKnown;

    /** Becomes the one who serves it. */
    DurablePlace(final Subscribers subscribers, final String name, final String principal)
        throws SubscriberRefusedException {
        this.subscribers = subscribers;
        subscriber = subscribers.connect(name, principal);
        isKnown = !subscriber.isNew();
    }

    @Override
    public boolean isKnown() {
        return isKnown;
    }

    @Override
    public long ack() {
        return subscriber.ack();
    }

    @Override
    public boolean acked(final long index) {
        return subscriber.acked(index);
    }

    @Override
    public void passed(final long index) {
        if (index > subscriber.ack()) {
            subscriber.passed(index);
        }
    }

    @Override
    public void wants(final boolean value) {
        subscriber.wants(value);
    }

    @Override
    public void moveBack(final long index) {
        subscriber.rewind(index);
    }

    @Override
    public Welcome.Lost lost() {
        final LostRange lost = subscriber.lost();
        return lost == null ? Welcome.Lost.NOTHING : new Welcome.Lost(lost.after(), lost.upTo(), lost.count());
    }

    @Override
    public void forEachSubscription(final SubscriptionVisitor visitor) {
        subscriber.forEachSubscription(visitor);
    }

    @Override
    public void subscribe(final byte[] queue, final long after) {
        subscriber.subscribe(queue, after);
    }

    @Override
    public void unsubscribe(final byte[] queue) {
        subscriber.unsubscribe(queue);
    }

    @Override
    public void save() {
        subscriber.save();
    }

    @Override
    public SubscriberEnd end() {
        return subscriber.end();
    }

    @Override
    public void forget() {
        subscribers.remove(subscriber.name());
    }

    @Override
    public void close() {
        subscriber.close();
    }
}
