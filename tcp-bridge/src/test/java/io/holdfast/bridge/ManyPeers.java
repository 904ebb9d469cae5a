package io.holdfast.bridge;

import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.Transport;
import io.holdfast.bridge.channel.FaultyNetwork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A server with so many clients that it does not poll all of them each time; one thread, manual clock. */
final class ManyPeers implements AutoCloseable {
    static final int COUNT = 20;
    private static final int MAX_POLLS = 50_000;

    final ManualClock clock = new ManualClock();
    final FaultyNetwork network = new FaultyNetwork();
    final Side atServer = new Side();
    final List<Side> atClients = new ArrayList<>();
    final List<Client> clients = new ArrayList<>();
    final Server server;

    ManyPeers(final Path folder, final Transport transport, final ServerContext context) {
        try {
            server = Server.open(with(context.listen(TestPair.ADDRESS), "S", folder, transport).listener(atServer));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < COUNT; i++) {
            final Side side = new Side();
            atClients.add(side);
            clients.add(Client.open(with(new ClientContext().endpoint(TestPair.ADDRESS).remoteName("S")
                .jitterSeed(i), "C" + i, folder, transport).listener(side)));
        }
        pollUntil("all connected", () -> clients.stream().allMatch(client ->
            client.connection().state() == ConnectionState.CONNECTED && client.connection().transport() != null)
            && atServer.reports.size() == COUNT);
        pollUntil("all asleep", () -> server.group(0).awakeCount() == 0);
    }

    private <T extends EndpointContext<T>> T with(final T context, final String name, final Path folder,
                                                  final Transport transport) {
        return context.name(name).store(folder).clock(clock).network(network).cycleSize(TestPair.CYCLE_SIZE)
            .maxMessageLength(4096).bootId(TestPair.BOOT).transport(transport);
    }

    Connection atServer(final int number) {
        return server.connection("C" + number);
    }

    Connection atClient(final int number) {
        return clients.get(number).connection();
    }

    void pollServer() {
        server.doWork();
        server.group(0).poll(atServer, atServer.limit);
    }

    void pollClient(final int number) {
        clients.get(number).doWork();
        atClient(number).poll(atClients.get(number), 1000);
    }

    void poll() {
        pollServer();
        for (int i = 0; i < COUNT; i++) {
            pollClient(i);
        }
    }

    void pollUntil(final String what, final BooleanSupplier condition) {
        for (int i = 0; i < MAX_POLLS && !condition.getAsBoolean(); i++) {
            poll();
            clock.advance(TestPair.TICK_NS);
        }
        if (!condition.getAsBoolean()) {
            throw new AssertionError("did not come about: " + what + "; awake=" + server.group(0).awakeCount()
                + " server: " + atServer.events);
        }
    }

    /** Polls some times, while no time passes: whoever waits for its turn, waits in vain. */
    void pollWithoutTime() {
        for (int i = 0; i < 200; i++) {
            poll();
        }
    }

    @Override
    public void close() {
        clients.forEach(Client::close);
        server.close();
    }
}
