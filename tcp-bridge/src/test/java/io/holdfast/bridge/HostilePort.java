package io.holdfast.bridge;

import io.holdfast.bridge.channel.NioNetwork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A server on a real port with one good client, and all that must not change while others misbehave. */
final class HostilePort implements AutoCloseable {
    final TestPair pair;
    private int exchanged;
    private long clientSessions = 1;
    private long serverSessions = 1;

    HostilePort(final Path folder) {
        this(folder, context -> { }, context -> { });
    }

    HostilePort(final Path folder, final Consumer<ServerContext> serverOptions,
                final Consumer<ClientContext> clientOptions) {
        pair = new TestPair(folder);
        pair.serverOptions = context -> serverOptions.accept(context.network(NioNetwork.INSTANCE)
            .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        pair.openServer();
        pair.clientOptions = context -> {
            context.endpoints().clear();
            clientOptions.accept(context.network(NioNetwork.INSTANCE).endpoint(pair.server.localAddress()));
        };
        pair.openClient();
        pair.pollUntilConnected();
    }

    /** Counts what the good client notices from the session on that it has now. */
    void beginAnew() {
        pair.pollUntilConnected();
        clientSessions = pair.atClient().stats().sessions();
        serverSessions = pair.atServer().stats().sessions();
    }

    /** The server's process ends and comes back, on another port. */
    void reopenServer() {
        pair.closeClient();
        pair.closeServer();
        pair.openServer();
        pair.openClient();
        beginAnew();
    }

    /** The client's process ends and comes back, to where the server listens now. */
    void reconnectClient() {
        pair.closeClient();
        pair.openClient();
        beginAnew();
    }

    RawClient connect() {
        return new RawClient(NioNetwork.INSTANCE, pair.server.localAddress(), pair::poll);
    }

    /** The good client and the server exchange messages, still in their first session. */
    void assertGoodClientDidNotNotice() {
        final String text = "message " + ++exchanged;
        TestPair.send(pair.atClient(), text);
        TestPair.send(pair.atServer(), text);

        pair.pollUntilAcked();

        assertEquals(text, last(pair.atServer));
        assertEquals(text, last(pair.atClient));
        assertEquals(clientSessions, pair.atClient().stats().sessions());
        assertEquals(serverSessions, pair.atServer().stats().sessions());
    }

    private static String last(final Side side) {
        return side.received.get(side.received.size() - 1);
    }

    /** The folders and files in the server's part of the store, by name, not those within connections. */
    TreeSet<String> serverFolders() {
        try (Stream<Path> files = Files.list(pair.serverStore().resolve("S"))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything in the folder that holds the stores, for names that try to leave it. */
    TreeSet<String> allFolders() {
        final Path top = pair.serverStore().getParent();
        try (Stream<Path> files = Files.walk(top, 3)) {
            return files.map(file -> top.relativize(file).toString()).collect(Collectors.toCollection(TreeSet::new));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of direct buffers of this process. */
    static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }

    @Override
    public void close() {
        pair.close();
    }
}
