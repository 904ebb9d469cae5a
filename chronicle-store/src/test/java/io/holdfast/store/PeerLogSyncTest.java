package io.holdfast.store;

import io.holdfast.Durability;
import io.holdfast.store.shm.PeerFaultException;
import io.holdfast.store.shm.PeerLog;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a process on the same host reads of a log whose owner wants it synced. */
class PeerLogSyncTest extends PeerLogFixture {
    private void reopen(final Durability durability) {
        log.close();
        log = Log.open(fixture.context().durability(durability));
    }

    @Test
    void aPeerStopsAtTheSyncedIndex() throws PeerFaultException {
        reopen(Durability.SYNC);
        append(2);
        log.sync();
        append(3);
        final PeerLog peer = openAfter(0);

        assertEquals(List.of(1L, 2L), readAll(peer));
        assertFalse(peer.hasNext());
        assertEquals(log.syncedIndex(), peer.lastIndex());

        log.sync();
        assertTrue(peer.hasNext());
        assertEquals(List.of(1L, 2L, 3L), readAll(peer));
        assertFalse(peer.hasNext());
    }

    @Test
    void aPeerDoesNotGoToACycleOfWhichNothingIsSynced() throws PeerFaultException {
        reopen(Durability.SYNC);
        append(2);
        log.sync();
        final PeerLog peer = openAfter(0);
        final int first = log.live().number();
        while (log.live().number() == first) {
            fixture.append(log, 7, 60 << 10);
        }

        assertEquals(2, readAll(peer).size());
        assertFalse(peer.hasNext());

        log.sync();
        assertTrue(readAll(peer).size() > 2);
    }

    @Test
    void aPeerThatReadsOnWhileTheOwnerTurnsToSyncStopsToo() throws PeerFaultException {
        append(2);
        final PeerLog peer = openAfter(0);
        assertEquals(List.of(1L, 2L), readAll(peer));

        reopen(Durability.SYNC);
        append(3);
        assertEquals(List.of(), readAll(peer));
        assertFalse(peer.hasNext());

        log.sync();
        assertEquals(List.of(1L, 2L, 3L), readAll(peer));
    }

    @Test
    void aPeerThatReadsOnWhileTheOwnerTurnsFromSyncStopsNoMore() throws PeerFaultException {
        reopen(Durability.SYNC);
        append(2);
        log.sync();
        final PeerLog peer = openAfter(0);
        assertEquals(List.of(1L, 2L), readAll(peer));

        reopen(Durability.PAGE_CACHE);
        append(3);

        assertTrue(peer.hasNext());
        assertEquals(List.of(1L, 2L, 3L), readAll(peer));
    }
}
