package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.Listener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/** Accepts clients and deals them out to the shards in turn. One thread. */
final class Acceptor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final int MAX_ACCEPTS = 64;
    private static final int EVERY_CYCLES = 64;
    private static final long EVERY_NS = 100_000;
    private static final long WARN_EVERY_NS = 10_000_000_000L;

    private final QueueServer server;
    private final QueueServerContext context;
    private final Listener listener;
    private final ClosingLog closingLog;
    private int cycles = EVERY_CYCLES;
    private long acceptedNs;
    private long warnedNs;
    private long faults;
    private int nextShard;

    Acceptor(final QueueServer server, final Listener listener) {
        this.server = server;
        this.listener = listener;
        context = server.context();
        closingLog = new ClosingLog(context.name(), context.clock());
    }

    Listener listener() {
        return listener;
    }

    int doWork() {
        final long nowNs = context.clock().monotonicNs();
        if (++cycles < EVERY_CYCLES && nowNs - acceptedNs < EVERY_NS) {
            return 0;
        }
        cycles = 0;
        acceptedNs = nowNs;
        closingLog.tick();
        int count = 0;
        try {
            while (count < MAX_ACCEPTS) {
                final Channel channel = listener.accept(context.socketBufferLength());
                if (channel == null) {
                    break;
                }
                count++;
                deal(channel);
            }
        } catch (final IOException e) {
            warn(e);
        }
        return count;
    }

    private void deal(final Channel channel) {
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
