package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.Message;
import io.holdfast.MessageHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Real threads and real sockets: one thread serves logins, another polls, others send. Loops end by a condition. */
@Timeout(60)
class ThreadsTest {
    private static final int MESSAGES = 2000;

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> loops = new ArrayList<>();
    private final AtomicBoolean isDone = new AtomicBoolean();
    private Server server;

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private void openServer(final int groups) throws IOException {
        server = Server.open(new ServerContext().name("S").store(folder.resolve("server")).groups(groups)
            .groupSelector((name, count) -> name.charAt(name.length() - 1) % count)
            .listen(new InetSocketAddress("127.0.0.1", 0)).cycleSize(256 * 1024).maxMessageLength(4096));
    }

    private Client openClient(final String name) {
        return Client.open(new ClientContext().name(name).remoteName("S").endpoint(server.localAddress())
            .store(folder.resolve(name)).cycleSize(256 * 1024).maxMessageLength(4096).backoffNs(1000, 1_000_000));
    }

    private void loop(final Runnable dutyCycle) {
        loops.add(threads.submit(() -> {
            while (!isDone.get()) {
                dutyCycle.run();
                Thread.onSpinWait();
            }
        }));
    }

    private void poll(final int group, final MessageHandler handler) {
        loop(() -> server.group(group).poll(handler, 100));
    }

    /** Drives clients on the calling thread until something holds. */
    private void driveUntil(final BooleanSupplier condition, final Client... clients) throws Exception {
        while (!condition.getAsBoolean()) {
            for (final Client client : clients) {
                client.doWork();
                client.connection().poll((connection, message) -> Action.CONSUMED, 100);
            }
            for (final Future<?> loop : loops) {
                if (loop.isDone()) {
                    loop.get();
                }
            }
        }
    }

    private void finish(final Client... clients) throws Exception {
        isDone.set(true);
        for (final Future<?> loop : loops) {
            loop.get();
        }
        for (final Client client : clients) {
            client.close();
        }
        server.close();
    }

    private static void send(final Connection connection, final String text) {
        final byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        assertTrue(connection.offer(1, payload, 0, payload.length) > 0);
    }

    private static String text(final Message message) {
        final byte[] payload = new byte[message.length()];
        message.copyTo(payload, 0);
        return new String(payload, StandardCharsets.UTF_8);
    }

    @Test
    void loginsOnOneThreadHandOverToThePollingThreadAgainAndAgain() throws Exception {
        openServer(1);
        final List<String> received = new ArrayList<>();
        final AtomicReference<Thread> pollingThread = new AtomicReference<>();
        final AtomicInteger strangers = new AtomicInteger();
        loop(server::doWork);
        poll(0, (connection, message) -> {
            if (!pollingThread.compareAndSet(null, Thread.currentThread())
                && pollingThread.get() != Thread.currentThread()) {
                strangers.incrementAndGet();
            }
            received.add(text(message));
            return Action.CONSUMED;
        });
        final Client client = openClient("C0");

        for (int i = 0; i < MESSAGES; i++) {
            send(client.connection(), "message " + i);
            if (i % 50 == 25) {
                driveUntil(() -> client.connection().state() == ConnectionState.CONNECTED, client);
                client.connection().disconnect();
            }
        }
        driveUntil(() -> client.connection().unackedMessages() == 0, client);

        finish(client);
        assertEquals(Way.texts(0, MESSAGES), received);
        assertEquals(0, strangers.get());
        assertTrue(client.connection().stats().sessions() > MESSAGES / 50);
    }

    @Test
    void twoGroupsAreServedByTwoThreads() throws Exception {
        openServer(2);
        final List<List<String>> received = List.of(new ArrayList<>(), new ArrayList<>());
        loop(server::doWork);
        for (int i = 0; i < 2; i++) {
            final List<String> own = received.get(i);
            poll(i, (connection, message) -> {
                own.add(text(message));
                return TestPair.reply(connection, message.index(), "answer") > 0 ? Action.CONSUMED : Action.RETRY;
            });
        }
        final Client[] clients = {openClient("C0"), openClient("C1")};
        for (int i = 0; i < MESSAGES; i++) {
            send(clients[0].connection(), "message " + i);
            send(clients[1].connection(), "message " + i);
        }
        driveUntil(() -> clients[0].connection().stats().received() == MESSAGES
            && clients[1].connection().stats().received() == MESSAGES, clients);

        finish(clients);
        assertEquals(Way.texts(0, MESSAGES), received.get(0));
        assertEquals(Way.texts(0, MESSAGES), received.get(1));
    }

    @Test
    void manyThreadsSendWhileOnePolls() throws Exception {
        openServer(1);
        final List<List<String>> received = IntStream.range(0, 4).mapToObj(i -> (List<String>) new ArrayList<String>())
            .toList();
        loop(server::doWork);
        poll(0, (connection, message) -> {
            received.get(message.type()).add(text(message));
            return Action.CONSUMED;
        });
        final Client client = openClient("C0");
        final List<Future<?>> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            final int type = i;
            senders.add(threads.submit(() -> IntStream.range(0, MESSAGES).forEach(n -> {
                final byte[] payload = ("message " + n).getBytes(StandardCharsets.UTF_8);
                assertTrue(client.connection().offer(type, payload, 0, payload.length) > 0);
            })));
        }

        driveUntil(() -> senders.stream().allMatch(Future::isDone) && client.connection().unackedMessages() == 0,
            client);

        for (final Future<?> sender : senders) {
            sender.get();
        }
        finish(client);
        received.forEach(own -> assertEquals(Way.texts(0, MESSAGES), own));
    }

    @Test
    void connectionsThatTheirThreadClosesAreOpenedAnewByTheLoginThread() throws Exception {
        openServer(1);
        final List<String> received = new ArrayList<>();
        loop(server::doWork);
        poll(0, (connection, message) -> {
            received.add(text(message));
            if (message.ordinal() % 10 == 0) {
                connection.close();
            }
            return Action.CONSUMED;
        });
        final Client client = openClient("C0");

        for (int i = 0; i < 300; i++) {
            send(client.connection(), "message " + i);
        }
        driveUntil(() -> client.connection().unackedMessages() == 0, client);

        finish(client);
        assertEquals(Way.texts(0, 300), received);
    }
}
