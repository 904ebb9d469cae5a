package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.store.CycleSurgery;
import io.holdfast.store.RepairReport;
import io.holdfast.store.StoreContext;
import io.holdfast.store.tool.StoreRepair;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Messages that are sent anew are known as such wherever they come. */
class OfferReplayTest extends TransportFixture {
    private final List<String> seen = new ArrayList<>();

    private static long replay(final Connection connection, final int type, final String text) {
        final byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        return connection.offerReplay(type, Bytes.wrapForRead(payload), 0, payload.length);
    }

    private void takeNotes() {
        way.receiverSide().handler = (connection, message) -> {
            seen.add(message.type() + " " + message.payload() + " " + message.isReplay());
            return Action.CONSUMED;
        };
    }

    @Test
    void theReceiverCanTellWhichMessagesWereSentAnew() {
        connect();
        takeNotes();
        TestPair.send(way.sender(), "new");
        final long second = replay(way.sender(), -5, "anew");
        final long third = replay(way.sender(), 6, "");
        TestPair.send(way.sender(), "also new");

        pair.pollUntilAcked();

        assertEquals(List.of("1 new false", "-5 anew true", "6  true", "1 also new false"), seen);
        assertEquals(second + 1, third);
        assertEquals(4, way.sender().stats().accepted());
    }

    @Test
    void messagesSentAnewOutliveAKillOfTheirSender() {
        connect();
        way.receiverSide().limit = 0;
        replay(way.sender(), 7, "anew");
        TestPair.send(way.sender(), "new");
        way.killSender();
        takeNotes();
        way.receiverSide().limit = 10;

        way.openSender(null);
        pair.pollUntilReconnected();
        pair.pollUntilAcked();

        assertEquals(List.of("7 anew true", "1 new false"), seen);
    }

    @Test
    void theAnswersAreThoseOfOffer() {
        connect(context -> context.maxBacklogMessages(2));
        way.receiverSide().limit = 0;
        final Connection sender = way.sender();
        final Bytes<?> source = Bytes.wrapForRead(new byte[4097]);

        assertEquals(Connection.TOO_LONG, sender.offerReplay(1, source, 0, 4097));
        assertThrows(IndexOutOfBoundsException.class, () -> sender.offerReplay(1, source, 4000, 98));
        assertTrue(sender.offerReplay(1, source, 0, 4096) > 0);
        assertTrue(sender.offer(1, source, 0, 1) > 0);
        assertEquals(Connection.BACK_PRESSURED, sender.offerReplay(1, source, 0, 1));
        assertEquals(1, sender.stats().backPressured());

        way.receiverSide().limit = 10;
        pair.pollUntilAcked();
        assertTrue(sender.offerReplay(1, source, 0, 1) > 0);
        sender.close();
        assertEquals(Connection.CLOSED, sender.offerReplay(1, source, 0, 1));
    }

    @Test
    void aRepairKeepsTheMark() {
        connect();
        takeNotes();
        way.receiverSide().limit = 0;
        replay(way.sender(), 1, "a");
        final long damaged = replay(way.sender(), 1, "b");
        replay(way.sender(), 1, "c");
        way.killSender();
        CycleSurgery.at(senderFolder(), damaged).flip(36);

        final RepairReport report = new StoreRepair(isToServer ? pair.clientStore() : pair.serverStore(),
            isToServer ? "C" : "S", new StoreContext().bootId(TestPair.BOOT).cycleSize(TestPair.CYCLE_SIZE)
            .maxMessageLength(4096)).repair(isToServer ? "S" : "C");
        way.openSender(null);
        pair.pollUntilReconnected();
        way.receiverSide().limit = 10;
        pair.pollUntilAcked();

        assertEquals(1, report.lostMessages());
        assertEquals(List.of("1 a true", "1 c true"), seen);
    }

    @Test
    void withoutAPeersNameItWaitsForTheFirstLogin() {
        pair.clientOptions = context -> context.remoteName(null);
        pair.openClient();

        assertEquals(Connection.NO_SESSION, replay(pair.atClient(), 1, "x"));
    }
}
