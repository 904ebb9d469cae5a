package io.holdfast.bridge;

import io.holdfast.ConnectionState;
import io.holdfast.DisconnectReason;
import io.holdfast.bridge.channel.Listener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** When, and where, a client tries again. */
class BackoffTest {
    private static final long MIN_NS = 8_000_000;
    private static final long MAX_NS = 512_000_000;

    @TempDir
    Path folder;

    private TestPair pair;

    @BeforeEach
    void open() {
        pair = new TestPair(folder);
        pair.clientOptions = context -> context.backoffNs(MIN_NS, MAX_NS);
    }

    @AfterEach
    void close() {
        pair.close();
    }

    /** The waits before each of the next tries, at a resolution of 1/64 of the shortest. */
    private List<Long> waits(final int count) {
        final List<Long> waits = new ArrayList<>();
        long lastNs = pair.clock.monotonicNs();
        int connects = pair.network.connectCount();
        while (waits.size() < count) {
            pair.clock.advance(MIN_NS / 64);
            pair.poll();
            if (pair.network.connectCount() > connects) {
                connects = pair.network.connectCount();
                waits.add(pair.clock.monotonicNs() - lastNs);
                lastNs = pair.clock.monotonicNs();
            }
        }
        return waits;
    }

    private static void assertGrowsAndIsBounded(final List<Long> waits) {
        long expectedNs = MIN_NS;
        for (final long wait : waits) {
            final long slackNs = 2 * MIN_NS / 64;
            assertTrue(wait >= expectedNs / 2 && wait <= expectedNs + slackNs,
                "expected up to " + expectedNs + " and at least half of it: " + waits);
            expectedNs = Math.min(2 * expectedNs, MAX_NS);
        }
    }

    @Test
    void waitsDoubleUpToTheLongestWithJitter() {
        pair.network.refuse(true);
        pair.openClient();
        pair.poll(1);

        final List<Long> waits = waits(14);

        assertGrowsAndIsBounded(waits);
        assertTrue(new HashSet<>(waits.subList(7, 14)).size() > 1, "no jitter: " + waits);
        pair.poll();
        assertEquals(DisconnectReason.CONNECT_FAILED, pair.atClient().lastDisconnect());
        assertEquals(ConnectionState.DISCONNECTED, pair.atClient().state());
    }

    @Test
    void differentClientsTryAtDifferentTimes() {
        pair.network.refuse(true);
        pair.openClient();
        final List<Long> some = waits(6);
        pair.closeClient();
        pair.clientOptions = context -> context.backoffNs(MIN_NS, MAX_NS).jitterSeed(2);
        pair.openClient();

        final List<Long> others = waits(6);

        assertTrue(!some.subList(1, 6).equals(others.subList(1, 6)), some + " " + others);
    }

    @Test
    void waitsBeginAnewAfterASession() {
        pair.network.refuse(true);
        pair.openClient();
        waits(10);
        pair.openServer();
        pair.network.refuse(false);
        pair.pollUntilConnected();
        pair.poll(20);
        pair.network.refuse(true);
        pair.network.cutAll();
        pair.pollUntil("noticed", () -> pair.atClient().state() != ConnectionState.CONNECTED);
        pair.pollUntil("tried at once", () -> pair.atClient().lastDisconnect() == DisconnectReason.CONNECT_FAILED);

        final List<Long> waits = waits(7);

        assertGrowsAndIsBounded(waits);
    }

    @Test
    void refusedLoginsWaitLongerAndLongerToo() {
        pair.serverOptions = context -> context.loginHandler(request -> LoginHandler.Decision.refuse("no"));
        pair.openServer();
        pair.openClient();

        pair.pollUntil("many refusals", () -> pair.atClient.refusals.size() >= 10);

        assertTrue(pair.clock.monotonicNs() > MAX_NS, "ten tries in " + pair.clock.monotonicNs() + " ns");
    }

    @Test
    void sessionsThatEndAtOnceWaitLongerAndLongerToo() {
        pair.openServer();
        pair.openClient();

        pair.pollUntil("many sessions", () -> {
            pair.atServer().disconnect();
            return pair.atClient().stats().sessions() >= 10;
        });

        assertTrue(pair.clock.monotonicNs() > MAX_NS, "ten sessions in " + pair.clock.monotonicNs() + " ns");
    }

    @Test
    void endpointsAreTriedRoundAndRoundWithoutWaitingWithinARound() throws Exception {
        final InetSocketAddress second = new InetSocketAddress("127.0.0.1", 7001);
        final InetSocketAddress third = new InetSocketAddress("127.0.0.1", 7002);
        pair.clientOptions = context -> context.backoffNs(MIN_NS, MAX_NS).endpoint(second).endpoint(third);
        pair.openClient();
        final List<String> tried = new ArrayList<>();
        final List<Long> triedNs = new ArrayList<>();
        for (int i = 0; i < 40 || tried.size() < 9; i++) {
            pair.poll();
            final String detail = pair.atClient.events.isEmpty() ? ""
                : pair.atClient.events.get(pair.atClient.events.size() - 1);
            if (pair.atClient.events.size() > tried.size()) {
                tried.add(detail.replaceAll(".*endpoint=[^:]*:", "").replace("]", ""));
                triedNs.add(pair.clock.monotonicNs());
            }
            pair.clock.advance(MIN_NS / 64);
        }

        assertEquals(List.of("7000", "7001", "7002", "7000", "7001", "7002", "7000", "7001", "7002"),
            tried.subList(0, 9));
        assertTrue(triedNs.get(2) - triedNs.get(0) < MIN_NS / 4, "waited within a round: " + triedNs);
        assertTrue(triedNs.get(3) - triedNs.get(2) >= MIN_NS / 2, "did not wait between rounds: " + triedNs);
        assertTrue(triedNs.get(5) - triedNs.get(3) < MIN_NS / 4, "waited within a round: " + triedNs);
    }

    @Test
    void theNextEndpointTakesOverWhenTheFirstIsGone() throws Exception {
        final InetSocketAddress second = new InetSocketAddress("127.0.0.1", 7001);
        pair.clientOptions = context -> context.backoffNs(MIN_NS, MAX_NS).endpoint(second);
        pair.serverOptions = context -> context.listen(second);
        try (Listener deaf = pair.network.listen(TestPair.ADDRESS)) {
            pair.openServer();
            pair.openClient();
            TestPair.send(pair.atClient(), "found");

            pair.pollUntilConnected();
            pair.pollUntilAcked();

            assertEquals(List.of("found"), pair.atServer.received);
            assertEquals(DisconnectReason.LOGIN_TIMEOUT, pair.atClient.disconnects.get(0));
            assertEquals(TestPair.ADDRESS, deaf.localAddress());
        }
    }
}
