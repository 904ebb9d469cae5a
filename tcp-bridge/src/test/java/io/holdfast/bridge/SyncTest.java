package io.holdfast.bridge;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.DisconnectReason;
import io.holdfast.Durability;
import io.holdfast.store.DiskDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What sides see of each other that want their messages and acks on disk first, whichever way these travel. */
class SyncTest extends TransportFixture {
    private static final String CYCLE = "2";
    private static final String ACK = "ack";

    private final DiskDouble atSender = new DiskDouble();
    private final DiskDouble atReceiver = new DiskDouble();

    private void connect(final Durability senders, final Durability receivers) {
        way.senderOptions(context -> context.disk(atSender).durability(senders));
        way.receiverOptions(context -> context.disk(atReceiver).durability(receivers));
        connect();
        pair.poll(20);
        atSender.takeForced();
        atReceiver.takeForced();
    }

    @AfterEach
    void forgetHooks() {
        atSender.beforeForce(name -> { });
        atReceiver.beforeForce(name -> { });
        atSender.failing(null);
        atReceiver.failing(null);
    }

    private void pollReceiver() {
        pollOnly(!isToServer);
    }

    private void pollSender() {
        pollOnly(isToServer);
    }

    private void pollOnly(final boolean isClient) {
        pair.clock.advance(TestPair.TICK_NS);
        if (isClient) {
            pair.atClient().poll(pair.atClient, 1000);
        } else {
            pair.server.group(0).poll(pair.atServer, 1000);
        }
    }

    @Test
    void noMessageIsSeenBeforeItsForce() {
        connect(Durability.SYNC, Durability.PAGE_CACHE);
        final List<String> before = new ArrayList<>();
        atSender.beforeForce(name -> {
            before.add(name.substring(0, 1));
            pollReceiver();
            assertEquals(List.of(), way.receiverSide().received);
            assertEquals(0, way.sender().syncedIndex());
        });
        way.send(0, 3);
        pollReceiver();
        assertEquals(List.of(), way.receiverSide().received);

        pollSender();
        pollReceiver();

        assertEquals(List.of(CYCLE), before, "one force of the data file for all of them");
        assertEquals(Way.texts(0, 3), way.receiverSide().received);
        assertEquals(way.sender().lastIndex(), way.sender().syncedIndex());
    }

    @Test
    void noAckIsToldBeforeItsForce() {
        connect(Durability.PAGE_CACHE, Durability.SYNC);
        final List<String> before = new ArrayList<>();
        atReceiver.beforeForce(name -> {
            before.add(name);
            for (int i = 0; i < 100; i++) {
                pollSender();
            }
            assertEquals(3, way.sender().unackedMessages());
        });
        way.send(0, 3);
        pollSender();
        assertEquals(List.of(), before);

        pollReceiver();
        assertEquals(List.of(), before, "an answer may follow, and takes the ack along");

        pollReceiver();

        assertEquals(List.of(ACK), before);
        pair.pollUntilAcked();
        assertEquals(List.of(ACK), before, "one force for all of them");
    }

    @Test
    void neitherAnAnswerNorItsAckIsSeenBeforeItsForceWhichIsOne() {
        connect(Durability.PAGE_CACHE, Durability.SYNC);
        way.receiverSide().handler = (connection, message) -> {
            TestPair.reply(connection, message.index(), "answer");
            return Action.CONSUMED;
        };
        final List<String> before = new ArrayList<>();
        atReceiver.beforeForce(name -> {
            before.add(name.substring(0, 1));
            for (int i = 0; i < 100; i++) {
                pollSender();
            }
            assertEquals(3, way.sender().unackedMessages());
            assertEquals(List.of(), way.senderSide().received);
        });
        way.send(0, 3);
        pollSender();

        pollReceiver();
        pair.pollUntil("answered", () -> way.senderSide().received.size() == 3);

        assertEquals(List.of(CYCLE), before, "the ack is on disk with the answer");
        pair.pollUntilAcked();
    }

    @ParameterizedTest
    @EnumSource
    void sidesThatDifferGetOnWithEachOther(final Durability senders) {
        connect(senders, senders == Durability.SYNC ? Durability.PAGE_CACHE : Durability.SYNC);
        for (int i = 0; i < 100; i++) {
            way.send(i * 3, i * 3 + 3);
            back.send(i * 2, i * 2 + 2);
            pair.poll();
        }

        pair.pollUntilAcked();

        assertEquals(Way.texts(0, 300), way.receiverSide().received);
        assertEquals(Way.texts(0, 200), back.receiverSide().received);
        assertEquals(senders == Durability.SYNC ? way.sender().lastIndex() : 0, way.sender().syncedIndex());
        assertEquals(senders == Durability.SYNC ? 0 : back.sender().lastIndex(), back.sender().syncedIndex());
    }

    @Test
    void withThePageCacheNothingIsForced() {
        connect(Durability.PAGE_CACHE, Durability.PAGE_CACHE);

        way.exchange(0, 100);

        assertEquals(List.of(), atSender.forced);
        assertEquals(List.of(), atReceiver.forced);
    }

    @Test
    void anIdleConnectionIsNotForced() {
        connect(Durability.SYNC, Durability.SYNC);
        way.exchange(0, 10);
        pair.poll(10);
        atSender.takeForced();
        atReceiver.takeForced();

        pair.poll(5000);

        assertEquals(List.of(), atSender.forced);
        assertEquals(List.of(), atReceiver.forced);
    }

    @Test
    void aFailedForceEndsTheSessionAndStopsTheLogUntilItIsOpenedAnew() {
        connect(Durability.SYNC, Durability.SYNC);
        way.exchange(0, 10);
        atSender.failing(CYCLE);
        final long synced = way.sender().syncedIndex();
        way.send(10, 13);

        pair.pollUntil("ended", () -> way.senderSide().disconnects.contains(DisconnectReason.STORE_FAULT));
        atSender.failing(null);
        pair.poll(3000);

        assertNotNull(way.senderSide().event("fault"));
        assertEquals(1, way.senderSide().events.stream().filter(event -> event.startsWith("fault")).count());
        assertEquals(Connection.STORE_FAILED, way.sender().offer(1, new byte[1], 0, 1));
        assertEquals(synced, way.sender().syncedIndex());
        assertEquals(Way.texts(0, 10), way.receiverSide().received);

        way.killSender();
        way.openSender(null);
        pair.pollUntilReconnected();
        way.exchange(13, 15);
        assertEquals(Way.texts(0, 15), way.receiverSide().received);
        assertNull(way.receiverSide().event("diverged"));
        assertNull(way.receiverSide().event("lost"));
    }

    @Test
    void aFailedForceOfAnAckEndsTheSessionOfTheReceiver() {
        connect(Durability.SYNC, Durability.SYNC);
        atReceiver.failing(ACK);
        way.send(0, 3);

        pair.pollUntil("ended", () -> way.receiverSide().disconnects.contains(DisconnectReason.STORE_FAULT));
        pair.poll(3000);

        assertEquals(3, way.sender().unackedMessages());
        assertEquals(Connection.STORE_FAILED, way.receiver().offer(1, new byte[1], 0, 1));
    }

    @Test
    void whatIsOfferedWithoutASessionIsSyncedByThePollOrTheHousekeeping() {
        connect(Durability.SYNC, Durability.SYNC);
        way.killReceiver();
        pair.pollUntil("disconnected", () -> !way.senderSide().disconnects.isEmpty());
        way.send(0, 3);
        assertTrue(way.sender().syncedIndex() < way.sender().lastIndex());
        pollSender();
        assertEquals(way.sender().lastIndex(), way.sender().syncedIndex());

        way.send(3, 5);
        assertTrue(way.sender().syncedIndex() < way.sender().lastIndex());
        if (isToServer) {
            pair.client.doWork();
        } else {
            pair.server.doWork();
        }
        assertEquals(way.sender().lastIndex(), way.sender().syncedIndex());
    }

    @Test
    void aKilledSideGoesOnWhereItsDiskStands() {
        connect(Durability.SYNC, Durability.SYNC);
        way.exchange(0, 10);
        way.send(10, 20);
        way.killSender();
        way.openSender(null);
        pair.pollUntilReconnected();
        way.exchange(20, 30);
        way.killReceiver();
        way.openReceiver(null);
        pair.pollUntilReconnected();
        way.exchange(30, 40);

        assertEquals(Way.texts(0, 40), way.receiverSide().received);
        assertNull(way.senderSide().event("diverged"));
    }

    @Test
    void eachSideMayChangeItsMindEachTimeItOpens() {
        connect(Durability.PAGE_CACHE, Durability.SYNC);
        way.exchange(0, 10);
        int sent = 10;
        for (final Durability next : List.of(Durability.SYNC, Durability.PAGE_CACHE, Durability.SYNC)) {
            way.send(sent, sent + 5);
            way.killSender();
            way.senderOptions(context -> context.disk(atSender).durability(next));
            way.openSender(null);
            pair.pollUntilReconnected();
            way.exchange(sent + 5, sent + 10);
            sent += 10;
        }
        for (final Durability next : List.of(Durability.PAGE_CACHE, Durability.SYNC)) {
            way.killReceiver();
            way.receiverOptions(context -> context.disk(atReceiver).durability(next));
            way.openReceiver(null);
            pair.pollUntilReconnected();
            way.exchange(sent, sent + 5);
            sent += 5;
        }

        assertEquals(Way.texts(0, sent), way.receiverSide().received);
    }

    @Test
    void cyclesRollAndArePurgedAsEver() {
        connect(Durability.SYNC, Durability.SYNC);
        way.exchange(0, 1);

        way.exchangeUntilPurged();

        assertEquals(way.sender().lastIndex(), way.sender().syncedIndex());
        assertTrue(atSender.forced.contains("send"), () -> "the folder that names the new cycle: " + atSender.forced);
    }

    @Test
    void whoeverParksHasNothingUnsynced() {
        connect(Durability.SYNC, Durability.SYNC);
        final Parking parking = (Parking) (isToServer ? pair.client.parking(1_000_000)
            : pair.server.parking(1_000_000));
        pair.poll(10);
        way.send(0, 1);
        assertEquals(0, parking.beginParking(), "in a session");
        parking.endParking();
        pair.pollUntilAcked();

        way.killReceiver();
        pair.pollUntil("disconnected", () -> !way.senderSide().disconnects.isEmpty());
        pollSender();
        way.send(1, 2);
        assertEquals(0, parking.beginParking(), "without one");
        parking.endParking();
        pollSender();
        assertEquals(way.sender().lastIndex(), way.sender().syncedIndex());
    }
}
