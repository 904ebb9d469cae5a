package io.holdfast.bridge.queueserver;

import io.holdfast.bridge.queueserver.protocol.WireBytes;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What sessions notice of retention: who holds too much loses it and is told, and a full store holds producers up. */
class SessionExpiryTest extends QueueServerFixture {
    private static final long SECOND_NS = 1_000_000_000L;

    private QueueServerContext small() {
        return context().cycleSize(256 << 10).maxMessageLength(100_000).maxNameLength(100);
    }

    /** Publishes until messages have been deleted. */
    private long publishUntilPurged(final WireClient producer, final long purgedBefore) {
        final byte[] message = new WireBytes().message("a", "x".repeat(20_000)).toBytes();
        for (int i = 0; i < 500 && server.log().purgedIndex() <= purgedBefore; i++) {
            final long ordinal = server.log().lastOrdinal();
            sendAll(producer, message);
            awaitLog(ordinal + 1);
            clock.advance(SECOND_NS / 5);
            poll(5);
        }
        assertTrue(server.log().purgedIndex() > purgedBefore, "nothing was deleted");
        return server.log().purgedIndex();
    }

    @Test
    void whoHoldsTooMuchIsEndedAndToldAtItsNextSessionWhatItLost() {
        start(small().maxHoldBytes(500_000));
        final WireClient producer = producer();
        final WireSession away = welcomed('c', "desk").send(WireSession.subscribe(1, 0, 0, "a"));
        awaitReceived(away, 1);
        publishUntilPurged(producer, 0);
        awaitFarewell(away, "CLOSE 5 ");
        final long purged = server.log().purgedIndex();

        final WireSession back = welcomed('c', "desk");
        final int kept = (int) (server.log().lastOrdinal() - server.log().ordinalOf(purged));
        awaitReceived(back, kept);

        assertEquals("v1 flags=5 heartbeat=10000 queues-server", back.welcome());
        assertEquals(server.log().ordinalOf(purged), back.lostCount());
        assertEquals(0, back.mark());
        assertTrue(back.received().get(0).endsWith("#" + (back.lostCount() + 1)), back.received().get(0));

        back.send(WireSession.ack(0, back.indices().get(0)));
        pollUntil("the loss is settled", () -> server.subscribers().get(0).ack() == back.indices().get(0));
        back.close();
        pollUntil("it is gone", () -> server.clientCount() == 1);
        assertEquals("v1 flags=1 heartbeat=10000 queues-server", welcomed('c', "desk").welcome());
    }

    @Test
    void aPlaceBeforeAllThatIsKeptIsToldAsSuch() {
        start(small());
        final WireClient producer = producer();
        final long purged = publishUntilPurged(producer, 0);

        final List<WireSession> early = new ArrayList<>();
        for (final WireBytes place : List.of(WireSession.subscribe(1, 3, 0, "q"), WireSession.subscribe(1, 3, purged,
            "q"), WireSession.subscribe(1, 4, 0, "q"))) {
            early.add(welcomed('c', "").send(place));
        }
        final WireSession first = welcomed('c', "").send(WireSession.subscribe(1, 3, server.log().firstIndex(), "q"));
        final WireSession start = welcomed('c', "").send(WireSession.subscribe(1, 1, 0, "q"));

        for (final WireSession one : early) {
            awaitReceived(one, 1);
            assertEquals("SUBSCRIBED 1 round=0 flags=1", one.received().get(0));
            assertEquals(purged, one.indices().get(0));
        }
        for (final WireSession one : List.of(first, start)) {
            awaitReceived(one, 1);
            assertEquals("SUBSCRIBED 1 round=0 flags=0", one.received().get(0));
            assertEquals(purged, one.indices().get(0));
        }
    }

    @Test
    void aFullStoreHoldsAProducerUpWhichLosesNothing() {
        start(small().diskQuotaBytes(4 << 20).heartbeatNs(SECOND_NS).fullGraceNs(1000 * SECOND_NS));
        final WireSession holder = welcomed('c', "holder").send(WireSession.subscribe(1, 0, 0, ""));
        awaitReceived(holder, 1);
        final WireSession producer = welcomed('p', "feed");
        final String large = "x".repeat(50_000);
        long sent = 0;
        while (sent < 300 && !server.hasBlockedProducers()) {
            sent++;
            final byte[] frame = WireSession.produce(sent, "a", large).toBytes();
            final int[] done = {0};
            pollUntil("the server takes it", () -> {
                done[0] += producer.trySend(frame, done[0]);
                return done[0] == frame.length;
            });
            poll(3);
            holder.receive();
        }
        assertTrue(server.hasBlockedProducers(), "it was never full");
        for (int i = 0; i < 10; i++) {
            clock.advance(SECOND_NS);
            holder.send(WireSession.heartbeat());
            poll(20);
            holder.receive();
        }
        assertFalse(producer.receive().isEnded(), producer.farewell());
        assertTrue(producer.heartbeats() > 0 && producer.confirmed() < sent, "confirmed=" + producer.confirmed());

        final long last = sent;
        pollUntil("it goes on", () -> {
            final int count = holder.receive().received().size();
            if (count > 1) {
                holder.send(WireSession.ack(0, holder.indices().get(count - 1)));
            }
            clock.advance(SECOND_NS / 100);
            producer.send(WireSession.heartbeat());
            return producer.receive().confirmed() == last || producer.isEnded();
        });
        assertEquals("", producer.farewell());
        assertEquals(last, server.log().lastOrdinal());
    }
}
