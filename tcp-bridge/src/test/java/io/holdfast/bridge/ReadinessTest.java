package io.holdfast.bridge;

import io.holdfast.AckMode;
import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.Transport;
import io.holdfast.bridge.channel.FaultyWaiter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A connection of a large group sleeps until there is work for it, whoever brings that. */
class ReadinessTest {
    private static final int SEEDS = Integer.getInteger("holdfast.seeds", 20);

    @TempDir
    Path folder;
    private ManyPeers peers;

    private void open(final Transport transport) {
        peers = new ManyPeers(folder, transport, new ServerContext());
    }

    @AfterEach
    void close() {
        if (peers != null) {
            peers.close();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void whoHasNothingToSayIsNotPolled(final Transport transport) {
        open(transport);

        peers.pollWithoutTime();

        assertEquals(0, peers.server.group(0).awakeCount());
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void itsPeersMessagesWakeIt(final Transport transport) {
        open(transport);
        TestPair.send(peers.atClient(3), "a");
        TestPair.send(peers.atClient(17), "b");

        peers.pollWithoutTime();

        assertEquals(List.of("a", "b"), peers.atServer.received.stream().sorted().toList());
        assertEquals(0, peers.atClient(3).unackedMessages());
        assertTrue(peers.server.group(0).awakeCount() <= 2);
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void anOfferWakesItAndSoDoesTheAck(final Transport transport) {
        open(transport);
        TestPair.send(peers.atServer(5), "a");

        peers.pollWithoutTime();

        assertEquals(List.of("a"), peers.atClients.get(5).received);
        peers.pollUntil("acked", () -> peers.atServer(5).unackedMessages() == 0);
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void anAckByTheUserWakesIt(final Transport transport) {
        peers = new ManyPeers(folder, transport, new ServerContext().ackMode(AckMode.MANUAL));
        peers.atServer.handler = (connection, message) -> Action.DEFER;
        final long index = TestPair.send(peers.atClient(2), "a");
        peers.pollUntil("received and asleep", () -> peers.atServer.received.size() == 1
            && peers.server.group(0).awakeCount() == 0);

        peers.atServer(2).ack(index);
        peers.pollWithoutTime();

        assertEquals(0, peers.atClient(2).unackedMessages());
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void aHandlerThatThrowsKeepsNobodyAsleep(final Transport transport) {
        open(transport);
        final List<String> poison = new ArrayList<>();
        peers.atServer.handler = (connection, message) -> {
            if (connection.remoteName().equals("C1") || connection.remoteName().equals("C9")) {
                poison.add(connection.remoteName());
                throw new IllegalStateException("as planned");
            }
            return Action.CONSUMED;
        };
        for (int i = 0; i < ManyPeers.COUNT; i++) {
            TestPair.send(peers.atClient(i), "from " + i);
            peers.pollClient(i);
        }

        for (int i = 0; i < 100; i++) {
            try {
                peers.pollServer();
            } catch (final IllegalStateException asPlanned) {
                assertEquals("as planned", asPlanned.getMessage());
            }
        }

        assertEquals(ManyPeers.COUNT - 2, peers.atServer.received.size());
        assertTrue(Collections.frequency(poison, "C1") > 10, poison::toString);
        assertTrue(Collections.frequency(poison, "C9") > 10, poison::toString);
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void whatTheHandlerDidNotTakeIsOfferedAgain(final Transport transport) {
        open(transport);
        peers.atServer.handler = (connection, message) -> Action.RETRY;
        TestPair.send(peers.atClient(4), "a");
        peers.pollUntil("offered often", () -> peers.atServer(4).stats().retries() > 100);

        peers.atServer.handler = (connection, message) -> Action.CONSUMED;
        peers.pollWithoutTime();

        assertEquals(List.of("a"), peers.atServer.received);
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void idleSessionsLiveOnAndSilentPeersAreNoticed(final Transport transport) {
        open(transport);
        for (int i = 0; i < 300; i++) {
            peers.poll();
            peers.clock.advance(TimeUnit.MILLISECONDS.toNanos(100));
        }
        assertEquals(List.of(), peers.atServer.disconnects);

        for (int i = 0; i < 150; i++) {
            peers.pollServer();
            for (int number = 1; number < ManyPeers.COUNT; number++) {
                peers.pollClient(number);
            }
            peers.clock.advance(TimeUnit.MILLISECONDS.toNanos(100));
        }

        assertEquals(List.of(DisconnectReason.PEER_TIMEOUT), peers.atServer.disconnects);
        assertEquals(ConnectionState.DISCONNECTED, peers.atServer(0).state());
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void theEndOfASessionAndTheNextLoginWakeIt(final Transport transport) {
        open(transport);
        peers.atClient(7).disconnect();

        peers.pollServer();
        peers.pollServer();

        assertEquals(1, peers.atServer.disconnects.size());
        peers.pollUntil("connected again", () -> peers.atServer.reports.size() == ManyPeers.COUNT + 1
            && peers.atClients.get(7).reports.size() == 2);
        TestPair.send(peers.atServer(7), "a");
        peers.pollUntil("received", () -> peers.atClients.get(7).received.equals(List.of("a")));
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void aThreadThatParksIsWokenByAnyOfThem(final Transport transport) {
        open(transport);
        final Parking parking = (Parking) peers.server.parking(TimeUnit.MILLISECONDS.toNanos(100));
        final FaultyWaiter waiter = peers.network.waiters().get(peers.network.waiters().size() - 1);
        peers.pollUntil("asleep on the new waiter", () -> {
            final boolean isAsleep = parking.beginParking() > 0 && peers.server.group(0).awakeCount() == 0;
            parking.endParking();
            return isAsleep;
        });
        assertTrue(parking.beginParking() > 0);

        TestPair.send(peers.atServer(11), "a");

        assertEquals(1, waiter.wakes());
        parking.endParking();
        peers.pollWithoutTime();
        assertEquals(List.of("a"), peers.atClients.get(11).received);
        peers.pollUntil("asleep", () -> peers.server.group(0).awakeCount() == 0);
        waiter.look();
        peers.pollServer();
        assertTrue(parking.beginParking() > 0);
        TestPair.send(peers.atClient(12), "b");
        peers.pollClient(12);
        assertTrue(waiter.isDue());
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void aPollWithinTheHandlerIsRefused(final Transport transport) {
        open(transport);
        peers.atServer.handler = (connection, message) -> {
            peers.server.group(0).poll(peers.atServer, 1);
            return Action.CONSUMED;
        };
        TestPair.send(peers.atClient(4), "a");

        assertThrows(IllegalStateException.class, () -> peers.pollUntil("thrown", () -> false));
        assertFalse(peers.atServer.received.contains("a"));
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = {"TCP", "SHM"})
    void nothingIsLeftLyingWhateverTheOrder(final Transport transport) {
        open(transport);
        final long firstSeed = Integer.getInteger("holdfast.seed", 1);
        for (long seed = firstSeed; seed < firstSeed + SEEDS; seed++) {
            run(seed);
        }
    }

    private void run(final long seed) {
        final Random random = new Random(seed);
        final List<Integer> order = new ArrayList<>(IntStream.range(0, ManyPeers.COUNT).boxed().toList());
        Collections.shuffle(order, random);
        for (int step = 0; step < 200; step++) {
            final int number = order.get(random.nextInt(1 + random.nextInt(ManyPeers.COUNT)));
            switch (random.nextInt(6)) {
                case 0 -> TestPair.send(peers.atClient(number), "up");
                case 1 -> TestPair.send(peers.atServer(number), "down");
                case 2 -> peers.pollClient(number);
                case 3 -> peers.clock.advance(random.nextInt(400_000));
                default -> peers.pollServer();
            }
        }
        peers.pollWithoutTime();
        for (int number = 0; number < ManyPeers.COUNT; number++) {
            final Connection up = peers.atClient(number);
            final Connection down = peers.atServer(number);
            assertEquals(up.lastIndex(), down.consumedIndex(), "holdfast.seed=" + seed + " up " + number);
            assertEquals(down.lastIndex(), up.consumedIndex(), "holdfast.seed=" + seed + " down " + number);
        }
    }
}
