package io.holdfast.bridge.queueserver.subscriber;

import io.holdfast.Clock;
import io.holdfast.Durability;
import io.holdfast.PeerName;
import io.holdfast.StoreException;
import io.holdfast.bridge.limit.LineBudget;
import io.holdfast.bridge.queueserver.log.QueueLog;
import io.holdfast.bridge.queueserver.subscriber.SubscriberRefusedException.Reason;
import io.holdfast.store.FirstFault;
import io.holdfast.store.StoreContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All durable subscribers of a queue log: for each, messages after its ack are kept until it acks them, expires or is
 * removed. Any thread connects, removes and lists; one thread keeps house.
 */
public final class Subscribers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Subscribers.class);

    private final Object lock = new Object();
    private final QueueLog log;
    private final SubscriberFolder folder;
    private final SubscriberLimits limits;
    private final Clock clock;
    private final boolean isSynced;
    private final Holds holds;
    private final LineBudget lines;
    /** By name in lower case. */
    private final Map<String, Holder> holders = new HashMap<>();

    private Subscribers(final QueueLog log, final StoreContext options, final SubscriberLimits limits,
                        final boolean isSynced) {
        this.log = log;
        this.limits = limits;
        this.isSynced = isSynced;
        clock = options.clock();
        lines = new LineBudget(clock);
        folder = new SubscriberFolder(log);
        holds = new Holds(log, limits, clock, isSynced);
    }

    /**
     * Reads the files of all subscribers. One that is damaged is reported, and refused when it connects; the others do
     * not notice. To be called before anything is appended.
     *
     * @param log        the log, open
     * @param options    of its store
     * @param durability of the log
     * @param limits     on subscribers
     * @return the subscribers, to be closed before the log is
     * @throws StoreException if their folder cannot be used
     */
    public static Subscribers open(final QueueLog log, final StoreContext options, final Durability durability,
                                   final SubscriberLimits limits) {
        final Subscribers opened = new Subscribers(log, options, limits, durability == Durability.SYNC);
        for (final String name : opened.folder.names()) {
            opened.add(opened.load(name));
        }
        return opened;
    }

    private void add(final Holder holder) {
        holders.put(key(holder.name()), holder);
        holds.add(holder);
    }

    /** {@return whether a line that a client caused may be written; says how many were left out before} */
    private boolean isTold() {
        final long left = lines.leftOut();
        if (left > 0) {
            LOG.warn("{} more lines on subscribers were left out", left);
        }
        return lines.take();
    }

    private static String key(final String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** The retention mark never passed an ack that was not forced. */
    private Holder load(final String name) {
        final long mark = log.retentionMark();
        try {
            final SubscriberFiles found = folder.open(name);
            final SubscriberFiles files = found.cursor().incarnation() == log.incarnation() ? found : adopted(found);
            final long ack = files.cursor().ack();
            final Subscriber subscriber = new Subscriber(this, files, Math.min(mark, ack), isSynced);
            files.record().lowerAfter(log.lastIndex());
            files.record().save();
            if (ack > log.lastIndex()) {
                LOG.warn("subscriber {}: it was done up to {}, but the log has lost its tail and ends at {}; it goes on"
                    + " there", name, Long.toHexString(ack), Long.toHexString(log.lastIndex()));
                files.cursor().ack(log.lastIndex());
                subscriber.force(); // before one of those indices is used a second time
            }
            files.cursor().countedAfter(Math.min(files.cursor().countedAfter(), log.lastIndex()));
            if (ack >= log.purgedIndex() && ack <= log.lastIndex() && log.ordinalOf(ack) < 0) {
                files.cursor().close();
                return damaged(name, "its ack " + Long.toHexString(ack) + " is of no message of the log");
            }
            LOG.info("subscriber {}: ack={} subscriptions={}{}", name, Long.toHexString(subscriber.ack()),
                files.record().size(), subscriber.holdsAfter() == Holder.NOTHING ? " expired" : "");
            return subscriber;
        } catch (final StoreException e) {
            return damaged(name, e.getMessage());
        }
    }

    private SubscriberFiles adopted(final SubscriberFiles found) {
        LOG.warn("subscriber {}: its log was another one, {} instead of {}; it gets all messages that this one keeps",
            found.name(), Long.toHexString(found.cursor().incarnation()), Long.toHexString(log.incarnation()));
        return folder.adopt(found, log.incarnation());
    }

    /** How far it had come is not known, so all that is there is kept. */
    private DamagedSubscriber damaged(final String name, final String what) {
        final String problem = "what the store knows of subscriber " + name + " is damaged: " + what
            + "; restore its two files from a backup while the server is down, or remove it: then it begins anew";
        final long kept = log.purgedIndex();
        LOG.error("{}; until then it is refused, and what comes after {} is kept for it", problem,
            Long.toHexString(kept));
        return new DamagedSubscriber(name, kept, problem);
    }

    QueueLog log() {
        return log;
    }

    /**
     * Begins to serve a client as a subscriber, which is created if it does not exist: it then stands behind the last
     * message. Waits for the disk if it is created, had expired, or the log is synced. Any thread.
     *
     * @param name      of the subscriber, a peer name
     * @param principal who the client is proven to be, to whom the subscriber belongs from now on unless it belongs to
     *                  another one already; null if that is not known
     * @return the subscriber, which the caller closes when its client leaves
     * @throws SubscriberRefusedException if it cannot be served
     */
    public Subscriber connect(final String name, final String principal) throws SubscriberRefusedException {
        if (!PeerName.isValid(name)) {
            throw new SubscriberRefusedException(Reason.NAME, "the name of a subscriber is 1 to " + PeerName.MAX_LENGTH
                + " of A-Z a-z 0-9 . _ - without a leading dot");
        }
        synchronized (lock) {
            final Holder known = holders.get(key(name));
            final Subscriber subscriber = known == null ? create(name, principal)
                : servable(name, known, principal);
            try {
                if (principal != null) {
                    subscriber.record().own(principal);
                    subscriber.record().save();
                }
                subscriber.connected(known == null, clock.epochNs());
            } catch (final StoreException e) {
                subscriber.disconnected(clock.epochNs());
                throw new SubscriberRefusedException(Reason.STORE, e.getMessage());
            }
            holds.refresh();
            final LostRange lost = subscriber.lost();
            if (lost != null && subscriber.isToLog(lost) && isTold()) {
                LOG.warn("subscriber {} has lost messages that it did not ack in time: {}", name, lost);
            }
            return subscriber;
        }
    }

    /**
     * Looks whether {@link #connect} would have to wait for the disk.
     *
     * @param name      of the subscriber
     * @param principal who the client is proven to be, null if that is not known
     * @return whether it would
     */
    public boolean waitsForDisk(final String name, final String principal) {
        synchronized (lock) {
            final Holder known = holders.get(key(name));
            return known == null || known instanceof Subscriber subscriber && !subscriber.isConnected()
                && (subscriber.isToForce() || principal != null && subscriber.record().principal() == null);
        }
    }

    /**
     * Looks whether a client may be a subscriber, without a consequence for one that is.
     *
     * @param name      of the subscriber
     * @param principal who the client is proven to be, null if that is not known
     * @throws SubscriberRefusedException if it belongs to another principal
     */
    public void requireOwner(final String name, final String principal) throws SubscriberRefusedException {
        synchronized (lock) {
            if (holders.get(key(name)) instanceof Subscriber subscriber) {
                requireOwner(subscriber, principal);
            }
        }
    }

    private static void requireOwner(final Subscriber subscriber, final String principal)
        throws SubscriberRefusedException {
        final String owner = subscriber.record().principal();
        if (owner != null && !owner.equals(principal)) {
            throw new SubscriberRefusedException(Reason.PRINCIPAL, "subscriber " + subscriber.name()
                + " belongs to another principal");
        }
    }

    private static Subscriber servable(final String name, final Holder known, final String principal)
        throws SubscriberRefusedException {
        if (!known.name().equals(name)) {
            throw new SubscriberRefusedException(Reason.NAME, name + " differs only in case from subscriber "
                + known.name());
        }
        if (known instanceof DamagedSubscriber damaged) {
            throw new SubscriberRefusedException(Reason.DAMAGED, damaged.problem());
        }
        final Subscriber subscriber = (Subscriber) known;
        requireOwner(subscriber, principal);
        if (subscriber.isConnected()) {
            subscriber.end(SubscriberEnd.Reason.REPLACED, "another client came as subscriber " + name);
            throw new SubscriberRefusedException(Reason.CONNECTED, "subscriber " + name
                + " is connected; it is asked to leave");
        }
        if (subscriber.problem() != null) {
            throw new SubscriberRefusedException(Reason.DAMAGED, subscriber.problem());
        }
        return subscriber;
    }

    private Subscriber create(final String name, final String principal) throws SubscriberRefusedException {
        if (holders.size() >= limits.maxSubscribers()) {
            throw new SubscriberRefusedException(Reason.TOO_MANY, "there are maxSubscribers=" + limits.maxSubscribers()
                + " already; remove one that is not used any more");
        }
        try {
            final long ack = log.readableIndex();
            final SubscriberFiles files = folder.create(name, principal, log.incarnation(), ack,
                clock.epochNs());
            final Subscriber subscriber = new Subscriber(this, files, ack, isSynced);
            add(subscriber);
            if (isTold()) {
                LOG.info("subscriber {} is new: ack={} subscribers={}", name, Long.toHexString(ack), holders.size());
            }
            return subscriber;
        } catch (final StoreException e) {
            if (isTold()) {
                LOG.error("subscriber {} could not be created: {}", name, e.getMessage());
            }
            throw new SubscriberRefusedException(Reason.STORE, e.getMessage());
        }
    }

    void disconnect(final Subscriber subscriber) {
        synchronized (lock) {
            subscriber.disconnected(clock.epochNs());
        }
    }

    long rewind(final Subscriber subscriber, final long index) {
        synchronized (lock) {
            final long target = Math.max(index, log.purgedIndex());
            if (target < subscriber.ack()) {
                subscriber.place(target);
                holds.refresh();
            }
            return target;
        }
    }

    /**
     * Removes a subscriber with all that is known of it; its client is closed if it is connected. Any thread; waits for
     * the disk.
     *
     * @param name of the subscriber
     * @return whether there was one
     * @throws StoreException if its files cannot be deleted
     */
    public boolean remove(final String name) {
        synchronized (lock) {
            final Holder holder = holders.get(key(name));
            if (holder == null || !holder.name().equals(name)) {
                return false;
            }
            folder.delete(name);
            holders.remove(key(name));
            holds.remove(holder);
            holder.end(SubscriberEnd.Reason.REMOVED, "subscriber " + name + " was removed");
            holder.release();
            if (isTold()) {
                LOG.warn("subscriber {} was removed: ack={}", name, Long.toHexString(holder.ack()));
            }
            return true;
        }
    }

    /** {@return how each stands, in the order of their names; any thread; may have to map files} */
    public List<SubscriberStatus> list() {
        synchronized (lock) {
            final List<SubscriberStatus> all = new ArrayList<>();
            for (final Holder holder : holders.values()) {
                all.add(holds.status(holder));
            }
            all.sort((one, other) -> one.name().compareTo(other.name()));
            return all;
        }
    }

    /** {@return the index after which messages are kept for subscribers, the largest number for none; any thread} */
    public long keptAfter() {
        return holds.keptAfter();
    }

    /** {@return how many have expired since this was opened; any thread} */
    public long expiredCount() {
        return holds.expiredCount();
    }

    /**
     * Expires those who hold too much, and does a piece of the log's housekeeping. One thread.
     *
     * @param neededByOthers the index after which somebody else needs messages
     * @return how much was done
     * @throws StoreException if the disk fails other than by being full
     */
    public int doWork(final long neededByOthers) {
        synchronized (lock) {
            return holds.doWork() + log.doWork(Math.min(neededByOthers, holds.keptAfter()));
        }
    }

    /** Lets go of the files; nobody is served any more. */
    @Override
    public void close() {
        synchronized (lock) {
            final FirstFault fault = new FirstFault();
            holders.values().forEach(holder -> fault.of(holder::release));
            holders.clear();
            holds.clear();
            fault.rethrow();
        }
    }
}
