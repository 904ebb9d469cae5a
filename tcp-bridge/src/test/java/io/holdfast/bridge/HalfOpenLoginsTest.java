package io.holdfast.bridge;

import io.holdfast.ConnectionState;
import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.limit.WorkShare;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Thousands of sockets that do not log in, or do so slowly, beside one live connection: how much is done for them in a
 * duty cycle does not depend on how many there are. {@code -Dholdfast.halfOpenLogins=10000} makes them more.
 */
class HalfOpenLoginsTest {
    private static final int LINES_A_SECOND = 20;
    private static final int HALF_OPEN = Integer.getInteger("holdfast.halfOpenLogins", 2000);
    private static final int PIPE = 1024;
    private static final int CYCLES = 50;
    private static final int CYCLES_OF_A_MESSAGE = 8;
    private static final int LIVE_READS = 2;
    private static final String ELSEWHERE = "10.0.0.1";
    private static final String ELSEWHERE_TOO = "10.0.0.2";

    @TempDir
    Path folder;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(PIPE);
    private final List<Channel> strangers = new ArrayList<>();
    private TestPair pair;
    private int sent;

    @AfterEach
    void close() {
        strangers.forEach(Channel::close);
        pair.close();
    }

    private void open(final Consumer<ServerContext> options) {
        pair = new TestPair(folder);
        pair.serverOptions = options;
        pair.openServer();
        pair.openClient();
        pair.pollUntilConnected();
        pair.network.capacity(PIPE);
    }

    private void openForAll() {
        open(context -> context.maxPendingLogins(2 * HALF_OPEN));
    }

    private Channel stranger() {
        final Channel channel = pair.network.connect(TestPair.ADDRESS, PIPE);
        try {
            assertTrue(channel.finishConnect());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        strangers.add(channel);
        return channel;
    }

    private void send(final Channel channel, final byte... sentBytes) {
        try {
            channel.write(bytes.clear().put(sentBytes).flip());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes came from the server, -1 if it has closed. */
    private int read(final Channel channel) {
        try {
            return channel.read(bytes.clear());
        } catch (final IOException e) {
            return -1;
        }
    }

    private void connectMany() {
        for (int i = 0; i < HALF_OPEN; i++) {
            stranger();
        }
        pair.pollUntil("all are there", () -> pair.server.pendingLogins() == HALF_OPEN);
    }

    /** Each message arrives within a few duty cycles, in none of which the server reads often. */
    private void assertLiveConnectionGoesOn(final int mostReads, final Runnable eachCycle) {
        for (int i = 0; i < CYCLES; i++) {
            final int before = pair.atServer.received.size();
            TestPair.send(pair.atClient(), "message " + ++sent);
            for (int cycle = 0; cycle < CYCLES_OF_A_MESSAGE; cycle++) {
                eachCycle.run();
                final long readsBefore = pair.network.serverReads();
                pair.poll();
                final long reads = pair.network.serverReads() - readsBefore;
                assertTrue(reads <= mostReads, "reads=" + reads);
            }
            assertEquals(before + 1, pair.atServer.received.size());
        }
    }

    @Test
    void silentSocketsAreNotReadAtAll() {
        openForAll();
        connectMany();

        assertLiveConnectionGoesOn(LIVE_READS, () -> { });

        assertEquals(HALF_OPEN, pair.server.pendingLogins());
    }

    @Test
    void ofThoseThatSendAByteNowAndThenAFewHaveTheirTurnInADutyCycle() {
        openForAll();
        connectMany();
        final byte[] login = RawClient.bytes(RawClient.login("slow", "S")::encode);
        final int[] at = {0};

        assertLiveConnectionGoesOn(LIVE_READS + WorkShare.MOST_PIECES, () -> {
            final byte next = login[at[0] / CYCLES_OF_A_MESSAGE % login.length];
            if (at[0]++ % CYCLES_OF_A_MESSAGE == 0) {
                strangers.forEach(channel -> send(channel, next));
            }
        });
        assertEquals(HALF_OPEN, pair.server.pendingLogins());
    }

    @Test
    void thoseThatNeverConfirmAreNotReadAndGoWhenTheirTimeIsUp() {
        openForAll();
        for (int i = 0; i < HALF_OPEN; i++) {
            send(stranger(), RawClient.bytes(RawClient.login("half-" + i, "S")::encode));
        }
        final int[] answered = {0};
        for (int i = 0; i < HALF_OPEN && answered[0] < HALF_OPEN; i++) {
            pair.poll();
            pair.clock.advance(100_000);
            for (; answered[0] < HALF_OPEN && read(strangers.get(answered[0])) > 0; answered[0]++) {
                assertTrue(bytes.position() > 0);
            }
        }
        assertEquals(HALF_OPEN, answered[0]);
        pair.poll(HALF_OPEN / 8);

        assertLiveConnectionGoesOn(LIVE_READS, () -> { });
        pair.clock.advance(TimeUnit.SECONDS.toNanos(5));
        pair.pollUntil("all have gone", () -> pair.server.pendingLogins() == 0);

        assertEquals(ConnectionState.CONNECTED, pair.atClient().state());
    }

    @Test
    void garbageEndsASocketAtOnceAndFewInADutyCycle() {
        openForAll();
        connectMany();
        final byte[] garbage = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        strangers.forEach(channel -> send(channel, garbage));

        assertLiveConnectionGoesOn(LIVE_READS + 2 * WorkShare.MOST_PIECES, () -> { });
        pair.pollUntil("all have gone", () -> pair.server.pendingLogins() == 0);
    }

    /** As a TLS handshake does, whose keys cost a millisecond. */
    @Test
    void whatTakesLongForAStrangerIsDoneOnceAndThenOthersHaveAsLong() {
        openForAll();
        connectMany();
        final byte[] login = RawClient.bytes(RawClient.login("slow", "S")::encode);
        strangers.forEach(channel -> send(channel, login[0]));
        pair.network.onServerRead(() -> pair.clock.advance(1_000_000));

        int polls = 0;
        for (int i = 0; i < CYCLES; i++) {
            final long before = pair.network.serverReads();
            pair.server.doWork();
            final long reads = pair.network.serverReads() - before;
            assertTrue(reads <= 1, "reads=" + reads);
            polls += (int) reads;
            pair.clock.advance(250_000);
        }

        assertTrue(polls >= CYCLES / 8 && polls <= CYCLES / 3, "polls=" + polls);
        pair.network.onServerRead(() -> { });
        assertLiveConnectionGoesOn(LIVE_READS + WorkShare.MOST_PIECES, () -> { });
    }

    @Test
    void aGoodLoginGetsInBesideThemWithoutOneOfThemLeaving() {
        openForAll();
        connectMany();
        pair.closeClient();

        pair.openClient();
        pair.atServer.reports.clear();
        pair.pollUntil("logged in", () -> pair.atClient().state() == ConnectionState.CONNECTED
            && pair.atServer().state() == ConnectionState.CONNECTED);

        assertEquals(HALF_OPEN, pair.server.pendingLogins());
    }

    @Test
    void oneAddressTakesNoPlacesFromAnother() {
        open(context -> context.maxPendingLogins(64).maxLoginsPerAddress(0));
        pair.network.clientAddress(ELSEWHERE);
        final Channel slow = stranger();
        pair.poll(2);
        pair.network.clientAddress(ELSEWHERE_TOO);
        for (int i = 0; i < HALF_OPEN; i++) {
            stranger();
            if (i % 8 == 0) {
                pair.clock.advance(100_000);
                pair.poll();
            }
        }
        pair.pollUntil("all came", () -> pair.server.shedSockets() == HALF_OPEN + 1 - 64);

        send(slow, RawClient.bytes(RawClient.login("slow", "S")::encode));
        pair.poll(4);

        assertTrue(read(slow) > 0, "it was answered");
        assertEquals(64, pair.server.pendingLogins());
    }

    @Test
    void moreOfAnAddressThanAllowedInASecondAreClosedAndAFewLinesSayHowMany() {
        open(context -> context.maxPendingLogins(2 * HALF_OPEN).maxLoginsPerAddress(100));
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        final PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            pair.network.clientAddress(ELSEWHERE);
            for (int i = 0; i < HALF_OPEN; i++) {
                stranger();
            }
            for (int i = 0; i < HALF_OPEN; i++) {
                pair.poll();
                pair.clock.advance(100_000);
            }
        } finally {
            System.setErr(before);
        }

        final long let = strangers.stream().filter(channel -> read(channel) == 0).count();
        assertTrue(let >= 200 && let <= 200 + HALF_OPEN / 100, "let in: " + let);
        assertEquals(HALF_OPEN - let, pair.server.shedSockets());
        final List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
        assertTrue(lines.size() <= 21, lines.size() + " lines");
        assertTrue(lines.get(0).contains("maxLoginsPerAddress=100"), lines.get(0));
        pair.network.clientAddress(ELSEWHERE_TOO);
        final Channel other = stranger();
        pair.pollUntil("another address is let in", () -> pair.server.pendingLogins() == let + 1);
        assertEquals(0, read(other));
    }

    @Test
    void whoIsRefusedAgainAndAgainWritesAFewLines() {
        openForAll();
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        final PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            for (int i = 0; i < HALF_OPEN; i++) {
                send(stranger(), RawClient.bytes(RawClient.login("X", "another")::encode));
            }
            final Channel last = strangers.get(HALF_OPEN - 1);
            pair.pollUntil("the last was answered", () -> read(last) > 0);
            pair.poll(2000);
        } finally {
            System.setErr(before);
        }

        final List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
        assertTrue(lines.stream().anyMatch(line -> line.contains("more lines about logins")), lines.toString());
        assertTrue(lines.size() <= LINES_A_SECOND + 1, lines.toString());
    }

    @Test
    void theyTakeNoMemoryOfBuffersUntilTheySendSomething() {
        openForAll();
        final long before = HostilePort.directBytes();

        connectMany();

        final long grown = HostilePort.directBytes() - before;
        assertTrue(grown < 64 * 1024, "grown=" + grown);
    }
}
