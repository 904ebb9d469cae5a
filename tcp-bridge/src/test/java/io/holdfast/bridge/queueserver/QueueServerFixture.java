package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.ManualClock;
import io.holdfast.bridge.queueserver.protocol.WireBytes;
import io.holdfast.store.Disk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** A server with real sockets, driven in lock step with its clients by the thread of the test. */
abstract class QueueServerFixture {
    private static final int MOST_POLLS = 2_000_000;

    @TempDir
    Path folder;

    final ManualClock clock = new ManualClock();
    final List<WireClient> clients = new ArrayList<>();
    final List<WireSession> sessions = new ArrayList<>();
    QueueServer server;
    private int probes;

    @AfterEach
    void closeAll() {
        clients.forEach(WireClient::close);
        sessions.forEach(WireSession::close);
        if (server != null) {
            server.close();
        }
    }

    QueueServerContext context() {
        return new QueueServerContext().name("queues-server").store(folder.resolve("store")).clock(clock)
            .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).bootId(new UUID(3, 3))
            .disk(Disk.REAL).cycleSize(64 << 20);
    }

    void start(final QueueServerContext context) {
        try {
            server = QueueServer.open(context);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int poll() {
        int workCount = server.doWork();
        if (server.context().shards() > 1) {
            for (int i = 0; i < server.context().shards(); i++) {
                workCount += server.shard(i).doWork();
            }
        }
        return workCount;
    }

    void poll(final int times) {
        for (int i = 0; i < times; i++) {
            poll();
        }
    }

    /** Drives the server until something holds. */
    void pollUntil(final String what, final BooleanSupplier isSo) {
        for (int i = 0; i < MOST_POLLS && !isSo.getAsBoolean(); i++) {
            if (poll() == 0) {
                Thread.yield();
            }
        }
        assertTrue(isSo.getAsBoolean(), () -> "never happened: " + what + ", clients=" + server.clientCount());
    }

    WireClient client() {
        return client(0);
    }

    WireClient client(final int receiveBuffer) {
        final WireClient client = new WireClient(server.localAddress(), receiveBuffer);
        clients.add(client);
        return client;
    }

    /** A client of the session protocol that has said what it is told to. */
    WireSession session(final WireBytes first) {
        return session(first, 0);
    }

    WireSession session(final WireBytes first, final int receiveBuffer) {
        final WireSession session = new WireSession(server.localAddress(), receiveBuffer);
        sessions.add(session);
        return session.send(first);
    }

    /** One that is welcome. */
    WireSession welcomed(final char role, final String name) {
        final WireSession session = session(WireSession.hello(role, name));
        pollUntil(name + " is welcome", () -> !session.receive().welcome().isEmpty());
        return session;
    }

    void awaitConfirmed(final WireSession producer, final long sequence) {
        pollUntil("confirmed " + sequence, () -> producer.receive().confirmed() >= sequence);
    }

    void awaitReceived(final WireSession consumer, final int count) {
        pollUntil("received " + count + ", " + consumer.received().size(),
            () -> consumer.receive().received().size() >= count);
        poll(10);
        consumer.receive();
    }

    void awaitFarewell(final WireSession session, final String beginning) {
        pollUntil("farewell " + beginning, () -> session.receive().isEnded());
        assertTrue(session.farewell().startsWith(beginning), session.farewell());
        session.close();
        poll(20); // it is forgotten
    }

    /** Ends the server as a kill does, but for what a close still writes; all clients are gone. */
    void restart(final QueueServerContext context) {
        server.close();
        start(context);
    }

    WireClient producer() {
        final int before = server.clientCount();
        final WireClient client = client().send(new WireBytes().role("produce"));
        pollUntil("a producer is accepted", () -> server.clientCount() > before);
        return client;
    }

    /** A consumer whose subscriptions are in force: it has seen a message of a queue of its own. */
    WireClient consumer(final WireBytes subscriptions) {
        return consumer(subscriptions, 0);
    }

    WireClient consumer(final WireBytes subscriptions, final int receiveBuffer) {
        final WireClient client = client(receiveBuffer).send(new WireBytes().role("consume")).send(subscriptions);
        settle(client);
        return client;
    }

    /** Returns when the server has worked on all that a consumer has sent, up to a subscription which then ends. */
    void settle(final WireClient client) {
        final String probe = WireClient.PROBE + ++probes;
        client.send(new WireBytes().subscribe(probe));
        final WireClient prober = new WireClient(server.localAddress());
        prober.send(new WireBytes().role("produce"));
        for (int i = 0; i < MOST_POLLS && !client.receive().probe().equals(probe); i++) {
            if (poll() == 0) {
                prober.send(new WireBytes().message(probe, "?"));
                poll(20);
            }
        }
        assertTrue(client.probe().equals(probe), "the subscription was never in force");
        client.send(new WireBytes().unsubscribe(probe));
        prober.close();
        for (int quiet = 0; quiet < 100; quiet = poll() == 0 ? quiet + 1 : 0) {
            Thread.onSpinWait();
        }
        client.receive();
    }

    /** Drives the server and reads until a client has this many messages and answers, or is cut. */
    void receive(final WireClient client, final int count) {
        pollUntil("client receives " + count, () -> {
            client.receive();
            return client.received().size() >= count || client.isEnded();
        });
        poll(10);
        client.receive();
    }

    /** Sends all of it, driving the server in between. */
    void sendAll(final WireClient client, final byte[] bytes) {
        final int[] sent = {0};
        pollUntil("the server takes " + bytes.length + " bytes", () -> {
            final int count = client.trySend(bytes, sent[0], bytes.length - sent[0]);
            sent[0] += Math.max(0, count);
            return sent[0] == bytes.length || count < 0;
        });
    }

    /** Returns when the log has this many messages. */
    void awaitLog(final long ordinal) {
        pollUntil("the log has " + ordinal + " messages", () -> server.log().lastOrdinal() >= ordinal);
    }

    void awaitEnd(final WireClient client) {
        pollUntil("the client is cut", () -> client.receive().isEnded());
    }
}
