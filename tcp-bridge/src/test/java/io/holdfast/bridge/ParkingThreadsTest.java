package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.ConnectionListener;
import io.holdfast.DutyCycle;
import io.holdfast.DutyCycleRunner;
import io.holdfast.IdleStrategy;
import io.holdfast.MessageHandler;
import io.holdfast.ResumeReport;
import io.holdfast.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Real threads over real sockets, parked for an hour unless somebody wakes them. */
@Timeout(120)
class ParkingThreadsTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final int ROUNDS = 100;
    private static final int MESSAGES = 20_000;
    private static final MessageHandler CONSUME = (connection, message) -> Action.CONSUMED;
    private static final MessageHandler ECHO = (connection, message) ->
        connection.reply(message.index(), 1, message.payload(), 0, message.length()) > 0
            ? Action.CONSUMED : Action.RETRY;

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<DutyCycleRunner> runners = new ArrayList<>();
    private final List<Future<?>> running = new ArrayList<>();
    private final List<Parking> parkings = new ArrayList<>();
    private final Semaphore sessionsAtServer = new Semaphore(0);
    private final Semaphore sessionsAtClient = new Semaphore(0);
    private final Semaphore received = new Semaphore(0);
    private final Semaphore answered = new Semaphore(0);
    private Transport transport;
    private Server server;
    private Client client;

    @AfterEach
    void stop() throws Exception {
        runners.forEach(DutyCycleRunner::close);
        for (final Future<?> one : running) {
            one.get();
        }
        if (client != null) {
            client.close();
        }
        server.close();
        threads.shutdown();
    }

    private <T extends EndpointContext<T>> T patient(final T context, final Semaphore sessions) {
        return context.heartbeatIntervalNs(2 * HOUR_NS).livenessTimeoutNs(10 * HOUR_NS).cycleSize(256 * 1024)
            .maxMessageLength(4096).transport(transport).listener(new ConnectionListener() {
                @Override
                public void onConnected(final Connection connection, final ResumeReport report) {
                    sessions.release();
                }
            });
    }

    private void openServer() throws IOException {
        server = Server.open(patient(new ServerContext().name("S").store(folder.resolve("server"))
            .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), sessionsAtServer));
    }

    private void openClient() {
        client = Client.open(patient(new ClientContext().name("C").remoteName("S").endpoint(server.localAddress())
            .store(folder.resolve("client")).backoffNs(1000, 1_000_000), sessionsAtClient));
    }

    private void run(final DutyCycle cycle, final IdleStrategy idle) {
        parkings.add(((Parking) idle).idleCycles(2, 2));
        final DutyCycleRunner runner = new DutyCycleRunner(cycle, idle);
        runners.add(runner);
        running.add(threads.submit(runner));
    }

    private void runServer(final MessageHandler handler) {
        run(() -> server.doWork() + server.group(0).poll(handler, 100), server.parking(HOUR_NS));
    }

    private void runServerOnTwoThreads(final MessageHandler handler) {
        run(server::doWork, server.parking(HOUR_NS, List.of()));
        run(() -> server.group(0).poll(handler, 100), server.group(0).parking(HOUR_NS));
    }

    private void runClient(final MessageHandler handler) {
        run(() -> client.doWork() + client.connection().poll(handler, 100), client.parking(HOUR_NS));
    }

    private MessageHandler counting(final Semaphore counter, final MessageHandler handler) {
        return (connection, message) -> {
            final Action action = handler.onMessage(connection, message);
            if (action == Action.CONSUMED) {
                counter.release();
            }
            return action;
        };
    }

    private static void await(final Semaphore what, final int count) throws InterruptedException {
        assertTrue(what.tryAcquire(count, 60, TimeUnit.SECONDS), "only " + what.availablePermits() + " of " + count);
    }

    private void await(final BooleanSupplier condition) throws Exception {
        while (!condition.getAsBoolean()) {
            for (final Future<?> one : running) {
                if (one.isDone()) {
                    one.get();
                }
            }
            Thread.yield();
        }
    }

    private void awaitAllParked() throws Exception {
        await(() -> parkings.stream().allMatch(Parking::isParked));
    }

    private static void offer(final Connection connection) {
        assertTrue(connection.offer(1, new byte[8], 0, 8) > 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "SHM"})
    void offersOfOtherThreadsAndMessagesFromTheNetworkWakeParkedThreads(final Transport used) throws Exception {
        transport = used;
        openServer();
        openClient();
        runServer(counting(received, CONSUME));
        runClient(counting(answered, CONSUME));
        await(sessionsAtClient, 1);

        for (int i = 0; i < ROUNDS; i++) {
            awaitAllParked();
            offer(client.connection());
            await(received, 1);
            awaitAllParked();
            offer(server.connection("C"));
            await(answered, 1);
        }

        await(() -> client.connection().unackedMessages() + server.connection("C").unackedMessages() == 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "SHM"})
    void aNewLoginWakesAParkedServerAndIsHandedToAParkedGroup(final Transport used) throws Exception {
        transport = used;
        openServer();
        runServerOnTwoThreads(counting(received, ECHO));
        awaitAllParked();

        openClient();
        runClient(counting(answered, CONSUME));

        await(sessionsAtServer, 1);
        await(sessionsAtClient, 1);
        for (int i = 0; i < ROUNDS; i++) {
            awaitAllParked();
            offer(client.connection());
            await(answered, 1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "SHM"})
    void aSessionThatEndsIsFollowedByTheNextWithoutAnybodysBound(final Transport used) throws Exception {
        transport = used;
        openServer();
        openClient();
        runServerOnTwoThreads((connection, message) -> {
            connection.disconnect();
            return Action.CONSUMED;
        });
        runClient(CONSUME);

        for (int i = 1; i <= 20; i++) {
            await(sessionsAtClient, 1);
            awaitAllParked();
            offer(client.connection());
        }

        await(sessionsAtClient, 1);
        await(sessionsAtServer, 21);
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "SHM"})
    void aClientThatComesAgainTakesOverFromItsFormerSelf(final Transport used) throws Exception {
        transport = used;
        openServer();
        runServerOnTwoThreads(counting(received, CONSUME));
        openClient();
        runClient(CONSUME);
        await(sessionsAtServer, 1);
        awaitAllParked();
        runners.get(2).close();
        running.get(2).get();
        parkings.remove(2);
        client.close();

        openClient();
        runClient(CONSUME);
        await(sessionsAtServer, 1);
        awaitAllParked();
        offer(client.connection());

        await(received, 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "SHM"})
    void closingTheRunnersEndsParkedThreads(final Transport used) throws Exception {
        transport = used;
        openServer();
        openClient();
        runServerOnTwoThreads(CONSUME);
        runClient(CONSUME);
        await(sessionsAtServer, 1);
        awaitAllParked();

        runners.forEach(DutyCycleRunner::close);

        for (final Future<?> one : running) {
            one.get(60, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "SHM"})
    void nothingIsLeftLyingWhenAllParkAtEveryChance(final Transport used) throws Exception {
        transport = used;
        final long seed = Long.getLong("holdfast.seed", 1);
        openServer();
        openClient();
        runServerOnTwoThreads(counting(received, ECHO));
        runClient(counting(answered, CONSUME));
        parkings.forEach(parking -> parking.idleCycles(0, 0));
        await(sessionsAtServer, 1);
        final AtomicInteger senders = new AtomicInteger();
        final List<Future<?>> sending = new ArrayList<>();
        for (final Connection connection : List.of(client.connection(), server.connection("C"))) {
            final long ownSeed = seed * 2 + senders.getAndIncrement();
            sending.add(threads.submit(() -> sendAtRandomTimes(connection, ownSeed)));
        }

        for (final Future<?> one : sending) {
            one.get();
        }
        await(received, MESSAGES);
        await(answered, 2 * MESSAGES);
        await(() -> client.connection().unackedMessages() + server.connection("C").unackedMessages() == 0);
        assertEquals(0, received.availablePermits() + answered.availablePermits(), "seed=" + seed);
    }

    /** Now and then it lets the other side catch up, so that all park. */
    private static void sendAtRandomTimes(final Connection connection, final long seed) {
        final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < MESSAGES; i++) {
            offer(connection);
            for (int pause = random.nextInt(3) == 0 ? random.nextInt(2000) : 0; pause > 0; pause--) {
                Thread.onSpinWait();
            }
            if (random.nextInt(8) == 0) {
                while (connection.unackedMessages() > 0) {
                    Thread.onSpinWait();
                }
            }
        }
    }
}
