package io.holdfast.bridge;

import io.holdfast.ConnectionState;
import io.holdfast.Transport;
import io.holdfast.bridge.limit.WorkShare;
import io.holdfast.bridge.tls.ClientAuth;
import io.holdfast.bridge.tls.HandshakeStorm;
import io.holdfast.bridge.tls.TestCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Some hundred sockets whose TLS handshakes begin at once beside one live session over TLS, certificates and all: some
 * stop, some send garbage, some are right.
 */
class HandshakeStormTest {
    private static final int LINES_A_SECOND = 20;
    private static final int OF_EACH_KIND = 40;
    private static final int RIGHT = 8;
    private static final int CYCLES_OF_A_MESSAGE = 8;
    private static final int MOST_MESSAGES = 400;
    private static final int READS_OF_A_PIECE = 2;
    private static final int READS_OF_A_SESSION = 4;
    private static final long CYCLE_NS = 100_000;
    private static final long MEMORY_OF_SPARES = 16 * 8192;

    @TempDir
    static Path certificates;

    private static TestCertificates authority;
    private static TestCertificates.Issued ofServer;
    private static TestCertificates.Issued ofClient;

    @TempDir
    Path folder;
    private final List<Client> right = new ArrayList<>();
    private TestPair pair;
    private HandshakeStorm storm;
    private int mostReads;
    private int mostCame;

    @BeforeAll
    static void makeCertificates() {
        authority = TestCertificates.authority(certificates, "authority");
        ofServer = authority.server("server");
        ofClient = authority.client("C");
    }

    @BeforeEach
    void connect() throws IOException {
        pair = new TestPair(folder);
        pair.tlsOfServer = authority.options(ofServer).clientAuth(ClientAuth.NEEDED);
        pair.tlsOfClient = authority.options(ofClient);
        pair.serverOptions = context -> context.maxPendingLogins(1000);
        pair.openServer();
        pair.openClient();
        pair.pollUntilConnected();
        storm = new HandshakeStorm(pair.network, authority.options(ofClient), pair.clock);
    }

    @AfterEach
    void close() {
        right.forEach(Client::close);
        storm.close();
        pair.close();
    }

    private void openRight() {
        for (int i = 0; i < RIGHT; i++) {
            final String name = "right-" + i;
            right.add(Client.open(new ClientContext().endpoint(TestPair.ADDRESS).remoteName("S").jitterSeed(i)
                .name(name).store(folder.resolve(name)).clock(pair.clock).network(pair.network).listener(new Side())
                .cycleSize(TestPair.CYCLE_SIZE).maxMessageLength(4096).bootId(TestPair.BOOT).transport(Transport.TCP)
                .tls(authority.options(ofClient))));
        }
    }

    private void cycle() throws IOException {
        final long readsBefore = pair.network.serverReads();
        final int pendingBefore = pair.server.pendingLogins();
        pair.poll();
        mostReads = Math.max(mostReads, (int) (pair.network.serverReads() - readsBefore));
        mostCame = Math.max(mostCame, pair.server.pendingLogins() - pendingBefore);
        right.forEach(Client::doWork);
        storm.step();
        pair.clock.advance(CYCLE_NS);
    }

    /** A message arrives within a few duty cycles, whatever the others do. */
    private void assertMessageArrives() throws IOException {
        final int before = pair.atServer.received.size();
        TestPair.send(pair.atClient(), "message " + before);
        for (int i = 0; i < CYCLES_OF_A_MESSAGE; i++) {
            cycle();
        }
        assertEquals(before + 1, pair.atServer.received.size());
    }

    /** Goes on until all handshakes are where they are to end, and at least for some messages. */
    private void weather(final int stopped) throws IOException {
        for (int i = 0; i < MOST_MESSAGES; i++) {
            assertMessageArrives();
            if (storm.spoiltCount() == OF_EACH_KIND && pair.server.pendingLogins() == stopped
                && right.stream().allMatch(client -> client.connection().state() == ConnectionState.CONNECTED)) {
                return;
            }
        }
        throw new AssertionError("pending=" + pair.server.pendingLogins() + " spoilt=" + storm.spoiltCount());
    }

    @Test
    void theLiveSessionGoesOnAndWhoIsRightGetsInAndADutyCycleDoesALittle() throws IOException {
        storm.begin(TestPair.ADDRESS, OF_EACH_KIND);
        openRight();

        weather(storm.stoppedCount());

        assertTrue(mostCame <= WorkShare.MOST_PIECES, "came in a duty cycle: " + mostCame);
        assertTrue(mostReads <= READS_OF_A_PIECE * WorkShare.MOST_PIECES + READS_OF_A_SESSION * (1 + RIGHT),
            "reads in a duty cycle: " + mostReads);
        pair.clock.advance(TimeUnit.SECONDS.toNanos(5));
        pair.pollUntil("those that stopped are gone", () -> pair.server.pendingLogins() == 0);
        assertTrue(storm.isOver());
        assertMessageArrives();
        assertEquals(List.of(), pair.atClient.disconnects);
    }

    @Test
    void aHandshakeThatTakesLongIsTheOnlyOneOfItsDutyCycle() throws IOException {
        storm.begin(TestPair.ADDRESS, OF_EACH_KIND);
        for (int i = 0; i < CYCLES_OF_A_MESSAGE * OF_EACH_KIND && pair.server.pendingLogins() < 3 * OF_EACH_KIND; i++) {
            pair.server.doWork();
            pair.clock.advance(CYCLE_NS);
        }
        pair.network.onServerRead(() -> pair.clock.advance(TimeUnit.MILLISECONDS.toNanos(1)));
        mostReads = 0;

        for (int i = 0; i < 2 * OF_EACH_KIND; i++) {
            assertMessageArrives();
        }

        assertTrue(mostReads <= READS_OF_A_PIECE + READS_OF_A_SESSION, "reads in a duty cycle: " + mostReads);
        assertTrue(storm.spoiltCount() > 0, "nobody had a turn");
    }

    @Test
    void thoseThatStopGiveTheirMemoryBackWhenTheirTimeIsUp() throws IOException {
        assertMessageArrives();
        final long before = HostilePort.directBytes();

        storm.begin(TestPair.ADDRESS, OF_EACH_KIND);
        weather(storm.stoppedCount());
        final long held = HostilePort.directBytes() - before;
        pair.clock.advance(TimeUnit.SECONDS.toNanos(5));
        pair.pollUntil("those that stopped are gone", () -> pair.server.pendingLogins() == 0);
        pair.poll(2000); // the session's own buffers come to rest, too

        final long left = HostilePort.directBytes() - before;
        assertTrue(held <= (long) storm.stoppedCount() * (32 << 10) + MEMORY_OF_SPARES, "held=" + held);
        assertTrue(left <= MEMORY_OF_SPARES && left < held, "left=" + left + " held=" + held);
    }

    @Test
    void whatTheyDoIsWrittenInAFewLines() throws IOException {
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        final PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            storm.begin(TestPair.ADDRESS, OF_EACH_KIND);
            weather(storm.stoppedCount());
            pair.poll(2000);
        } finally {
            System.setErr(before);
        }

        final List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
        assertTrue(lines.stream().anyMatch(line -> line.contains("more lines about logins")), lines.toString());
        assertTrue(lines.size() <= LINES_A_SECOND + 1, lines.toString());
    }
}
