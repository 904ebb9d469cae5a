package io.holdfast.bridge;

import io.holdfast.Connection;
import io.holdfast.Durability;
import io.holdfast.Transport;
import io.holdfast.store.LossyDisk;
import io.holdfast.store.PowerLoss;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;

/**
 * One random run over a connection whose ends lose power, decided by its seed: each on its own over TCP, both at once
 * over shared memory, for then they are on one machine. In the end everything that a sender still has must arrive.
 */
final class PowerLossRun implements AutoCloseable {
    private static final int CALM_POLLS = 5000;

    private final Random random;
    private final StepLog steps = new StepLog();
    private final TestPair pair;
    private final Durability durability;
    private final LossOracle toServer;
    private final LossOracle toClient;
    private final LossSide[] sides;
    private final Machine[] machines;

    PowerLossRun(final Path folder, final long seed) {
        random = new Random(seed * 0x9E3779B97F4A7C15L + 3);
        pair = new TestPair(folder);
        durability = random.nextBoolean() ? Durability.SYNC : Durability.PAGE_CACHE;
        toServer = new LossOracle("C->S", durability);
        toClient = new LossOracle("S->C", durability);
        final RandomSide.RandomSource source = new RandomSide.RandomSource(random, steps);
        final boolean isShared = random.nextBoolean();
        pair.transport = isShared ? Transport.AUTO : Transport.TCP;
        final Machine first = new Machine(folder.resolve("host1"));
        final Machine second = isShared ? first : new Machine(folder.resolve("host2"));
        sides = new LossSide[] {new ServerSide(source, first), new ClientSide(source, second)};
        first.sides = isShared ? sides : new LossSide[] {sides[0]};
        second.sides = isShared ? sides : new LossSide[] {sides[1]};
        machines = isShared ? new Machine[] {first} : new Machine[] {first, second};
    }

    String lastSteps() {
        return steps + "\n  " + durability + " " + toServer + "; " + toClient;
    }

    int sharedSessions() {
        return sides[0].sharedSessions();
    }

    /** Runs all of it. */
    void run() {
        for (int count = 20 + random.nextInt(60); count > 0; count--) {
            attempt(this::step);
        }
        steps.add("calm from here on");
        for (final Machine machine : machines) {
            machine.disk.failAfter(-1);
        }
        openAll();
        for (int i = 0; i < CALM_POLLS && !isQuiet(); i++) {
            pollBoth();
        }
        toServer.check(isQuiet(), "not everything arrived: " + toServer + "; " + toClient);
    }

    private boolean isQuiet() {
        return toServer.isComplete() && toClient.isComplete() && sides[0].isConnected() && sides[1].isConnected()
            && sides[0].connection().unackedMessages() == 0 && sides[1].connection().unackedMessages() == 0;
    }

    private void attempt(final Runnable step) {
        try {
            step.run();
        } catch (final PowerLoss e) {
            steps.add("the power failed");
        }
        for (final Machine machine : machines) {
            if (machine.disk.isLost()) {
                machine.reboot();
            }
        }
    }

    private void step() {
        final LossSide side = sides[random.nextInt(2)];
        final Machine machine = machines[random.nextInt(machines.length)];
        if (!side.isUp()) {
            if (random.nextInt(3) != 0) {
                side.open();
            }
            return;
        }
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4 -> side.send(1 + random.nextInt(random.nextInt(4) == 0 ? 60 : 5), 4000);
            case 5 -> side.send(20 + random.nextInt(60), 100);
            case 6 -> {
                steps.add("loses power");
                machine.disk.fail();
            }
            case 7 -> {
                final int calls = random.nextInt(30);
                steps.add("will lose power after " + calls + " calls");
                machine.disk.failAfter(calls);
            }
            case 8 -> {
                steps.add("the device writes some back");
                machine.disk.writeSomeBack();
            }
            case 9 -> {
                side.note("closes");
                side.stop();
            }
            case 10 -> {
                steps.add("the network is cut");
                pair.network.cutAll();
            }
            default -> poll();
        }
    }

    private void poll() {
        final int rounds = 1 + random.nextInt(random.nextInt(3) == 0 ? 60 : 8);
        final int who = random.nextInt(6);
        for (int i = 0; i < rounds; i++) {
            if (who != 0) {
                sides[0].pollIfUp();
            }
            if (who != 1) {
                sides[1].pollIfUp();
            }
            pair.clock.advance(TestPair.TICK_NS);
        }
    }

    private void pollBoth() {
        sides[0].pollIfUp();
        sides[1].pollIfUp();
        pair.clock.advance(TestPair.TICK_NS);
    }

    private void openAll() {
        for (final LossSide side : sides) {
            if (!side.isUp()) {
                side.open();
            }
        }
    }

    @Override
    public void close() {
        pair.close();
    }

    /** What loses power as a whole. */
    private final class Machine {
        private final Path base;
        private int boots;
        private LossyDisk disk;
        private LossSide[] sides;

        Machine(final Path base) {
            this.base = base;
            try {
                Files.createDirectories(folder());
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
            begin();
        }

        Path folder() {
            return base.resolve("boot" + boots);
        }

        private void begin() {
            disk = new LossyDisk(folder(), base.resolve("boot" + (boots + 1)), random);
        }

        /** Over shared memory nobody is left to hear of it; over TCP the other end sees the connection break. */
        void reboot() {
            pair.network.cutAll();
            for (final LossSide side : sides) {
                side.bury();
            }
            boots++;
            begin();
        }

        <T extends EndpointContext<T>> void options(final T context) {
            context.store(folder()).disk(disk).bootId(new UUID(7, boots)).durability(durability)
                .heartbeatIntervalNs(100 * TestPair.TICK_NS).livenessTimeoutNs(500 * TestPair.TICK_NS)
                .loginTimeoutNs(300 * TestPair.TICK_NS);
        }
    }

    /** The end that listens. */
    private final class ServerSide extends LossSide {
        private final Machine machine;

        ServerSide(final RandomSide.RandomSource source, final Machine machine) {
            super("S", toServer, toClient, source);
            this.machine = machine;
        }

        @Override
        boolean isUp() {
            return pair.server != null;
        }

        @Override
        boolean isPeerUp() {
            return pair.client != null;
        }

        @Override
        Connection connection() {
            return pair.atServer();
        }

        @Override
        void start() {
            pair.serverOptions = context -> {
                machine.options(context);
                context.listener(this);
            };
            pair.openServer();
        }

        @Override
        void stop() {
            pair.closeServer();
        }

        @Override
        void poll() {
            pair.server.doWork();
            pair.server.group(0).poll(this, 1000);
        }
    }

    /** The end that connects. */
    private final class ClientSide extends LossSide {
        private final Machine machine;

        ClientSide(final RandomSide.RandomSource source, final Machine machine) {
            super("C", toClient, toServer, source);
            this.machine = machine;
        }

        @Override
        boolean isUp() {
            return pair.client != null;
        }

        @Override
        boolean isPeerUp() {
            return pair.server != null;
        }

        @Override
        Connection connection() {
            return pair.atClient();
        }

        @Override
        void start() {
            pair.clientOptions = context -> {
                machine.options(context);
                context.listener(this).backoffNs(5 * TestPair.TICK_NS, 50 * TestPair.TICK_NS);
            };
            pair.openClient();
        }

        @Override
        void stop() {
            pair.closeClient();
        }

        @Override
        void poll() {
            pair.client.doWork();
            pair.atClient().poll(this, 1000);
        }
    }
}
