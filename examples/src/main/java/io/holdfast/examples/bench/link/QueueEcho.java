package io.holdfast.examples.bench.link;

import io.holdfast.CachedClock;
import io.holdfast.SystemClock;
import io.holdfast.bridge.queueserver.QueueServer;
import io.holdfast.bridge.queueserver.QueueServerContext;
import io.holdfast.examples.command.CommandFailure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A queue server with one shard: every message goes into its log, and from there to all consumers. */
final class QueueEcho implements Echo {
    private final CachedClock cachedClock;
    private final QueueServer server;

    QueueEcho(final LinkSettings settings, final int consumers) {
        cachedClock = settings.isClockCached() ? new CachedClock(SystemClock.INSTANCE) : null;
        try {
            server = QueueServer.open(new QueueServerContext().store(settings.folder().resolve("queue-server"))
                .name("bench-" + consumers).clock(cachedClock == null ? SystemClock.INSTANCE : cachedClock)
                .durability(settings.durability()).maxPendingLogins(HalfOpenSockets.MOST)
                .maxConnections(2 * HalfOpenSockets.MOST).handshakeTimeoutNs(HalfOpenSockets.TIMEOUT_NS)
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        } catch (final IOException error) {
            throw new CommandFailure("cannot listen on the loopback address", error);
        }
    }

    @Override
    public int port() {
        return server.localAddress().getPort();
    }

    @Override
    public void serve(final Turn turn) {
        while (turn.isOn()) {
            if (cachedClock != null) {
                cachedClock.tick();
            }
            turn.polled(server.doWork());
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
