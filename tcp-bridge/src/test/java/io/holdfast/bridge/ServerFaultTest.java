package io.holdfast.bridge;

import io.holdfast.StoreException;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.Listener;
import io.holdfast.bridge.channel.Network;
import io.holdfast.bridge.channel.Waiter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** A server that could not do something has let go of what it held for it. */
class ServerFaultTest {
    @TempDir
    Path folder;

    @Test
    void aServerThatCannotOpenDoesNotListen() {
        try (TestPair pair = new TestPair(folder)) {
            pair.serverOptions = context -> context.network(new Network() {
                @Override
                public Listener listen(final InetSocketAddress address) throws IOException {
                    remove(pair.serverStore().resolve("S"));
                    return pair.network.listen(address);
                }

                @Override
                public Channel connect(final InetSocketAddress address, final int socketBufferLength) {
                    return pair.network.connect(address, socketBufferLength);
                }

                @Override
                public Waiter waiter() {
                    return pair.network.waiter();
                }
            });
            assertThrows(StoreException.class, pair::openServer);
            pair.serverOptions = context -> { };
            pair.serverStore(folder.resolve("another"));

            pair.openServer();
            pair.openClient();

            pair.pollUntilConnected();
        }
    }

    private static void remove(final Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    @Test
    void aGroupThatDoesNotExistIsAskedForAgain() {
        try (TestPair pair = new TestPair(folder)) {
            final AtomicInteger group = new AtomicInteger(7);
            pair.serverOptions = context -> context.groups(2).groupSelector((name, groups) -> group.get());
            pair.openServer();
            assertThrows(IllegalStateException.class, pair::atServer);
            group.set(1);

            pair.openClient();
            pair.pollUntilConnected();

            assertEquals("C", pair.atServer().remoteName());
        }
    }

    @Test
    void aLoginWhoseGroupDoesNotExistEndsAtOnce() {
        try (TestPair pair = new TestPair(folder)) {
            pair.serverOptions = context -> context.groupSelector((name, groups) -> -1);
            pair.openServer();
            pair.openClient();

            pair.pollUntilThrown();
            pair.server.doWork();

            assertEquals(0, pair.server.pendingLogins());
        }
    }
}
