package io.holdfast.bridge.queueserver.subscriber;

import io.holdfast.CorruptStoreException;
import io.holdfast.bridge.queueserver.log.NameHash;
import io.holdfast.bridge.queueserver.log.NameTable;
import io.holdfast.bridge.queueserver.log.QueueLog;
import io.holdfast.bridge.queueserver.log.QueueReader;
import net.openhft.chronicle.core.Jvm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Moves the acks of subscribers whose clients are away over messages of queues that they did not subscribe to, so that
 * a subscriber to a queue where little happens does not hold what all others get. A piece at a time, one subscriber
 * after the other, each as far as the first message that it wants. One without subscriptions wants all there is. Under
 * the lock of {@link Subscribers}.
 */
final class AwayScan {
    private static final Logger LOG = LoggerFactory.getLogger(AwayScan.class);
    private static final int MESSAGES_PER_STEP = 16_384;
    private static final int CYCLE_SHIFT = Integer.SIZE;

    private final QueueLog log;
    private final boolean isHoldBounded;

    AwayScan(final QueueLog log, final boolean isHoldBounded) {
        this.log = log;
        this.isHoldBounded = isHoldBounded;
    }

    /** {@return how much was done} */
    int doWork(final List<Holder> holders) {
        Subscriber last = null;
        for (int i = 0; i < holders.size(); i++) {
            if (holders.get(i) instanceof Subscriber one && isWorthIt(one)
                && (last == null || one.ack() < last.ack())) {
                last = one;
            }
        }
        if (last == null) {
            return 0;
        }
        scan(last);
        return 1;
    }

    /** Within the newest file of the log only a bound makes it matter. */
    private boolean isWorthIt(final Subscriber one) {
        final long after = one.holdsAfter();
        final long end = log.readableIndex();
        return after < end && !one.isConnected() && !one.isAtWanted() && after >= log.purgedIndex()
            && (isHoldBounded || after >>> CYCLE_SHIFT < end >>> CYCLE_SHIFT);
    }

    private void scan(final Subscriber subscriber) {
        final NameTable wanted = wantedBy(subscriber);
        if (wanted == null) {
            subscriber.atWanted();
            return;
        }
        long passed = 0;
        try (QueueReader reader = log.reader()) {
            reader.moveAfter(subscriber.ack());
            for (int i = 0; i < MESSAGES_PER_STEP && reader.next(); i++) {
                final int slot = wanted.find(NameHash.of(reader.nameAddress(), reader.nameLength()),
                    reader.nameAddress(), reader.nameLength());
                if (slot >= 0 && reader.index() > wanted.first(slot)) {
                    subscriber.atWanted();
                    break;
                }
                passed = reader.index();
            }
        } catch (final CorruptStoreException e) {
            LOG.warn("subscriber {}: what comes after {} is kept for it, because it cannot be read: {}",
                subscriber.name(), Long.toHexString(Math.max(passed, subscriber.ack())), e.getMessage());
            subscriber.atWanted();
        }
        if (passed != 0) {
            subscriber.passed(passed);
        }
    }

    /** {@return each queue with the index after which it is wanted, null if all are} */
    private static NameTable wantedBy(final Subscriber subscriber) {
        if (subscriber.record().size() == 0 || subscriber.record().isToAll()) {
            return null;
        }
        final NameTable wanted = new NameTable();
        subscriber.forEachSubscription((queue, after) -> {
            final ByteBuffer name = ByteBuffer.allocateDirect(queue.length).put(queue);
            final long address = Jvm.address(name);
            wanted.set(wanted.add(NameHash.of(address, queue.length), address, queue.length), after, 0);
        });
        return wanted;
    }
}
