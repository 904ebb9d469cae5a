package io.holdfast.bridge;

import io.holdfast.Connection;
import io.holdfast.Refusal;
import io.holdfast.bridge.channel.Cut;
import io.holdfast.bridge.channel.Direction;
import io.holdfast.bridge.tls.TlsContext;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * One random run over a connection, decided by its seed alone: sends, polls, acks, faults of the network and deaths of
 * both sides, then a calm end in which everything must arrive.
 */
final class RandomRun implements AutoCloseable {
    private static final long NO_CUT = Long.MAX_VALUE / 2;
    private static final int WIDE = 64 * 1024;
    private static final int CALM_POLLS = 20_000;

    private final Random random;
    private final StepLog steps = new StepLog();
    private final TestPair pair;
    private final DirectionOracle toServer;
    private final DirectionOracle toClient;
    private final RandomSide server;
    private final RandomSide client;
    private final RandomSide[] sides;

    RandomRun(final Path folder, final long seed) {
        random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        pair = new TestPair(folder);
        toServer = new DirectionOracle("C->S", seed);
        toClient = new DirectionOracle("S->C", seed);
        final RandomSide.RandomSource source = new RandomSide.RandomSource(random, steps);
        server = new ServerSide(source);
        client = new ClientSide(source);
        sides = new RandomSide[] {server, client};
    }

    /** Has all sockets speak TLS. */
    RandomRun over(final TlsContext ofServer, final TlsContext ofClient) {
        pair.tlsOfServer = ofServer;
        pair.tlsOfClient = ofClient;
        return this;
    }

    /** Has both sides prove a secret. */
    RandomRun proving(final byte[] secret) {
        pair.secret = secret;
        return this;
    }

    /** {@return what happened last} */
    String lastSteps() {
        return steps + "\n  " + toServer + "; " + toClient;
    }

    /** {@return how many sessions the client had} */
    int sessions() {
        return client.sessions();
    }

    /** {@return how many of them went over shared memory} */
    int sharedSessions() {
        return client.sharedSessions();
    }

    /** Runs all of it. */
    void run() {
        if (random.nextInt(3) == 0) {
            pair.network.splitRandomly(random.nextLong());
        }
        if (random.nextInt(3) == 0) {
            pair.network.capacity(1 + random.nextInt(500));
        }
        final int count = 20 + random.nextInt(120);
        for (int i = 0; i < count; i++) {
            step();
        }
        endCalmly();
    }

    private void step() {
        final RandomSide side = sides[random.nextInt(2)];
        if (!side.isUp()) {
            if (random.nextInt(4) != 0) {
                side.open();
            }
            return;
        }
        final int kind = random.nextInt(100);
        if (kind < 30) {
            send(side);
        } else if (kind < 70) {
            poll();
        } else if (kind < 78) {
            side.handler.ackLater(side.connection());
        } else if (kind < 90) {
            disturbNetwork();
        } else if (kind < 93) {
            passTime();
        } else {
            disturb(side);
        }
    }

    private void send(final RandomSide side) {
        final Connection connection = side.connection();
        if (random.nextInt(30) == 0 && connection.remoteName() != null) {
            side.dieWithin(() -> side.sends.offer(connection));
            return;
        }
        if (random.nextInt(12) == 0) {
            side.sends.offerLong(connection, 16);
        }
        final int count = random.nextInt(6) == 0 ? 30 : 3;
        for (int i = random.nextInt(count); i >= 0; i--) {
            switch (random.nextInt(6)) {
                case 0 -> side.sends.batch(connection, 0);
                case 1 -> side.sends.claim(connection);
                default -> side.sends.offer(connection);
            }
        }
        side.check();
    }

    private void poll() {
        final int rounds = 1 + random.nextInt(random.nextInt(3) == 0 ? 60 : 6);
        final int limit = switch (random.nextInt(4)) {
            case 0 -> random.nextInt(4);
            case 1 -> random.nextInt(20);
            default -> 1000;
        };
        final int who = random.nextInt(4);
        final long tickNs = random.nextBoolean() ? TestPair.TICK_NS : TestPair.TICK_NS / 40;
        steps.add("polls " + rounds + " times, limit " + limit + ", who " + who);
        for (int i = 0; i < rounds; i++) {
            if (who != 0) {
                pollOnce(server, limit);
            }
            if (who != 1) {
                pollOnce(client, limit);
            }
            pair.clock.advance(tickNs);
        }
    }

    private void pollOnce(final RandomSide side, final int limit) {
        if (side.isUp() && random.nextInt(8) != 0) {
            side.work();
        }
        if (side.isUp() && random.nextInt(8) != 0) {
            side.poll(limit);
        }
    }

    private void disturbNetwork() {
        final Direction direction = Direction.values()[random.nextInt(2)];
        final Cut cut = Cut.values()[random.nextInt(Cut.values().length)];
        final boolean isOn = random.nextInt(3) == 0;
        final int bytes = 1 + random.nextInt(random.nextBoolean() ? 1000 : 50_000);
        final int kind = random.nextInt(8);
        steps.add("network " + kind + " " + direction + " " + cut + " " + isOn + " " + bytes);
        switch (kind) {
            case 0 -> pair.network.cutAll(cut);
            case 1, 2 -> {
                pair.network.plannedCut(cut);
                pair.network.cutAfterTotal(direction, bytes);
            }
            case 3 -> pair.network.cutAfter(direction, bytes);
            case 4 -> pair.network.stall(direction, isOn);
            case 5 -> pair.network.refuse(isOn);
            case 6 -> pair.network.blackHole(isOn);
            default -> {
                if (isOn) {
                    pair.network.splitRandomly(bytes);
                } else {
                    pair.network.splitNever();
                }
            }
        }
    }

    private void passTime() {
        switch (random.nextInt(4)) {
            case 0 -> passTime(random.nextInt(700) * TestPair.TICK_NS);
            case 1 -> passTime(TimeUnit.HOURS.toNanos(random.nextInt(30)));
            case 2 -> stepWallClock(TimeUnit.HOURS.toNanos(random.nextInt(60) - 30));
            default -> stepWallClock((random.nextInt(2000) - 1000) * TestPair.TICK_NS);
        }
    }

    private void passTime(final long ns) {
        steps.add("time passes: " + TimeUnit.NANOSECONDS.toMillis(ns) + " ms");
        pair.clock.advance(ns);
    }

    private void stepWallClock(final long ns) {
        steps.add("the wall clock steps by " + TimeUnit.NANOSECONDS.toMillis(ns) + " ms");
        pair.clock.stepWallClock(ns);
    }

    private void disturb(final RandomSide side) {
        switch (random.nextInt(6)) {
            case 0, 1 -> side.bury(side.kill().store());
            case 2 -> side.closeInOrder();
            case 3 -> side.closeConnection();
            default -> {
                side.note("disconnects");
                side.survive(side.connection()::disconnect);
                side.check();
            }
        }
    }

    private void endCalmly() {
        steps.add("calm from here on");
        if (pair.network.capacity() < WIDE) {
            pair.network.capacity(WIDE);
            pair.network.cutAll();
        }
        pair.network.splitNever();
        pair.network.refuse(false);
        pair.network.blackHole(false);
        for (final Direction direction : Direction.values()) {
            pair.network.stall(direction, false);
            pair.network.cutAfter(direction, NO_CUT);
            pair.network.cutAfterTotal(direction, NO_CUT);
        }
        for (final RandomSide side : sides) {
            side.handler.calm();
            if (side.isUp() && side.handler.isHalted()) {
                side.closeInOrder();
            }
            if (!side.isUp()) {
                side.open();
            }
        }
        pollUntilComplete();
        for (int i = 0; i < 20; i++) {
            pollBoth();
        }
        for (final RandomSide side : sides) {
            side.checkDisk();
        }
    }

    private void pollUntilComplete() {
        for (int i = 0; i < CALM_POLLS; i++) {
            if (toServer.isComplete() && toClient.isComplete() && server.isConnected() && client.isConnected()) {
                return;
            }
            pollBoth();
        }
        throw new AssertionError("not everything was delivered and acked in the end");
    }

    private void pollBoth() {
        for (final RandomSide side : sides) {
            side.work();
            side.poll(1000);
            side.handler.ackAll(side.connection());
        }
        pair.clock.advance(TestPair.TICK_NS);
    }

    @Override
    public void close() {
        pair.close();
        server.close();
        client.close();
    }

    /** The side that listens. */
    private final class ServerSide extends RandomSide {
        ServerSide(final RandomSource source) {
            super("S", RandomRun.this.pair, toServer, toClient, source);
        }

        @Override
        boolean isUp() {
            return pair.server != null;
        }

        @Override
        Connection connection() {
            return pair.atServer();
        }

        @Override
        void start() {
            pair.serverOptions = this::options;
            pair.openServer();
        }

        @Override
        void stop() {
            pair.closeServer();
        }

        @Override
        int doWork() {
            return pair.server.doWork();
        }

        @Override
        int pollOnce(final int limit) {
            return pair.server.group(0).poll(handler, limit);
        }

        @Override
        void closeConnection() {
            note("closes its connection");
            survive(connection()::close);
            restarted();
        }

        /** A try that the client gave up long ago may come to be read after the next one. */
        @Override
        boolean isRefusalExpected(final Refusal.Code code) {
            return code == Refusal.Code.ALREADY_LOGGED_ON;
        }

        @Override
        Path store() {
            return pair.serverStore();
        }
    }

    /** The side that connects. */
    private final class ClientSide extends RandomSide {
        ClientSide(final RandomSource source) {
            super("C", RandomRun.this.pair, toClient, toServer, source);
        }

        @Override
        boolean isUp() {
            return pair.client != null;
        }

        @Override
        Connection connection() {
            return pair.atClient();
        }

        @Override
        void start() {
            final boolean isNameOpen = random.nextInt(6) == 0 && pair.secret == null;
            pair.clientOptions = context -> {
                options(context);
                context.backoffNs(5 * TestPair.TICK_NS, 50 * TestPair.TICK_NS).jitterSeed(random.nextLong());
                if (isNameOpen) {
                    context.remoteName(null);
                }
            };
            pair.openClient();
        }

        @Override
        void stop() {
            pair.closeClient();
        }

        @Override
        int doWork() {
            return pair.client.doWork();
        }

        @Override
        int pollOnce(final int limit) {
            return pair.atClient().poll(handler, limit);
        }

        @Override
        void closeConnection() {
            note("closes its connection, then itself");
            survive(connection()::close);
            for (int i = 0; i < 10; i++) {
                doWork();
                incoming.same("messages delivered by a closed connection", 0, pollOnce(1000));
                pair.clock.advance(TestPair.TICK_NS);
            }
            survive(this::stop);
            restarted();
        }

        @Override
        boolean isRefusalExpected(final Refusal.Code code) {
            return false;
        }

        @Override
        Path store() {
            return pair.clientStore();
        }
    }
}
