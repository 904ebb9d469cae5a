package io.holdfast.store;

import io.holdfast.Connection;
import io.holdfast.Durability;
import io.holdfast.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a side that wants its acks synced tells of them. */
class AckSyncTest {
    @TempDir
    Path folder;
    private final DiskDouble disk = new DiskDouble();
    private StoreRoot root;
    private ConnectionStore store;
    private ReceiveState state;
    private String cycle;

    @BeforeEach
    void adoptALog() {
        open(Durability.SYNC);
        state.adopt(Connections.PEER, 1, 0);
        disk.takeForced();
    }

    @AfterEach
    void close() {
        disk.failing(null);
        root.close();
    }

    private void open(final Durability durability) {
        root = StoreRoot.open(folder, "Client", Connections.context().disk(disk).durability(durability));
        store = root.connection("Server");
        state = store.receiveState();
        cycle = store.sendQueue().log().live().path().getFileName().toString();
        disk.takeForced();
    }

    private long seenByPeer() throws IOException {
        try (AckView view = AckView.open(Folders.proven(store.directory()))) {
            assertTrue(view.bind(Connections.PEER, 1));
            return view.consumed();
        }
    }

    @Test
    void anAckIsToldOnceItIsForced() throws IOException {
        state.consumed(5);
        assertEquals(5, state.consumed());
        assertEquals(0, state.peerAck());
        assertEquals(0, seenByPeer());
        assertTrue(store.isUnsynced());

        store.sync();

        assertEquals(5, state.peerAck());
        assertEquals(5, seenByPeer());
        assertEquals(List.of("ack"), disk.takeForced());
        assertFalse(store.isUnsynced());
        store.sync();
        assertEquals(List.of(), disk.takeForced());
    }

    @Test
    void theAckOfAReplyIsOnDiskWithTheReply() throws IOException {
        state.consumed(4);
        Connections.reply(store.sendQueue(), 10, 5);
        assertEquals(0, state.peerAck());

        store.sync();

        assertEquals(List.of(cycle), disk.takeForced(), "one force for both");
        assertEquals(5, state.peerAck());
        assertEquals(5, seenByPeer());
    }

    @Test
    void anAckBeyondTheLastMessagesStampNeedsAForceOfItsOwn() {
        Connections.reply(store.sendQueue(), 10, 5);
        state.consumed(6);

        store.sync();

        assertEquals(List.of(cycle, "ack"), disk.takeForced());
        assertEquals(6, state.peerAck());
    }

    @Test
    void aStampIsOfNoUseOnceAnotherLogIsHeld() {
        Connections.reply(store.sendQueue(), 10, 50);
        store.sync();
        state.adopt(Connections.PEER + 1, 1, 0);
        assertEquals(0, state.peerAck());
        disk.takeForced();

        state.consumed(3);
        store.sync();

        assertEquals(List.of("ack"), disk.takeForced());
        assertEquals(3, state.peerAck());
    }

    @Test
    void thatAcksAreSyncedIsOnDiskBeforeTheFirstIsTold() {
        root.close();
        open(Durability.PAGE_CACHE);
        root.close();
        final List<Boolean> forced = new ArrayList<>();
        disk.beforeForce(name -> {
            if (name.equals(AckFile.FILE_NAME)) {
                forced.add(isSyncIn(store.directory().resolve(name)));
            }
        });

        open(Durability.SYNC);

        assertTrue(forced.contains(true), forced::toString);
    }

    private static boolean isSyncIn(final Path ack) {
        try {
            return Files.readAllBytes(ack)[128] == 1;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFailedForceOfTheAckStopsTheLogToo() {
        state.consumed(5);
        disk.failing("ack");

        assertThrows(StoreException.class, store::sync);

        assertEquals(0, state.peerAck());
        disk.failing(null);
        assertThrows(StoreException.class, store::sync);
        assertEquals(0, state.peerAck());
        assertEquals(Connection.STORE_FAILED, Connections.offer(store.sendQueue(), 10));
    }

    @Test
    void whatIsConsumedCountsAfterTheNextOpening() throws IOException {
        state.consumed(5);
        root.close();

        open(Durability.SYNC);
        assertEquals(5, state.peerAck());
        state.consumed(6);
        root.close();

        open(Durability.PAGE_CACHE);
        state.consumed(7);
        assertEquals(7, state.peerAck());
        assertEquals(7, seenByPeer());
        store.sync();
        assertEquals(List.of(), disk.takeForced());
        root.close();

        open(Durability.SYNC);
        assertEquals(7, state.peerAck());
        assertEquals(7, seenByPeer());
    }
}
