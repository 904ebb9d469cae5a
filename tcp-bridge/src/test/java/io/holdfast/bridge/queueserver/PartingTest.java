package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.WireBytes;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who is ended is told why, behind all that was sent to it, and its acks that were on their way count. */
class PartingTest extends QueueServerFixture {
    private static final long SECOND_NS = 1_000_000_000L;

    private QueueServerContext small() {
        return context().cycleSize(256 << 10).maxMessageLength(100_000).socketBufferLength(64 << 10)
            .ringLength(64 << 10);
    }

    /** One that has got a few messages and reads no more, so that one is in its socket in part. */
    private WireSession heldUp(final WireClient producer, final int messages) {
        final WireSession desk = session(new WireBytes().bytes(WireSession.hello('c', "desk").toBytes())
            .bytes(WireSession.subscribe(1, 0, 0, "").toBytes()), 32 << 10);
        awaitReceived(desk, 1);
        final byte[] message = new WireBytes().message("a", "x".repeat(5_000)).toBytes();
        for (int i = 0; i < messages; i++) {
            sendAll(producer, message);
        }
        awaitLog(server.log().lastOrdinal());
        poll(50);
        return desk;
    }

    private void expire() {
        for (int i = 0; i < 5; i++) {
            clock.advance(SECOND_NS / 5);
            poll(3);
        }
    }

    @Test
    void whoDoesNotReadIsToldTheReasonBehindAWholeFrameOnceItReads() {
        start(small().maxHoldBytes(500_000));
        final WireSession desk = heldUp(producer(), 200);
        expire();
        assertTrue(server.subscribers().get(0).isExpired());

        awaitFarewell(desk, "CLOSE 5 ");

        assertTrue(desk.received().size() > 2, "it got nothing");
    }

    @Test
    void acksThatWereOnTheirWayCountAndTheReasonArrivesDespiteThem() {
        start(small().maxLagBytes(500_000));
        final WireSession desk = heldUp(producer(), 200);
        expire();
        pollUntil("it has a few", () -> desk.receive().received().size() > 15);
        final long acked = desk.indices().get(12);
        for (int i = 1; i <= 12; i++) {
            desk.send(WireSession.ack(0, desk.indices().get(i)));
        }

        awaitFarewell(desk, "CLOSE 7 ");

        assertEquals(acked, server.subscribers().get(0).ack());
        pollUntil("it is gone", () -> server.clientCount() == 1);
    }

    @Test
    void whoNeitherReadsNorGoesIsClosedAfterAWhile() {
        start(small().maxHoldBytes(500_000));
        heldUp(producer(), 200);
        expire();
        assertEquals(2, server.clientCount());

        clock.advance(5 * SECOND_NS);
        poll(20);

        assertEquals(1, server.clientCount());
    }

    @Test
    void whoeverTakesItsNameDoesNotWaitForIt() {
        start(small().maxHoldBytes(500_000));
        heldUp(producer(), 200);
        expire();
        assertEquals(2, server.clientCount());

        final WireSession next = session(WireSession.hello('c', "desk"));

        pollUntil("it is welcome", () -> {
            clock.advance(SECOND_NS / 1000);
            return !next.receive().welcome().isEmpty();
        });
        pollUntil("the other is gone", () -> server.clientCount() == 2);
    }

    @Test
    void whoSendsOnAfterBreakingARuleIsToldWhichOne() {
        start(small());
        final WireSession offender = welcomed('c', "");
        offender.send(WireSession.produce(1, "a", "1"));
        for (int i = 0; i < 100; i++) {
            offender.send(WireSession.heartbeat());
        }
        poll(20);
        for (int i = 0; i < 100; i++) {
            offender.send(WireSession.heartbeat());
            poll(1);
        }

        awaitFarewell(offender, "CLOSE 11 ");
    }

    @Test
    void aServerThatIsClosedTakesTheAcksThatAreThereAndSaysWhyItGoes() {
        start(small());
        final WireClient producer = producer();
        final WireSession desk = welcomed('c', "desk").send(WireSession.subscribe(1, 0, 0, ""));
        awaitReceived(desk, 1);
        sendAll(producer, new WireBytes().message("a", "1").toBytes());
        awaitReceived(desk, 2);
        final long index = desk.indices().get(1);
        desk.send(WireSession.ack(0, index));

        server.close();

        for (int i = 0; i < 1_000_000 && !desk.receive().isEnded(); i++) {
            Thread.onSpinWait();
        }
        assertTrue(desk.farewell().startsWith("CLOSE 3 "), desk.farewell());
        start(small());
        assertEquals(index, server.subscribers().get(0).ack());
    }
}
