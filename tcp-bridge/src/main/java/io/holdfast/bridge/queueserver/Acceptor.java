package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.Listener;
import io.holdfast.bridge.limit.AddressLimiter;
import io.holdfast.bridge.limit.WorkShare;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/**
 * Accepts clients and deals them out to the shards in turn; of one address no more than so many a second. What that
 * takes belongs to the strangers' share of the thread. One thread.
 */
final class Acceptor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final long AGAIN_NS = 10_000_000;
    private static final int EVERY_CYCLES = 64;
    private static final long EVERY_NS = 100_000;
    private static final long WARN_EVERY_NS = 10_000_000_000L;

    private final QueueServer server;
    private final QueueServerContext context;
    private final Listener listener;
    private final ClosingLog closingLog;
    private final AddressLimiter limiter;
    private final WorkShare ownShare;
    private int cycles = EVERY_CYCLES;
    private long acceptedNs;
    private long warnedNs;
    private long faults;
    private int faultsInARow;
    private boolean wasLast;
    private volatile long shedCount;
    private int nextShard;

    Acceptor(final QueueServer server, final Listener listener) {
        this.server = server;
        this.listener = listener;
        context = server.context();
        closingLog = new ClosingLog(context.name(), context.clock());
        limiter = new AddressLimiter(context.maxLoginsPerAddress());
        ownShare = new WorkShare(context.clock());
    }

    /** {@return how many sockets were closed because there were too many of one address; any thread} */
    long shedCount() {
        return shedCount;
    }

    Listener listener() {
        return listener;
    }

    int doWork() {
        final long nowNs = context.clock().monotonicNs();
        if (++cycles < EVERY_CYCLES && nowNs - acceptedNs < EVERY_NS) {
            return 0;
        }
        if (faultsInARow > 1 && nowNs - acceptedNs < AGAIN_NS) {
            return 0; // without descriptors every try fails, and costs
        }
        cycles = 0;
        closingLog.tick();
        final WorkShare share = share();
        if (share == null || !share.begin()) {
            return 0;
        }
        acceptedNs = nowNs;
        try {
            return accept(share, nowNs);
        } finally {
            share.end();
        }
    }

    /** With one shard, accepting and greeting share what strangers get of the thread, by turns; null: not this time. */
    private WorkShare share() {
        if (context.shards() > 1) {
            return ownShare;
        }
        final ShardDoor door = server.shard(0).door();
        wasLast = !wasLast || !door.hasWork();
        return wasLast ? door.share() : null;
    }

    private int accept(final WorkShare share, final long nowNs) {
        int count = 0;
        try {
            while (share.hasMore()) {
                final Channel channel = listener.accept(context.socketBufferLength());
                if (channel == null) {
                    watch(0);
                    break;
                }
                count++;
                deal(channel, nowNs);
                share.done(true);
            }
        } catch (final IOException e) {
            watch(faultsInARow + 1);
            warn(e);
        }
        return count;
    }

    /** Sockets that cannot be accepted are not waited for, as that wait would end at once; they are tried again. */
    private void watch(final int newFaultsInARow) {
        if (context.shards() == 1 && newFaultsInARow > 0 != faultsInARow > 0) {
            listener.watch(server.shard(0).waiter(), newFaultsInARow == 0);
        }
        faultsInARow = newFaultsInARow;
    }

    private void deal(final Channel channel, final long nowNs) {
        if (!limiter.take(AddressLimiter.addressOf(channel.remoteAddress()), nowNs)) {
            shedCount++;
            closingLog.closed(channel.remoteAddress(), "none", "more clients of this address than maxLoginsPerAddress="
                + context.maxLoginsPerAddress() + " a second");
            channel.close();
            return;
        }
        if (!server.hasCome()) {
            closingLog.closed(channel.remoteAddress(), "none", "more clients than allowed: maxConnections="
                + context.maxConnections());
            channel.close();
            return;
        }
        server.shard(nextShard).handOver(channel);
        nextShard = (nextShard + 1) % context.shards();
    }

    /** At most once in a while: without descriptors, every try fails. */
    private void warn(final IOException e) {
        faults++;
        if (faults == 1 || acceptedNs - warnedNs >= WARN_EVERY_NS) {
            warnedNs = acceptedNs;
            LOG.warn("cannot accept a socket: listen={} failures={}", listener.localAddress(), faults, e);
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
