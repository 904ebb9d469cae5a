package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.WireBytes;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** While the store is full, who takes nothing is cut, each after a grace of its own; who gets on is not. */
class FullStoreTest extends QueueServerFixture {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int RECEIVE_BUFFER = 32 << 10;

    private final byte[] message = new WireBytes().message("a", "x".repeat(2_000)).toBytes();
    private int sent;

    private void startSmall() {
        start(context().diskQuotaBytes(4 << 20).cycleSize(256 << 10).maxMessageLength(100_000)
            .socketBufferLength(64 << 10).ringLength(64 << 10));
    }

    private WireSession fromStart() {
        return session(new WireBytes().bytes(WireSession.hello('c', "").toBytes())
            .bytes(WireSession.subscribe(1, 1, 0, "").toBytes()), RECEIVE_BUFFER);
    }

    private int send(final WireClient producer) {
        int all = 0;
        for (int count = 1; count > 0; ) {
            count = Math.max(0, producer.trySend(message, sent, message.length - sent));
            sent = (sent + count) % message.length;
            all += count;
        }
        return all;
    }

    private WireClient fill() {
        final WireClient producer = producer();
        for (int i = 0; i < 20_000 && !server.hasBlockedProducers(); i++) {
            clock.advance(send(producer) > 0 ? 0 : SECOND_NS / 1000);
            poll(3);
        }
        assertTrue(server.hasBlockedProducers(), "it was never full");
        return producer;
    }

    private void pass(final long ns) {
        for (long passed = 0; passed < ns; passed += SECOND_NS / 10) {
            clock.advance(SECOND_NS / 10);
            poll(5);
        }
    }

    @Test
    void whoTakesNothingIsCutAndWhoGetsOnIsNotUntilItTakesNothingEither() {
        startSmall();
        final WireSession stalled = fromStart();
        final WireSession slow = fromStart();
        pollUntil("both are there", () -> server.clientCount() == 2);
        poll(20);
        final WireClient producer = fill();
        for (int i = 0; i < 12; i++) {
            pass(SECOND_NS / 2);
            final int before = slow.received().size();
            pollUntil("it gets on", () -> slow.receive().received().size() > before + 20);
            send(producer);
        }

        awaitEnd(stalled);
        assertFalse(slow.receive().isEnded(), slow.farewell());
        assertEquals(2, server.clientCount());

        for (int i = 0; i < 300 && !server.hasBlockedProducers(); i++) {
            send(producer);
            poll(3);
        }
        pass(2 * SECOND_NS);
        awaitEnd(slow);
        pass(SECOND_NS);
        assertFalse(server.hasBlockedProducers(), "it is still full");
        assertEquals(1, server.clientCount());
    }

    private void awaitEnd(final WireSession session) {
        awaitFarewell(session, "CLOSE 7 ");
    }

    @Test
    void whoComesWhileTheStoreIsFullHasAGraceOfItsOwn() {
        startSmall();
        final WireSession holder = fromStart();
        pollUntil("it is there", () -> server.clientCount() == 1);
        poll(20);
        fill();
        pass(SECOND_NS - SECOND_NS / 5);
        final WireSession late = fromStart();
        pollUntil("it is there", () -> server.clientCount() == 3);
        poll(20);

        pass(SECOND_NS - SECOND_NS / 5);

        awaitEnd(holder);
        assertTrue(server.hasBlockedProducers(), "it is not full any more");
        assertEquals(2, server.clientCount());
        pass(SECOND_NS / 2);
        awaitEnd(late);
    }

    @Test
    void aConsumerWithANameWhoseMessagesAreKeptAnywayIsNotCut() {
        startSmall();
        final WireSession desk = session(new WireBytes().bytes(WireSession.hello('c', "desk").toBytes())
            .bytes(WireSession.subscribe(1, 0, 0, "").toBytes()), RECEIVE_BUFFER);
        pollUntil("it is there", () -> server.clientCount() == 1);
        poll(20);
        fill();

        for (int i = 0; i < 5; i++) {
            desk.send(WireSession.heartbeat());
            pass(SECOND_NS);
        }

        assertEquals(2, server.clientCount());
        assertFalse(desk.receive().isEnded(), desk.farewell());
    }
}
