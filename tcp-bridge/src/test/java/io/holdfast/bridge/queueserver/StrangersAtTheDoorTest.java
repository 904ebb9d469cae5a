package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.channel.Channel;
import io.holdfast.bridge.channel.FaultyNetwork;
import io.holdfast.bridge.limit.WorkShare;
import io.holdfast.bridge.queueserver.protocol.WireBytes;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Thousands of clients that do not say who they are, or do so slowly, on a network in memory. */
class StrangersAtTheDoorTest extends QueueServerFixture {
    private static final int STRANGERS = Integer.getInteger("holdfast.halfOpenLogins", 2000);
    private static final int CYCLES = 50;
    private static final int PIPE = 1024;
    private static final long SECOND_NS = 1_000_000_000L;

    private final FaultyNetwork network = new FaultyNetwork();
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(PIPE);
    private final List<Channel> strangers = new ArrayList<>();

    private Channel connect() throws IOException {
        final Channel channel = network.connect(server.localAddress(), PIPE);
        assertTrue(channel.finishConnect());
        return channel;
    }

    private void send(final Channel channel, final byte... sent) throws IOException {
        channel.write(bytes.clear().put(sent).flip());
    }

    private boolean isEnded(final Channel channel) {
        try {
            return channel.read(bytes.clear()) < 0;
        } catch (final IOException e) {
            return true;
        }
    }

    private void startWithCrowd(final int places) throws IOException {
        start(context().network(network).maxPendingLogins(places).maxConnections(2 * STRANGERS));
        network.capacity(PIPE);
        for (int i = 0; i < STRANGERS; i++) {
            strangers.add(connect());
        }
        for (int i = 0; i < STRANGERS; i++) {
            clock.advance(100_000);
            poll();
        }
    }

    /** Whose message is taken in each duty cycle, whatever the others do. */
    private Channel newProducer() throws IOException {
        final Channel producer = connect();
        send(producer, new WireBytes().role("produce").toBytes());
        poll(2 * STRANGERS / WorkShare.MOST_PIECES + 200);
        return producer;
    }

    private void assertProducerGoesOn(final Channel producer, final int mostReads, final byte... dripped)
        throws IOException {
        for (int i = 0; i < CYCLES; i++) {
            final long before = server.log().lastOrdinal();
            send(producer, new WireBytes().message("a", "" + i).toBytes());
            for (final Channel stranger : i < dripped.length ? strangers : List.<Channel>of()) {
                send(stranger, dripped[i]);
            }
            final long readsBefore = network.serverReads();
            poll();
            final long reads = network.serverReads() - readsBefore;
            assertTrue(reads <= mostReads, "reads=" + reads);
            assertEquals(before + 1, server.log().lastOrdinal());
        }
    }

    @Test
    void silentOnesAreNotReadAndSlowOnesAFewAtATime() throws IOException {
        startWithCrowd(2 * STRANGERS);
        final Channel producer = newProducer();
        assertEquals(STRANGERS + 1, server.clientCount());

        assertProducerGoesOn(producer, 2);
        assertProducerGoesOn(producer, 2 + WorkShare.MOST_PIECES, new WireBytes().role("sess").toBytes());

        assertEquals(STRANGERS + 1, server.clientCount());
        clock.advance(10 * SECOND_NS);
        poll(STRANGERS);
        assertEquals(1, server.clientCount());
        assertTrue(isEnded(strangers.get(0)) && isEnded(strangers.get(STRANGERS - 1)));
    }

    @Test
    void thereAreOnlySoManyOfThemAtATimeAndWhoSaysARoleGetsIn() throws IOException {
        startWithCrowd(64);
        assertEquals(64, server.clientCount());
        assertEquals(STRANGERS - 64, server.shedSockets());
        assertTrue(isEnded(strangers.get(0)));

        final Channel producer = newProducer();

        assertEquals(64, server.clientCount(), "the last one took the place of one of them, and became known");
        assertProducerGoesOn(producer, 2);
    }
}
