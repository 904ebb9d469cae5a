package io.holdfast.bridge;

import com.sun.management.ThreadMXBean;
import io.holdfast.Action;
import io.holdfast.Batch;
import io.holdfast.Blocking;
import io.holdfast.Claim;
import io.holdfast.Connection;
import io.holdfast.IdleStrategy;
import io.holdfast.bridge.channel.Direction;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a sender may give, what it is answered, and how it may wait. */
class SendTest extends PairFixture {
    private Blocking blocking(final Connection connection) {
        return new Blocking(connection, pair.clock, () -> {
            pair.poll();
            pair.clock.advance(TestPair.TICK_NS);
            return 1;
        }, IdleStrategy.busySpin());
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everyKindOfSourceCarriesThePayload() {
        connect();
        final Connection client = pair.atClient();
        final byte[] array = bytes("..array..");
        final ByteBuffer heap = ByteBuffer.wrap(bytes("..heap..")).position(2).limit(6);
        final ByteBuffer direct = ByteBuffer.allocateDirect(16).put(bytes("..direct.."));
        direct.flip().position(2).limit(8);
        final ByteBuffer readOnly = ByteBuffer.wrap(bytes("..read-only..")).asReadOnlyBuffer().position(2).limit(11);
        final Bytes<?> onHeap = Bytes.wrapForRead(bytes("..bytes.."));
        final Bytes<?> offHeap = Bytes.allocateElasticDirect().append("..native..");

        assertTrue(client.offer(1, array, 2, 5) > 0);
        assertTrue(client.offer(1, heap) > 0);
        assertTrue(client.offer(1, direct) > 0);
        assertTrue(client.offer(1, readOnly) > 0);
        assertTrue(client.offer(1, onHeap, 2, 5) > 0);
        assertTrue(client.offer(1, offHeap, 2, 6) > 0);
        assertTrue(client.offer(1, array, 0, 0) > 0);
        offHeap.releaseLast();
        pair.pollUntilAcked();

        assertEquals(List.of("array", "heap", "direct", "read-only", "bytes", "native", ""), pair.atServer.received);
        assertEquals(2, heap.position());
        assertEquals(2, direct.position());
        assertEquals(2, readOnly.position());
    }

    @Test
    void aRangeOutsideItsSourceIsMisuse() {
        connect();
        final Connection client = pair.atClient();
        final Bytes<?> source = Bytes.wrapForRead(new byte[10]);

        assertThrows(IndexOutOfBoundsException.class, () -> client.offer(1, new byte[10], 5, 6));
        assertThrows(IndexOutOfBoundsException.class, () -> client.offer(1, new byte[10], -1, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> client.offer(1, source, 5, 6));
        assertThrows(IndexOutOfBoundsException.class, () -> client.offer(1, source, 5, -1));
        assertEquals(0, client.lastOrdinal());
    }

    @Test
    void theLongestMessageGoesThroughAndALongerOneDoesNot() {
        connect();
        final byte[] longest = new byte[4096];
        Arrays.fill(longest, (byte) 'x');

        assertTrue(pair.atClient().offer(1, longest, 0, 4096) > 0);
        assertEquals(Connection.TOO_LONG, pair.atClient().offer(1, new byte[4097], 0, 4097));
        assertEquals(Connection.TOO_LONG, pair.atClient().offer(1, ByteBuffer.allocate(4097)));
        pair.pollUntilAcked();

        assertEquals(List.of("x".repeat(4096)), pair.atServer.received);
    }

    @Test
    void aMessageTellsWhatTheSenderLogSays() {
        connect();
        final List<String> facts = new ArrayList<>();
        pair.atServer.handler = (connection, message) -> {
            facts.add(message.index() + " " + message.ordinal() + " " + message.type() + " " + message.length() + " "
                + message.appendedAtNs() + " " + message.isReplay() + " " + message.isRedelivered() + " "
                + message.attempt());
            assertEquals("S", connection.localName());
            assertEquals("C", connection.remoteName());
            return Action.CONSUMED;
        };
        final long sentNs = pair.clock.epochNs();
        final long first = pair.atClient().offer(-7, bytes("abc"), 0, 3);
        final long second = pair.atClient().offer(Integer.MAX_VALUE, bytes("abc"), 0, 0);

        pair.pollUntilAcked();

        assertEquals(List.of(first + " 1 -7 3 " + sentNs + " false false 1",
            second + " 2 2147483647 0 " + sentNs + " false false 1"), facts);
    }

    @Test
    void thePayloadIsAViewThatEndsWhereThePayloadEnds() {
        connect();
        pair.atServer.handler = (connection, message) -> {
            final Bytes<?> payload = message.payload();
            assertEquals(message.length(), payload.readRemaining());
            final byte[] read = new byte[message.length()];
            payload.read(read);
            assertEquals(0, payload.readRemaining());
            assertThrows(BufferUnderflowException.class, payload::readLong);
            assertEquals(message.length(), message.payload().readRemaining(), "every call starts anew");
            return Action.CONSUMED;
        };

        TestPair.send(pair.atClient(), "some bytes");
        TestPair.send(pair.atClient(), "more");
        TestPair.send(pair.atClient(), "");
        pair.pollUntilAcked();

        assertEquals(List.of("some bytes", "more", ""), pair.atServer.received);
    }

    @Test
    void copiesAreCheckedAgainstTheirDestination() {
        connect();
        pair.atServer.handler = (connection, message) -> {
            final byte[] array = new byte[8];
            message.copyTo(array, 2);
            assertArrayEquals(bytes("\0\0copy\0\0"), array);
            assertThrows(IndexOutOfBoundsException.class, () -> message.copyTo(array, 5));
            assertThrows(IndexOutOfBoundsException.class, () -> message.copyTo(array, -1));
            for (final ByteBuffer buffer : List.of(ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8))) {
                buffer.position(2);
                message.copyTo(buffer);
                assertEquals(6, buffer.position());
                assertEquals(8, buffer.limit());
                assertEquals('c', buffer.get(2));
                assertEquals('y', buffer.get(5));
                assertThrows(BufferOverflowException.class, () -> message.copyTo(buffer));
            }
            return Action.CONSUMED;
        };

        TestPair.send(pair.atClient(), "copy");
        pair.pollUntilAcked();

        assertEquals(1, pair.atServer.received.size());
    }

    @Test
    void aClaimIsWrittenInPlaceAndSentByItsCommit() {
        connect();
        try (Claim claim = new Claim()) {
            assertEquals(1, pair.atClient().tryClaim(9, 4, claim));
            claim.buffer().write(bytes("done"));
            assertEquals(0, pair.atClient().lastOrdinal(), "nothing is reserved");
            assertTrue(claim.commit() > 0);
            assertThrows(IllegalStateException.class, claim::commit);

            assertEquals(1, pair.atClient().tryClaim(9, 4, claim));
            claim.abort();
            assertThrows(IllegalStateException.class, claim::commit);
            assertEquals(Connection.TOO_LONG, pair.atClient().tryClaim(9, 4097, claim));
            assertThrows(IllegalArgumentException.class, () -> pair.atClient().tryClaim(9, -1, claim));
        }
        pair.pollUntilAcked();

        assertEquals(List.of("done"), pair.atServer.received);
    }

    @Test
    void aFullBacklogPressesBackUntilThePeerAcks() {
        pair.clientOptions = context -> context.maxBacklogMessages(3);
        connect();
        pair.atServer.limit = 0;
        new Way(pair, true).send(0, 3);
        try (Claim claim = new Claim()) {
            assertEquals(Connection.BACK_PRESSURED, pair.atClient().offer(1, new byte[1], 0, 1));
            assertEquals(Connection.BACK_PRESSURED, pair.atClient().tryClaim(1, 1, claim));
        }
        assertEquals(2, pair.atClient().stats().backPressured());
        assertEquals(3, pair.atClient().stats().accepted());
        pair.poll(3);
        pair.atServer().poll(pair.atServer, 1);

        pair.pollUntil("one acked", () -> pair.atClient().unackedMessages() == 2);
        new Way(pair, true).send(3, 4);
        assertEquals(Connection.BACK_PRESSURED, pair.atClient().offer(1, new byte[1], 0, 1));
        pair.atServer.limit = 10;
        pair.pollUntilAcked();

        assertEquals(Way.texts(0, 4), pair.atServer.received);
    }

    @Test
    void aBacklogIsBoundedInBytesToo() {
        pair.clientOptions = context -> context.maxBacklogBytes(20_000);
        connect();
        pair.atServer.limit = 0;
        int accepted = 0;
        while (pair.atClient().offer(1, new byte[1000], 0, 1000) > 0) {
            accepted++;
        }
        assertTrue(accepted > 10 && accepted < 20, "accepted=" + accepted);

        pair.atServer.limit = 1000;
        pair.pollUntil("released", () -> pair.atClient().offer(1, new byte[1000], 0, 1000) > 0);
    }

    @Test
    void aBacklogIsBoundedWhileThePeerIsAway() {
        pair.clientOptions = context -> context.maxBacklogMessages(3);
        pair.openClient();
        new Way(pair, true).send(0, 3);
        assertEquals(Connection.BACK_PRESSURED, pair.atClient().offer(1, new byte[1], 0, 1));
        pair.killClient();
        pair.openClient();
        assertEquals(Connection.BACK_PRESSURED, pair.atClient().offer(1, new byte[1], 0, 1));

        pair.openServer();
        pair.pollUntilAcked();

        new Way(pair, true).send(3, 4);
    }

    @Test
    void aSlowReceiverFillsEveryWindowAndLosesNothing() {
        pair.network.capacity(8192);
        pair.clientOptions = context -> context.socketBufferLength(4096);
        pair.serverOptions = context -> context.socketBufferLength(4096);
        connect();
        pair.atServer.limit = 0;
        IntStream.range(0, 100).forEach(i -> TestPair.send(pair.atClient(), i + " ".repeat(1000)));
        pair.poll(50);
        final long inFlight = pair.network.bytesWritten(Direction.TO_SERVER);
        pair.poll(50);
        assertEquals(inFlight, pair.network.bytesWritten(Direction.TO_SERVER), "the window is full");
        TestPair.send(pair.atServer(), "the other way");
        pair.pollUntil("the other way goes on", () -> pair.atServer().unackedMessages() == 0
            || pair.atClient.received.size() == 1);

        pair.atServer.limit = 1;
        pair.pollUntilAcked();

        assertEquals(IntStream.range(0, 100).mapToObj(i -> i + " ".repeat(1000)).toList(), pair.atServer.received);
        assertEquals(1, pair.atClient().stats().sessions());
    }

    @Test
    void withoutANameSendingWaitsForTheFirstLogin() {
        pair.clientOptions = context -> context.remoteName(null);
        pair.openClient();
        final Connection client = pair.atClient();
        try (Claim claim = new Claim()) {
            assertNull(client.remoteName());
            assertEquals(Connection.NO_SESSION, client.offer(1, new byte[1], 0, 1));
            assertEquals(Connection.NO_SESSION, client.offer(1, ByteBuffer.allocate(1)));
            assertEquals(Connection.NO_SESSION, client.tryClaim(1, 1, claim));
            assertEquals(Connection.NO_SESSION, TestPair.reply(client, 1, "x"));
            assertEquals(0, client.lastIndex() + client.ackedIndex() + client.consumedIndex() + client.lastOrdinal()
                + client.unackedMessages());
        }
        pair.openServer();

        pair.pollUntilConnected();
        new Way(pair, true).exchange(0, 2);

        assertEquals("S", client.remoteName());
        assertEquals(Way.texts(0, 2), pair.atServer.received);
    }

    @Test
    void blockingOfferWaitsForRoomAndGivesUpAtItsDeadline() {
        pair.clientOptions = context -> context.maxBacklogMessages(1);
        connect();
        final Blocking blocking = blocking(pair.atClient());
        pair.atServer.limit = 0;
        final Bytes<?> payload = Bytes.wrapForRead(bytes("x"));
        assertTrue(blocking.offer(1, payload, 0, 1, 0) > 0);
        final long beganNs = pair.clock.monotonicNs();

        assertEquals(Connection.BACK_PRESSURED, blocking.offer(1, payload, 0, 1, 50 * TestPair.TICK_NS));
        assertEquals(50 * TestPair.TICK_NS, pair.clock.monotonicNs() - beganNs);
        pair.atServer.limit = 10;
        assertTrue(blocking.offer(1, payload, 0, 1, 1000 * TestPair.TICK_NS) > 0);

        assertTrue(blocking.drain(1000 * TestPair.TICK_NS));
        assertEquals(0, pair.atClient().unackedMessages());
    }

    @Test
    void blockingAwaitsAnAck() {
        connect();
        final Blocking blocking = blocking(pair.atClient());
        pair.atServer.limit = 0;
        final long index = TestPair.send(pair.atClient(), "x");

        assertFalse(blocking.awaitAcked(index, 20 * TestPair.TICK_NS));
        pair.atServer.limit = 1;
        assertTrue(blocking.awaitAcked(index, 1000 * TestPair.TICK_NS));
    }

    @Test
    void blockingOfferWaitsForTheNameOfTheServer() {
        pair.clientOptions = context -> context.remoteName(null);
        pair.openServer();
        pair.openClient();

        final long index = blocking(pair.atClient()).offer(1, Bytes.wrapForRead(bytes("x")), 0, 1,
            1000 * TestPair.TICK_NS);

        assertTrue(index > 0);
        pair.pollUntilAcked();
    }

    @Test
    void blockingInsideAHandlerIsMisuse() {
        connect();
        final Blocking blocking = blocking(pair.atServer());
        pair.atServer.handler = (connection, message) -> {
            assertTrue(connection.isInHandler());
            assertThrows(IllegalStateException.class, () -> blocking.drain(1));
            return Action.CONSUMED;
        };

        TestPair.send(pair.atClient(), "x");
        pair.pollUntilAcked();

        assertFalse(pair.atServer().isInHandler());
        assertEquals(1, pair.atServer.received.size());
    }

    @Test
    void aPayloadThatIsTooLongIsNotCopied() {
        connect();
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final Bytes<?> long32M = Bytes.wrapForRead(new byte[32 << 20]);
        try (Batch batch = pair.atClient().batch()) {
            final long before = threads.getCurrentThreadAllocatedBytes();

            assertEquals(Connection.TOO_LONG, pair.atClient().offer(1, long32M, 0, 32 << 20));
            assertEquals(Connection.TOO_LONG, batch.add(1, long32M, 0, 32 << 20));

            final long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(bytes < 1 << 20, "allocated " + bytes);
        }
    }
}
