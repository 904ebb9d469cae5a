package io.holdfast.bridge.queueserver.subscriber;

import io.holdfast.StoreException;
import io.holdfast.bridge.queueserver.log.QueueLog;
import io.holdfast.store.CursorFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A durable subscriber: how far it has come and what it subscribed to, both on disk. Made by {@link
 * Subscribers#connect}, and used by the one thread that serves its client until {@link #close()}; it should look at
 * {@link #end()} in each duty cycle. An ack is a store into mapped memory: it outlives a kill at once. If the log is
 * synced, housekeeping forces it soon after, and {@link Subscribers#connect} before it is told to the client.
 * <p>
 * Invariant: messages after the ack are kept, unless the subscriber expired; then {@link #lost()} tells.
 */
public final class Subscriber extends Holder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

    private final Subscribers registry;
    private final QueueLog log;
    private final String name;
    private final SubscriberRecord record;
    private final CursorFile cursor;
    private final boolean isSynced;
    private volatile long forcedAck;
    private volatile boolean isConnected;
    private volatile SubscriberEnd end;
    private volatile String problem;
    private boolean isNew;

    /** Up to where what it lost was said in the log. */
    private long loggedUpTo;

    /** Whether the message after the ack is known to be one that it wants. */
    private volatile boolean isAtWanted;

    /**
     * Takes over its files.
     *
     * @param forcedAck an ack that would outlive a power loss, and is not beyond that of the file
     * @param isSynced  whether the ack that its client is welcomed with must
     */
    Subscriber(final Subscribers registry, final SubscriberFiles files, final long forcedAck, final boolean isSynced) {
        this.registry = registry;
        log = registry.log();
        name = files.name();
        record = files.record();
        cursor = files.cursor();
        this.forcedAck = forcedAck;
        this.isSynced = isSynced;
    }

    @Override
    public String name() {
        return name;
    }

    /** {@return whether it did not exist before its client came; it then stands behind the last message} */
    public boolean isNew() {
        return isNew;
    }

    /** {@return the index of the last message that it is done with, 0 for none; any thread} */
    @Override
    public long ack() {
        return cursor.ack();
    }

    /**
     * Takes its client's ack. What is below the ack, or is not kept any more, changes nothing. Allocates nothing, waits
     * for nothing.
     *
     * @param index of a message that the client was given; everything up to it is done
     * @return false if that is no message that may have been delivered, in which case nothing changed
     */
    public boolean acked(final long index) {
        if (index >= 0 && (index <= cursor.ack() || index < log.purgedIndex())) {
            return true;
        }
        final long ordinal = index > log.readableIndex() ? -1 : log.ordinalOf(index);
        final long expiredNs = cursor.expiredNs();
        if (ordinal < 0) {
            return expiredNs != 0; // it may be gone by now
        }
        if (expiredNs != 0) {
            cursor.expire(expiredNs, index, ordinal); // house leaves these words alone from when it has expired
        }
        cursor.ack(index);
        return true;
    }

    /**
     * Moves the ack over messages that the subscriber does not want, so that they are not kept for it. Does nothing
     * while there is a loss that the client has not acked.
     *
     * @param index up to which no wanted message is without an ack
     */
    public void passed(final long index) {
        if (cursor.ack() >= log.purgedIndex()) {
            acked(index);
        }
    }

    /**
     * {@return what is gone although it was not acked, null if nothing is} It stays what it is until the client acks
     * {@link LostRange#upTo()} or what comes after.
     */
    public LostRange lost() {
        final long purged = log.purgedIndex();
        final long ack = cursor.ack();
        if (ack >= purged) {
            return null;
        }
        final long ordinal = ordinalOfLost(ack);
        return new LostRange(ack, purged, ordinal < 0 ? -1 : log.ordinalOf(purged) - ordinal);
    }

    /** Of an ack whose message is gone: what was noted when it expired, -1 if nothing was. */
    private long ordinalOfLost(final long ack) {
        if (ack == 0) {
            return 0;
        }
        return cursor.expiredAck() == ack && cursor.expiredOrdinal() != 0 ? cursor.expiredOrdinal() : -1;
    }

    /**
     * Goes back: the ack becomes a lower one. What the subscriptions of now have acked does not come again for them;
     * the one for whose sake it goes back is added after. Waits for the disk.
     *
     * @param index up to which it is done then, 0 for the beginning of all; from the ack on it changes nothing
     * @return that index, or the last one that is not kept any more, if that is higher
     */
    public long rewind(final long index) {
        return registry.rewind(this, index);
    }

    /** Under the registry's lock. What it goes back over does not count against it. */
    void place(final long index) {
        record.raiseAfter(cursor.ack());
        save();
        cursor.countedAfter(Math.max(cursor.countedAfter(), cursor.ack()));
        cursor.ack(index);
        force();
    }

    /**
     * Adds a subscription, or changes from where on it counts. On disk after {@link #save()}.
     *
     * @param queue name, copied; empty for all queues
     * @param after the index after which its messages are wanted
     */
    public void subscribe(final byte[] queue, final long after) {
        record.add(queue, after);
    }

    /**
     * Ends a subscription, if there is one. On disk after {@link #save()}.
     *
     * @param queue name; empty for all there are
     */
    public void unsubscribe(final byte[] queue) {
        record.remove(queue);
    }

    /**
     * Tells of each subscription.
     *
     * @param visitor told in the order in which they were added
     */
    public void forEachSubscription(final SubscriptionVisitor visitor) {
        record.forEach(visitor);
    }

    /**
     * Writes the subscriptions to disk if they have changed, and waits for it: once for many of them.
     *
     * @throws StoreException if that failed; it can be tried again
     */
    public void save() {
        record.save();
    }

    /**
     * Notes for its client whether there is something between its ack and what it has been sent that it wants. While
     * there is not, it does not expire for what comes after. At first it is taken for granted that there is.
     *
     * @param value whether there is
     */
    public void wants(final boolean value) {
        if (isAtWanted != value) {
            isAtWanted = value;
        }
    }

    /** {@return why its client is to be closed now, null if it is not; any thread} */
    public SubscriberEnd end() {
        return end;
    }

    /** Ends the use by this client; what was acked stays. A second call does nothing. */
    @Override
    public void close() {
        if (isConnected) {
            registry.disconnect(this);
        }
    }

    boolean isConnected() {
        return isConnected;
    }

    String problem() {
        return problem;
    }

    /** A client begins to use it. */
    void connected(final boolean isFirst, final long epochNs) {
        isNew = isFirst;
        isAtWanted = true;
        end = null;
        isConnected = true;
        cursor.seenNs(epochNs);
        final boolean wasExpired = cursor.expiredNs() != 0;
        if (wasExpired) {
            cursor.countedAfter(log.readableIndex());
            cursor.revive();
        }
        if (wasExpired || isSynced && forcedAck != cursor.ack()) {
            force();
        }
    }

    /** {@return whether {@link #connected} would wait for the disk} */
    boolean isToForce() {
        return cursor.expiredNs() != 0 || isSynced && forcedAck != cursor.ack();
    }

    void disconnected(final long epochNs) {
        isConnected = false;
        isAtWanted = false;
        cursor.seenNs(epochNs);
    }

    @Override
    void end(final SubscriberEnd.Reason reason, final String text) {
        end = new SubscriberEnd(reason, text);
    }

    boolean isAtWanted() {
        return isAtWanted;
    }

    void atWanted() {
        isAtWanted = true;
    }

    SubscriberRecord record() {
        return record;
    }

    @Override
    long holdsAfter() {
        return cursor.expiredNs() == 0 ? cursor.ack() : NOTHING;
    }

    @Override
    boolean isWanting() {
        return isAtWanted || cursor.ack() < log.purgedIndex() || record.size() == 0 || record.isToAll();
    }

    @Override
    long countsAfter() {
        return cursor.expiredNs() == 0 ? Math.max(cursor.ack(), cursor.countedAfter()) : NOTHING;
    }

    /** {@return whether that loss was not said in the log yet, which it counts as from now on} */
    boolean isToLog(final LostRange lost) {
        final boolean isNews = lost.upTo() > loggedUpTo;
        loggedUpTo = lost.upTo();
        return isNews;
    }

    @Override
    long keepsAfter() {
        return cursor.expiredNs() == 0 ? Math.min(forcedAck, cursor.ack()) : NOTHING;
    }

    @Override
    synchronized void force() {
        if (problem != null) {
            throw new StoreException(log.folder(), problem);
        }
        final long ack = cursor.ack();
        try {
            cursor.force();
            forcedAck = ack;
        } catch (final StoreException e) {
            problem = "its ack could not be forced to disk, so all after " + Long.toHexString(forcedAck)
                + " is kept for it until the server is started again: " + e.getMessage();
            end(SubscriberEnd.Reason.STORE_FAILED, problem);
            LOG.error("subscriber {}: {}", name, problem, e);
            throw e;
        }
    }

    @Override
    void expire(final long epochNs, final long ordinal, final String why) {
        if (cursor.ack() >= log.purgedIndex()) {
            cursor.expire(epochNs, cursor.ack(), ordinal);
        } else {
            cursor.expire(epochNs, cursor.expiredAck(), cursor.expiredOrdinal());
        }
        end(SubscriberEnd.Reason.EXPIRED, why);
    }

    @Override
    SubscriberStatus status(final long lagMessages, final long lagBytes, final long lagNs) {
        return new SubscriberStatus(name, cursor.ack(), lagMessages, lagBytes, lagNs, record.size(), isConnected,
            cursor.expiredNs() != 0, record.createdNs(), cursor.seenNs(), problem);
    }

    @Override
    void release() {
        cursor.close();
    }
}
