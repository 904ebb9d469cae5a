package io.holdfast.bridge.queueserver;

import io.holdfast.Clock;
import io.holdfast.bridge.channel.Network;
import io.holdfast.store.Disk;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.UUID;

/** Options of servers for the tests of other packages. */
public final class QueueServers {
    private QueueServers() {
    }

    /** A server of small files, which sets nothing apart from one run of the machine to the next. */
    public static QueueServerContext context(final Path store, final Clock clock, final Network network) {
        return new QueueServerContext().name("hub").store(store).clock(clock).network(network)
            .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).bootId(new UUID(3, 3))
            .disk(Disk.REAL).cycleSize(16 << 20).maxMessageLength(1 << 20).socketBufferLength(64 << 10)
            .ringLength(64 << 10);
    }
}
