package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.DutyCycle;
import io.holdfast.IdleStrategy;
import io.holdfast.Message;
import io.holdfast.Transport;
import io.holdfast.bridge.channel.Cut;
import io.holdfast.bridge.channel.FaultyWaiter;
import io.holdfast.bridge.tls.TlsContext;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A client and a server, whose logins and messages are the work of one thread or of two. All of them are in truth one,
 * which a random number deals out. A thread that parks does nothing until its waiter has a reason to end the wait, or
 * until a time it has set itself; the bound is too long to count. So when all are parked and nothing more happens, all
 * must be done: else a wake-up was lost.
 */
final class ParkingRun implements AutoCloseable {
    private static final long BOUND_NS = TimeUnit.HOURS.toNanos(1);
    private static final int RANDOM_STEPS = 600;
    private static final int MAX_STEPS = 1_000_000;

    private final Random random;
    private final TestPair pair;
    private final List<Runner> runners = new ArrayList<>();
    private final int sendPercent;
    private int sentByClient;
    private int sentByServer;

    ParkingRun(final Path folder, final long seed) {
        this(folder, seed, null, null);
    }

    /** Over TLS, unless the contexts are null. */
    ParkingRun(final Path folder, final long seed, final TlsContext ofServer, final TlsContext ofClient) {
        random = new Random(seed);
        sendPercent = 1 + random.nextInt(12);
        pair = new TestPair(folder);
        if (random.nextBoolean()) {
            pair.network.splitRandomly(seed);
        }
        pair.network.capacity(random.nextBoolean() ? 64 + random.nextInt(1000) : 64 * 1024);
        pair.transport = random.nextBoolean() ? Transport.TCP : Transport.SHM;
        pair.serverOptions = ParkingRun::withoutTimers;
        pair.clientOptions = ParkingRun::withoutTimers;
        pair.atServer.handler = this::reluctant;
        pair.atClient.handler = this::reluctant;
        pair.tlsOfServer = ofServer;
        pair.tlsOfClient = ofClient;
        pair.openServer();
        pair.openClient();
        final DutyCycle group = () -> pair.server.group(0).poll(pair.atServer, 1 + random.nextInt(3));
        if (random.nextBoolean()) {
            runners.add(new Runner(pair.server.parking(BOUND_NS), () -> pair.server.doWork() + group.doWork()));
        } else {
            runners.add(new Runner(pair.server.parking(BOUND_NS, List.of()), () -> pair.server.doWork()));
            runners.add(new Runner(pair.server.group(0).parking(BOUND_NS), group));
        }
        runners.add(new Runner(pair.client.parking(BOUND_NS),
            () -> pair.client.doWork() + pair.atClient().poll(pair.atClient, 1 + random.nextInt(3))));
    }

    private static void withoutTimers(final EndpointContext<?> context) {
        context.heartbeatIntervalNs(2 * BOUND_NS).livenessTimeoutNs(10 * BOUND_NS).loginTimeoutNs(10 * BOUND_NS)
            .socketBufferLength(4096);
    }

    private Action reluctant(final Connection connection, final Message message) {
        return random.nextInt(4) == 0 ? Action.RETRY : Action.CONSUMED;
    }

    /** What one thread does, and whether it is parked. */
    private final class Runner {
        private final Parking parking;
        private final DutyCycle cycle;
        private final FaultyWaiter waiter;
        private boolean isParked;
        private long untilNs;

        Runner(final IdleStrategy idle, final DutyCycle cycle) {
            parking = (Parking) idle;
            this.cycle = cycle;
            waiter = pair.network.waiters().get(pair.network.waiters().size() - 1);
        }

        boolean hasTimer() {
            return isParked && untilNs != Long.MAX_VALUE;
        }

        boolean canGoOn() {
            return !isParked || waiter.isDue() || untilNs <= pair.clock.monotonicNs();
        }

        void step() {
            if (isParked) {
                parking.waiter().await(1);
                parking.endParking();
                isParked = false;
            }
            if (cycle.doWork() > 0) {
                return;
            }
            final long waitNs = parking.beginParking();
            isParked = waitNs > 0;
            untilNs = waitNs == BOUND_NS ? Long.MAX_VALUE : pair.clock.monotonicNs() + waitNs;
            if (!isParked) {
                parking.endParking();
            }
        }
    }

    void run() {
        for (int i = 0; i < RANDOM_STEPS; i++) {
            randomStep();
        }
        finish();
        if (!pair.atServer.received.equals(Way.texts(0, sentByClient))
            || !pair.atClient.received.equals(Way.texts(0, sentByServer))) {
            throw new AssertionError("not as sent over " + pair.transport + ": "
                + pair.atServer.received + " " + pair.atClient.received);
        }
    }

    private void randomStep() {
        final int choice = random.nextInt(100);
        if (choice == 0) {
            pair.network.cutAll(random.nextBoolean() ? Cut.RESET : Cut.END_OF_STREAM);
        } else if (choice == 1) {
            pair.clock.advance(random.nextInt(100) * TestPair.TICK_NS);
        } else if (choice < 2 + sendPercent) {
            TestPair.send(pair.atClient(), "message " + sentByClient++);
        } else if (choice < 2 + 2 * sendPercent) {
            TestPair.send(pair.atServer(), "message " + sentByServer++);
        } else {
            stepAny();
        }
    }

    /** {@return whether anybody could go on} */
    private boolean stepAny() {
        final int first = random.nextInt(runners.size());
        for (int i = 0; i < runners.size(); i++) {
            final Runner runner = runners.get((first + i) % runners.size());
            if (runner.canGoOn()) {
                runner.step();
                return true;
            }
        }
        return false;
    }

    private void finish() {
        for (int i = 0; i < MAX_STEPS; i++) {
            if (stepAny()) {
                continue;
            }
            if (runners.stream().anyMatch(Runner::hasTimer)) {
                pair.clock.advance(TestPair.TICK_NS);
            } else if (pair.atClient().unackedMessages() + pair.atServer().unackedMessages() > 0) {
                throw new AssertionError("all are parked over " + pair.transport + ", but unacked are "
                    + pair.atClient().unackedMessages() + " of the client and " + pair.atServer().unackedMessages()
                    + " of the server; states " + pair.atClient().state() + " " + pair.atServer().state());
            } else {
                return;
            }
        }
        throw new AssertionError("somebody never parks");
    }

    @Override
    public void close() {
        pair.close();
    }
}
