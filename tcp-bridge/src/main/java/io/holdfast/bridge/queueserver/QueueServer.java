package io.holdfast.bridge.queueserver;

import io.holdfast.IdleStrategy;
import io.holdfast.bridge.channel.Listener;
import io.holdfast.bridge.queueserver.access.AccessFile;
import io.holdfast.bridge.queueserver.access.AccessRules;
import io.holdfast.bridge.queueserver.log.ProducerOwners;
import io.holdfast.bridge.queueserver.log.QueueLog;
import io.holdfast.bridge.queueserver.subscriber.SubscriberStatus;
import io.holdfast.bridge.queueserver.subscriber.Subscribers;
import io.holdfast.store.FirstFault;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A publish/subscribe server for named queues over TCP, with all messages in one durable log. It starts no threads:
 * call {@link #doWork()} again and again, and with more than one shard {@link QueueShard#doWork()} of each on a thread
 * of its own.
 * <p>
 * A message is accepted when it is in the log; then it outlives the death of this process and reaches every consumer
 * that is subscribed, once and in the order of the log. A consumer that is slow is served from the log as long as it
 * takes, unless {@code maxLagBytes} or {@code maxLagNs} say otherwise; what it has not taken is kept on disk. If the
 * store is full, producers wait; consumers that take nothing for {@code fullGraceNs} meanwhile are cut, and logged.
 */
public final class QueueServer implements AutoCloseable {
    private final QueueServerContext context;
    private final QueueLog log;
    private final Subscribers subscribers;
    private final ProducerOwners producerOwners;
    private final AccessFile accessFile;
    private final SessionNames names;
    private final Acceptor acceptor;
    private final QueueShard[] shards;
    private final AtomicInteger clientCount = new AtomicInteger();
    private volatile boolean isClosed;

    private QueueServer(final QueueServerContext context, final QueueLog log, final Subscribers subscribers,
                        final AccessFile accessFile, final Listener listener) throws IOException {
        this.context = context;
        this.log = log;
        this.subscribers = subscribers;
        this.accessFile = accessFile;
        producerOwners = ProducerOwners.open(log, context.storeContext().disk(), context.queueLimits().maxProducers());
        names = new SessionNames(log.lastIndex());
        acceptor = new Acceptor(this, listener);
        shards = new QueueShard[context.shards()];
        boolean isOpen = false;
        try {
            for (int i = 0; i < shards.length; i++) {
                shards[i] = new QueueShard(this, log, context.network().waiter());
            }
            isOpen = true;
        } finally {
            if (!isOpen) {
                final FirstFault fault = new FirstFault();
                closeShards(fault);
                fault.rethrow();
            }
        }
        if (shards.length == 1) {
            listener.watch(shards[0].waiter(), true);
        }
    }

    private void closeShards(final FirstFault fault) {
        for (final QueueShard shard : shards) {
            if (shard != null) {
                fault.of(shard::close);
            }
        }
    }

    /**
     * Opens the store and listens.
     *
     * @param context the options
     * @return the server
     * @throws IllegalArgumentException          naming all faults of the options, or of the access rules
     * @throws io.holdfast.StoreLockedException  if there is another owner of the store
     * @throws io.holdfast.CorruptStoreException if messages that had been accepted cannot be read
     * @throws io.holdfast.StoreException        if the store cannot be used
     * @throws IOException                       if the address cannot be used
     */
    public static QueueServer open(final QueueServerContext context) throws IOException {
        context.conclude();
        final AccessFile accessFile = context.access() == null ? null
            : AccessFile.open(context.access(), context.clock());
        final QueueLog log = QueueLog.open(context.store(), context.name(), context.storeContext(),
            context.queueLimits());
        Subscribers subscribers = null;
        Listener listener = null;
        try {
            subscribers = Subscribers.open(log, context.storeContext(), context.durability(),
                context.subscriberLimits());
            listener = context.network().listen(context.listen());
            return new QueueServer(context, log, subscribers, accessFile, listener);
        } catch (final IOException | RuntimeException e) {
            if (listener != null) {
                listener.close();
            }
            if (subscribers != null) {
                subscribers.close();
            }
            log.close();
            throw e;
        }
    }

    QueueServerContext context() {
        return context;
    }

    QueueLog log() {
        return log;
    }

    Subscribers durableSubscribers() {
        return subscribers;
    }

    /** {@return who may do what now; any thread} */
    AccessRules rules() {
        if (accessFile != null) {
            return accessFile.rules();
        }
        return context.loginHandler() == null ? AccessRules.OPEN : AccessRules.KNOWN_ONLY;
    }

    ProducerOwners producerOwners() {
        return producerOwners;
    }

    SessionNames names() {
        return names;
    }

    boolean isClosed() {
        return isClosed;
    }

    /** {@return where it listens} */
    public InetSocketAddress localAddress() {
        return acceptor.listener().localAddress();
    }

    /** {@return how many clients are connected; any thread} */
    public int clientCount() {
        return clientCount.get();
    }

    /** {@return the index of the last message accepted, 0 if none ever was; any thread} */
    public long lastIndex() {
        return log.lastIndex();
    }

    /** {@return how each durable subscriber stands, in the order of their names; any thread; may read files} */
    public List<SubscriberStatus> subscribers() {
        return subscribers.list();
    }

    /** {@return how many durable subscribers have expired since the server was opened; any thread} */
    public long expiredSubscribers() {
        return subscribers.expiredCount();
    }

    /**
     * Removes a durable subscriber with all that is known of it, so that nothing is kept for it any more; its client is
     * closed if it is connected. Any thread; waits for the disk.
     *
     * @param name of the subscriber
     * @return whether there was one
     * @throws io.holdfast.StoreException if its files cannot be deleted
     */
    public boolean removeSubscriber(final String name) {
        final boolean isRemoved = subscribers.remove(name);
        if (isRemoved) {
            names.forget(name);
        }
        return isRemoved;
    }

    /**
     * Finds a shard.
     *
     * @param number from 0 to {@code shards} - 1
     * @return the shard
     */
    public QueueShard shard(final int number) {
        return shards[number];
    }

    /** {@return whether there is room for one client more, who is counted} */
    boolean hasCome() {
        if (clientCount.incrementAndGet() <= context.maxConnections()) {
            return true;
        }
        clientCount.decrementAndGet();
        return false;
    }

    void hasLeft() {
        clientCount.decrementAndGet();
    }

    /**
     * {@return how many sockets were closed because too many clients at a time had not said who they are, or too many
     * came from one address within a second; any thread}
     */
    public long shedSockets() {
        long count = acceptor.shedCount();
        for (final QueueShard shard : shards) {
            count += shard.door().shedCount();
        }
        return count;
    }

    boolean hasBlockedProducers() {
        for (final QueueShard shard : shards) {
            if (shard.hasBlockedProducers()) {
                return true;
            }
        }
        return false;
    }

    /** Messages are in the log, of which the other shards may not know. */
    void ringOthers(final QueueShard appender) {
        if (shards.length > 1) {
            VarHandle.fullFence();
            for (final QueueShard shard : shards) {
                if (shard != appender) {
                    shard.ring();
                }
            }
        }
    }

    /**
     * A duty cycle: accepts clients, keeps house, and with one shard does all the rest. Never blocks, except for the
     * disk if the durability is {@code SYNC}. One thread.
     *
     * @return how much was done
     * @throws io.holdfast.StoreException        if the disk failed: the server is to be closed
     * @throws io.holdfast.CorruptStoreException if a message does not hold what was written
     */
    public int doWork() {
        if (isClosed) {
            return 0;
        }
        int workCount = acceptor.doWork() + followRules();
        if (shards.length == 1) {
            workCount += shards[0].doWork();
        }
        return workCount + subscribers.doWork(neededAfter());
    }

    private int followRules() {
        final int workCount = accessFile == null ? 0 : accessFile.doWork();
        if (workCount > 0) {
            ringOthers(null);
        }
        return workCount;
    }

    /**
     * {@return the index after which a connected client may need messages} The last index is read first: a
     * shard that begins to need messages says so before it reads that.
     */
    private long neededAfter() {
        long needed = log.lastIndex();
        for (final QueueShard shard : shards) {
            needed = Math.min(needed, shard.neededAfter());
        }
        return needed;
    }

    /**
     * Makes an idle strategy for the thread of {@link #doWork()}. With one shard it waits until a socket is ready; with
     * more, that of each shard is {@link QueueShard#parking(long)}, and this one naps.
     *
     * @param maxParkNs longest wait, in nanoseconds
     * @return the strategy
     * @throws IllegalArgumentException if {@code maxParkNs} is not positive
     */
    public IdleStrategy parking(final long maxParkNs) {
        return shards.length == 1 ? shards[0].parking(maxParkNs) : IdleStrategy.backoff(maxParkNs);
    }

    /**
     * Ends all clients, stops listening and lets go of the store. No duty cycle may be under way, nor come after. If
     * something throws, the rest is closed all the same.
     */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        final FirstFault fault = new FirstFault();
        fault.of(acceptor::close);
        closeShards(fault);
        fault.of(subscribers::close);
        fault.of(log::close);
        fault.rethrow();
    }
}
