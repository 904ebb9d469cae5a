package io.holdfast.bridge;

import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.Transport;
import io.holdfast.bridge.channel.FaultyNetwork;
import io.holdfast.bridge.tls.TlsContext;
import net.openhft.chronicle.bytes.Bytes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A server "S" and a client "C" in one thread, on a manual clock and a network in memory, polled in lock step.
 * <p>
 * A kill is a copy of the store's folder at that instant, from which the side is opened anew: nothing that an orderly
 * close would still have written is in it.
 */
final class TestPair implements AutoCloseable {
    /** One and the same, so that a copied store counts as that of a killed process and not as a restored one. */
    static final UUID BOOT = new UUID(0, 1);
    static final long TICK_NS = 1_000_000;
    static final long CYCLE_SIZE = 256 * 1024;
    private static final int MAX_POLLS = 20_000;
    static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 7000);

    final ManualClock clock = new ManualClock();
    final FaultyNetwork network = new FaultyNetwork();
    final Side atServer = new Side();
    final Side atClient = new Side();
    Consumer<ServerContext> serverOptions = context -> { };
    Consumer<ClientContext> clientOptions = context -> { };
    Transport transport = Transport.TCP;
    TlsContext tlsOfServer;
    TlsContext tlsOfClient;
    /** What both sides prove to know, null if nothing. */
    byte[] secret;
    Server server;
    Client client;

    private final Path folder;
    private Path serverStore;
    private Path clientStore;
    private int copies;

    TestPair(final Path folder) {
        this.folder = createdFolder(folder);
        serverStore = folder.resolve("server");
        clientStore = folder.resolve("client");
    }

    private static Path createdFolder(final Path path) {
        try {
            return Files.createDirectories(path);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens both sides and polls until they are connected. */
    static TestPair connected(final Path folder) {
        final TestPair pair = new TestPair(folder);
        pair.openServer();
        pair.openClient();
        pair.pollUntilConnected();
        return pair;
    }

    void openServer() {
        final ServerContext context = new ServerContext().listen(ADDRESS);
        withTestDefaults(context, "S", serverStore, atServer);
        context.mostPolledEachTime(Integer.getInteger("holdfast.mostPolledEachTime", context.mostPolledEachTime()));
        if (secret != null) {
            context.loginHandler(request -> LoginHandler.Decision.provenBy(request.remoteName(), secret));
        }
        serverOptions.accept(context.tls(tlsOfServer));
        try {
            server = Server.open(context);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void openClient() {
        final ClientContext context = new ClientContext().endpoint(ADDRESS)
            .remoteName("S").jitterSeed(1);
        withTestDefaults(context, "C", clientStore, atClient);
        if (secret != null) {
            context.secret(secret);
        }
        clientOptions.accept(context.tls(tlsOfClient));
        client = Client.open(context);
    }

    private <T extends EndpointContext<T>> void withTestDefaults(final EndpointContext<T> context, final String name,
                                                                 final Path store, final Side side) {
        context.name(name).store(store).clock(clock).network(network).listener(side)
            .cycleSize(CYCLE_SIZE).maxMessageLength(4096)
            .bootId(BOOT).transport(transport);
    }

    /** The server's connection with the client. */
    Connection atServer() {
        return server.connection("C");
    }

    Connection atClient() {
        return client.connection();
    }

    void closeServer() {
        final Server closed = server;
        server = null;
        closed.close();
    }

    void closeClient() {
        final Client closed = client;
        client = null;
        closed.close();
    }

    /** Kills the server; the store it leaves is as it was at this instant. */
    void killServer() {
        serverStore = copied(serverStore);
        network.cutAll();
        closeServer();
    }

    /** Kills the client; the store it leaves is as it was at this instant. */
    void killClient() {
        clientStore = copied(clientStore);
        network.cutAll();
        closeClient();
    }

    /** Lets a side forget all it has on disk. */
    void wipeServerStore() {
        serverStore = folder.resolve("server-" + ++copies);
    }

    void wipeClientStore() {
        clientStore = folder.resolve("client-" + ++copies);
    }

    Path folder() {
        return folder;
    }

    Path serverStore() {
        return serverStore;
    }

    Path clientStore() {
        return clientStore;
    }

    void serverStore(final Path store) {
        serverStore = store;
    }

    void clientStore(final Path store) {
        clientStore = store;
    }

    /** Lets each side that is open work once. */
    void poll() {
        if (server != null) {
            server.doWork();
            for (int i = 0; i < server.groupCount(); i++) {
                server.group(i).poll(atServer, atServer.limit);
            }
        }
        if (client != null) {
            client.doWork();
            client.connection().poll(atClient, atClient.limit);
        }
    }

    /** Polls, a millisecond of the clock at a time, until something holds. */
    void pollUntil(final String what, final BooleanSupplier condition) {
        for (int i = 0; i < MAX_POLLS; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            poll();
            clock.advance(TICK_NS);
        }
        throw new AssertionError("did not come about: " + what + "; server: " + atServer.events + " "
            + atServer.received.size() + " received; client: " + atClient.events + " "
            + atClient.received.size() + " received");
    }

    /** Polls until a handler or listener throws, and tells what. */
    RuntimeException pollUntilThrown() {
        for (int i = 0; i < MAX_POLLS; i++) {
            clock.advance(TICK_NS);
            try {
                poll();
            } catch (final IllegalStateException e) {
                return e;
            }
        }
        throw new AssertionError("nothing was thrown");
    }

    void pollUntilConnected() {
        pollUntil("both connected", () -> atClient().state() == ConnectionState.CONNECTED
            && atServer().state() == ConnectionState.CONNECTED && !atServer.reports.isEmpty()
            && !atClient.reports.isEmpty());
    }

    /** Polls until both sides are in a session that begins from now on. */
    void pollUntilReconnected() {
        atServer.reports.clear();
        atClient.reports.clear();
        pollUntilConnected();
    }

    /** Polls until everything sent so far is acked on both sides. */
    void pollUntilAcked() {
        pollUntil("everything acked", () -> atClient().unackedMessages() == 0 && atServer().unackedMessages() == 0);
    }

    /** Sends a text, which must be accepted. */
    static long send(final Connection connection, final String text) {
        final byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        final long index = connection.offer(1, payload, 0, payload.length);
        if (index <= 0) {
            throw new AssertionError("not accepted: " + text + ": " + Connection.resultName(index));
        }
        return index;
    }

    /** Answers a message in the way of {@link Connection#reply}. */
    static long reply(final Connection connection, final long sourceIndex, final String text) {
        final byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        return connection.reply(sourceIndex, 1, Bytes.wrapForRead(payload), 0, payload.length);
    }

    /** Polls a number of times, letting a millisecond pass after each. */
    void poll(final int times) {
        for (int i = 0; i < times; i++) {
            poll();
            clock.advance(TICK_NS);
        }
    }

    /** Copies a store as it is at this instant. */
    Path copied(final Path store) {
        final Path copy = folder.resolve(store.getFileName().toString().replaceAll("-.*", "") + "-" + ++copies);
        try (Stream<Path> files = Files.walk(store)) {
            for (final Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, copy.resolve(store.relativize(file).toString()));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }

    @Override
    public void close() {
        if (client != null) {
            closeClient();
        }
        if (server != null) {
            closeServer();
        }
    }
}
