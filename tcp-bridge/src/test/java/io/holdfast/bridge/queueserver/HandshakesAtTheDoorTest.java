package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.FaultyNetwork;
import io.holdfast.bridge.limit.WorkShare;
import io.holdfast.bridge.queueserver.protocol.WireBytes;
import io.holdfast.bridge.tls.ClientAuth;
import io.holdfast.bridge.tls.HandshakeStorm;
import io.holdfast.bridge.tls.TestCertificates;
import io.holdfast.bridge.tls.TlsNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Some hundred TLS handshakes that begin at once beside one live producer: some stop, some are spoilt, some right. */
class HandshakesAtTheDoorTest extends QueueServerFixture {
    private static final int OF_EACH_KIND = 40;
    private static final int RIGHT = 30;
    private static final int CYCLES_OF_A_MESSAGE = 2;
    private static final int MOST_MESSAGES = 1000;
    private static final int SETTLING_CYCLES = 100;
    private static final long MOST_LEFT = 65_536;
    private static final int READS_OF_A_PIECE = 2;
    private static final int READS_OF_A_CLIENT = 2;
    private static final int SOCKET_BUFFER_LENGTH = 65_536;
    private static final long CYCLE_NS = 100_000;
    private static final long HANDSHAKE_TIMEOUT_NS = 10_000_000_000L;

    @TempDir
    static Path certificates;

    private static TestCertificates authority;
    private static TestCertificates.Issued ofServer;
    private static TestCertificates.Issued ofClient;

    private final FaultyNetwork network = new FaultyNetwork();
    private final List<Channel> right = new ArrayList<>();
    private final List<Channel> open = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(SOCKET_BUFFER_LENGTH);
    private TlsNetwork tls;
    private HandshakeStorm storm;
    private Channel producer;
    private Channel consumer;
    private long expected;
    private int mostReads;
    private int mostCame;

    @BeforeAll
    static void makeCertificates() {
        authority = TestCertificates.authority(certificates, "authority");
        ofServer = authority.server("server");
        ofClient = authority.client("client");
    }

    @BeforeEach
    void startWithALiveProducerAndAConsumer() throws IOException {
        start(context().network(network).maxPendingLogins(1000).maxConnections(2000)
            .handshakeTimeoutNs(HANDSHAKE_TIMEOUT_NS)
            .tls(authority.options(ofServer).clientAuth(ClientAuth.NEEDED)));
        tls = TlsNetwork.client(network, authority.options(ofClient), clock);
        storm = new HandshakeStorm(network, authority.options(ofClient), clock);
        producer = connected(new WireBytes().role("produce"));
        consumer = connected(new WireBytes().role("consume").subscribe("live"));
    }

    @AfterEach
    void closeChannels() {
        storm.close();
        open.forEach(Channel::close);
    }

    private Channel connected(final WireBytes first) throws IOException {
        final Channel channel = tls.connect(server.localAddress(), SOCKET_BUFFER_LENGTH);
        open.add(channel);
        for (int i = 0; i < SETTLING_CYCLES && !channel.finishConnect(); i++) {
            pollTicking(1);
        }
        send(channel, first);
        pollTicking(SETTLING_CYCLES);
        return channel;
    }

    private void pollTicking(final int times) {
        for (int i = 0; i < times; i++) {
            clock.advance(CYCLE_NS);
            poll();
        }
    }

    private static void send(final Channel channel, final WireBytes bytes) throws IOException {
        final ByteBuffer source = bytes.toDirect();
        channel.write(source);
        assertEquals(0, source.remaining());
    }

    private void connectRight() throws IOException {
        for (int i = 0; i < RIGHT; i++) {
            right.add(tls.connect(server.localAddress(), SOCKET_BUFFER_LENGTH));
        }
        open.addAll(right);
    }

    /** Those whose handshake is done say who they are, and send a message each. */
    private void stepRight() throws IOException {
        for (int i = right.size() - 1; i >= 0; i--) {
            if (right.get(i).finishConnect()) {
                send(right.remove(i), new WireBytes().role("produce").message("right", "x"));
                expected++;
            }
        }
    }

    /** A message goes through within a few duty cycles, whatever the others do. */
    private void assertMessageGoesThrough() throws IOException {
        final WireBytes message = new WireBytes().message("live", "still here");
        send(producer, message);
        expected++;
        for (int i = 0; i < CYCLES_OF_A_MESSAGE; i++) {
            final long readsBefore = network.serverReads();
            final int clientsBefore = server.clientCount();
            poll();
            mostReads = Math.max(mostReads, (int) (network.serverReads() - readsBefore));
            mostCame = Math.max(mostCame, server.clientCount() - clientsBefore);
            clock.advance(CYCLE_NS);
        }
        consumer.read(buffer.clear());
        assertEquals(ByteBuffer.wrap(message.toBytes()), buffer.flip());
        stepRight();
        storm.step();
    }

    /** Goes on until all handshakes are where they are to end. */
    private void weather() throws IOException {
        final int known = open.size();
        for (int i = 0; i < MOST_MESSAGES; i++) {
            assertMessageGoesThrough();
            if (storm.spoiltCount() == OF_EACH_KIND && server.log().lastOrdinal() == expected
                && right.isEmpty() && server.clientCount() == known + storm.stoppedCount()) {
                return;
            }
        }
        throw new AssertionError("clients=" + server.clientCount() + " spoilt=" + storm.spoiltCount() + " right="
            + right.size() + " log=" + server.log().lastOrdinal() + " expected=" + expected);
    }

    private void letTheirTimePass() {
        clock.advance(HANDSHAKE_TIMEOUT_NS);
        pollTicking(storm.stoppedCount());
    }

    @Test
    void liveClientsGoOnAndWhoIsRightGetsInAndADutyCycleDoesALittle() throws IOException {
        storm.begin(server.localAddress(), OF_EACH_KIND);
        connectRight();

        weather();

        assertTrue(mostCame <= WorkShare.MOST_PIECES, "came in a duty cycle: " + mostCame);
        assertTrue(mostReads <= READS_OF_A_PIECE * WorkShare.MOST_PIECES + READS_OF_A_CLIENT * open.size(),
            "reads in a duty cycle: " + mostReads);
        letTheirTimePass();
        assertEquals(open.size(), server.clientCount());
        assertTrue(storm.isOver());
        assertMessageGoesThrough();
    }

    @Test
    void thoseThatStopGiveTheirMemoryBackWhenTheirTimeIsUp() throws IOException {
        assertMessageGoesThrough();
        final long before = directBytes();

        storm.begin(server.localAddress(), OF_EACH_KIND);
        weather();
        final long held = directBytes() - before;
        letTheirTimePass();

        final long left = directBytes() - before;
        assertTrue(held <= (long) storm.stoppedCount() * (32 << 10), "held=" + held);
        assertTrue(left <= MOST_LEFT && left < held, "left=" + left + " held=" + held);
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }
}
