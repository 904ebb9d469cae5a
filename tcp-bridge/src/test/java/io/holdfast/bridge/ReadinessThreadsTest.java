package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Clock;
import io.holdfast.Connection;
import io.holdfast.DutyCycle;
import io.holdfast.DutyCycleRunner;
import io.holdfast.IdleStrategy;
import io.holdfast.MessageHandler;
import io.holdfast.SystemClock;
import io.holdfast.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Threads send on the connections of a large group, which fall asleep all the time and are polled by turns only after
 * hours: the clock runs fast, so that they fall asleep soon.
 */
@Timeout(120)
class ReadinessThreadsTest {
    private static final int PEERS = 24;
    private static final int SENDERS = 3;
    private static final int MESSAGES = 4000;
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final int SPEED = 50;
    private static final Clock FAST = new Clock() {
        @Override
        public long monotonicNs() {
            return SPEED * SystemClock.INSTANCE.monotonicNs();
        }

        @Override
        public long epochNs() {
            return SystemClock.INSTANCE.epochNs();
        }
    };

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<DutyCycleRunner> runners = new ArrayList<>();
    private final List<Future<?>> running = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final AtomicInteger receivedByServer = new AtomicInteger();
    private final AtomicInteger receivedByClients = new AtomicInteger();
    private Server server;

    @AfterEach
    void stop() throws Exception {
        runners.forEach(DutyCycleRunner::close);
        for (final Future<?> one : running) {
            one.get();
        }
        clients.forEach(Client::close);
        server.close();
        threads.shutdown();
    }

    private <T extends EndpointContext<T>> T patient(final T context, final String name, final Transport transport) {
        return context.name(name).store(folder.resolve(name)).clock(FAST).heartbeatIntervalNs(100 * HOUR_NS)
            .livenessTimeoutNs(500 * HOUR_NS).cycleSize(256 * 1024).maxMessageLength(4096).transport(transport);
    }

    private void open(final Transport transport) throws IOException {
        server = Server.open(patient(new ServerContext(), "S", transport)
            .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        for (int i = 0; i < PEERS; i++) {
            clients.add(Client.open(patient(new ClientContext().remoteName("S").endpoint(server.localAddress()),
                "C" + i, transport)));
        }
    }

    private void run(final DutyCycle cycle, final IdleStrategy idle) {
        final DutyCycleRunner runner = new DutyCycleRunner(cycle, idle);
        runners.add(runner);
        running.add(threads.submit(runner));
    }

    private int pollClients(final MessageHandler handler) {
        int workCount = 0;
        for (final Client client : clients) {
            workCount += client.doWork() + client.connection().poll(handler, 10);
        }
        return workCount;
    }

    private static MessageHandler counting(final AtomicInteger counter) {
        return (connection, message) -> {
            if ((message.index() + message.attempt()) % 8 == 0) {
                return Action.RETRY;
            }
            counter.incrementAndGet();
            return Action.CONSUMED;
        };
    }

    @ParameterizedTest
    @CsvSource({"TCP, true", "TCP, false", "SHM, true", "SHM, false"})
    void nobodyIsLeftAsleepWhileThereIsWorkForIt(final Transport transport, final boolean isParking) throws Exception {
        final long seed = Long.getLong("holdfast.seed", 1);
        open(transport);
        final MessageHandler atServer = counting(receivedByServer);
        final IdleStrategy yielding = IdleStrategy.yielding();
        run(server::doWork, isParking ? server.parking(HOUR_NS, List.of()) : yielding);
        run(() -> server.group(0).poll(atServer, 10), isParking ? server.group(0).parking(HOUR_NS) : yielding);
        run(() -> pollClients(counting(receivedByClients)), yielding);
        await(() -> server.connectionCount() == PEERS);
        final List<Connection> senders = new ArrayList<>(clients.stream().map(Client::connection).toList());
        for (int i = 0; i < PEERS; i++) {
            senders.add(server.connection("C" + i));
        }

        final List<Future<?>> sending = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            final long ownSeed = seed * SENDERS + i;
            sending.add(threads.submit(() -> sendAtRandomTimes(senders, ownSeed)));
        }

        await(() -> sending.stream().allMatch(Future::isDone));
        for (final Future<?> one : sending) {
            one.get();
        }
        await(() -> senders.stream().allMatch(connection -> connection.unackedMessages() == 0));
        assertEquals(SENDERS * MESSAGES, receivedByServer.get() + receivedByClients.get(), "seed=" + seed);
    }

    /** Now and then it waits until its message is acked, so that the connection falls asleep meanwhile or then. */
    private static void sendAtRandomTimes(final List<Connection> senders, final long seed) {
        final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < MESSAGES; i++) {
            final Connection connection = senders.get(random.nextInt(senders.size()));
            final long index = connection.offer(1, new byte[8], 0, 8);
            assertEquals("INDEX", Connection.resultName(index));
            while (random.nextInt(4) == 0 && connection.ackedIndex() < index) {
                Thread.onSpinWait();
            }
            if (random.nextInt(16) == 0) {
                while (connection.ackedIndex() < index) {
                    Thread.yield();
                }
            }
        }
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
}
