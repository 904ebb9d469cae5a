package io.holdfast.store;

import com.sun.management.ThreadMXBean;
import io.holdfast.Connection;
import io.holdfast.Durability;
import io.holdfast.StoreException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Group commit, and what a peer may see meanwhile. */
class LogSyncTest {
    private static final UUID OTHER_BOOT = new UUID(2, 2);

    @TempDir
    Path folder;
    private final DiskDouble disk = new DiskDouble();
    private LogFixture fixture;

    @BeforeEach
    void makeFixture() {
        fixture = new LogFixture(folder);
    }

    private Log open(final Durability durability) {
        return Log.open(fixture.context().disk(disk).durability(durability));
    }

    private Log openSynced() {
        final Log log = open(Durability.SYNC);
        disk.takeForced();
        return log;
    }

    private static String live(final Log log) {
        return log.live().path().getFileName().toString();
    }

    private void fillUntilEndOf(final Log log, final String cycle) {
        for (long number = 1; live(log).equals(cycle); number++) {
            fixture.append(log, number, 60 << 10);
        }
    }

    private static List<Long> seenByPeer(final Log log) {
        final List<Long> numbers = new ArrayList<>();
        try (LogReader reader = log.peerReader()) {
            while (reader.next()) {
                numbers.add(LogFixture.numberAt(reader));
            }
        }
        return numbers;
    }

    @Test
    void aPeerSeesNothingBeforeItIsSyncedAndTheOwnerSeesAll() {
        try (Log log = openSynced()) {
            fixture.appendAll(log, 1, 3);
            assertEquals(0, log.syncedIndex());
            assertEquals(List.of(), seenByPeer(log));
            assertEquals(LogFixture.numbers(1, 3), LogFixture.readAll(log));
            assertTrue(log.isUnsynced());

            log.sync();

            assertEquals(log.lastIndex(), log.syncedIndex());
            assertEquals(log.lastIndex(), log.state().synced());
            assertEquals(LogFixture.numbers(1, 3), seenByPeer(log));
            assertFalse(log.isUnsynced());
        }
    }

    @Test
    void theSyncedIndexMovesOnlyAfterTheForceAndNotBeyondIt() {
        try (Log log = openSynced()) {
            fixture.appendAll(log, 1, 3);
            final long last = log.lastIndex();
            disk.beforeForce(name -> {
                assertEquals(0, log.syncedIndex());
                assertEquals(0, log.state().synced());
                fixture.appendAll(log, 4, 5);
            });

            log.sync();

            disk.beforeForce(name -> { });
            assertEquals(last, log.syncedIndex(), "what came during the force may not be covered by it");
            assertTrue(log.isUnsynced());
        }
    }

    @Test
    void oneForceCoversAllMessagesAndNothingNewMeansNoForce() {
        try (Log log = openSynced()) {
            fixture.appendAll(log, 1, 100);

            log.sync();
            log.sync();
            log.sync();

            assertEquals(List.of(live(log)), disk.takeForced());
        }
    }

    @Test
    void cyclesThatCameToAnEndAreForcedAndTheFolderThatNamesTheNewOnes() {
        try (Log log = openSynced()) {
            final String first = live(log);
            fillUntilEndOf(log, first);

            log.sync();

            assertEquals(List.of(first, live(log), "send"), disk.takeForced());
            fixture.append(log, 7, 8);
            log.sync();
            assertEquals(List.of(live(log)), disk.takeForced());
        }
    }

    @Test
    void nothingIsDeletedBeforeTheCycleThatTellsOfItIsOnDisk() {
        try (Log log = openSynced()) {
            final String first = live(log);
            fillUntilEndOf(log, first);

            assertEquals(0, log.purge(log.lastIndex()));

            log.sync();
            assertEquals(1, log.purge(log.lastIndex()));
        }
    }

    @Test
    void aFailedForceStopsTheLogUntilItIsOpenedAnewAndThenAllIsWrittenAgain() {
        final long synced;
        final String live;
        try (Log log = openSynced()) {
            fixture.appendAll(log, 1, 3);
            log.sync();
            synced = log.syncedIndex();
            live = live(log);
            fixture.appendAll(log, 4, 6);
            disk.failing(live);

            assertThrows(StoreException.class, log::sync);

            disk.failing(null);
            assertThrows(StoreException.class, log::sync, "the disk may have dropped what it could not write");
            log.syncQuietly();
            assertEquals(synced, log.syncedIndex());
            assertEquals(Connection.STORE_FAILED, fixture.append(log, 7, 8));
            assertEquals(LogFixture.numbers(1, 3), seenByPeer(log));
            assertEquals(0, log.purge(synced));
        }

        disk.written.clear();
        try (Log log = openSynced()) {
            assertTrue(disk.written.contains(live), disk.written.toString());
            assertEquals(LogFixture.numbers(1, 6), seenByPeer(log));
            assertEquals(Log.FIRST_GENERATION + 1, log.generation(), "not known to be what the peer would see");
            assertTrue(fixture.append(log, 7, 8) > 0);
        }
    }

    @Test
    void aFailedForceOfTheFolderStopsTheLogToo() {
        try (Log log = openSynced()) {
            final String first = live(log);
            fillUntilEndOf(log, first);
            disk.failing("send");

            assertThrows(StoreException.class, log::sync);

            assertEquals(0, log.syncedIndex());
            assertEquals(Connection.STORE_FAILED, fixture.append(log, 7, 8));
        }
    }

    @Test
    void whatAKillLeftIsForcedBeforeItCounts(@TempDir final Path copies) throws IOException {
        final Path killed;
        try (Log log = openSynced()) {
            fixture.appendAll(log, 1, 5);
            killed = CrashCopy.copy(folder, copies.resolve("killed"));
        }
        final LogFixture other = new LogFixture(killed);
        final List<Long> syncedBefore = new ArrayList<>();
        disk.beforeForce(name -> syncedBefore.add(syncedIn(killed)));

        try (Log log = Log.open(other.context().disk(disk).durability(Durability.SYNC))) {
            assertEquals(List.of(0L, 0L, 0L, log.lastIndex()), syncedBefore, disk.forced.toString());
            assertEquals(LogFixture.numbers(1, 5), seenByPeer(log));
            assertEquals(log.lastIndex(), log.syncedIndex());
        }
    }

    private static long syncedIn(final Path killed) {
        try (StateView state = StateView.open(killed)) {
            return state.isSync() ? state.lastIndex() : 0;
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoTurnsToSyncForcesAllThereIsAndEndsTheCycle() {
        final String before;
        try (Log log = open(Durability.PAGE_CACHE)) {
            fixture.appendAll(log, 1, 3);
            log.sync();
            assertEquals(0, log.syncedIndex());
            assertEquals(LogFixture.numbers(1, 3), seenByPeer(log));
            before = live(log);
        }
        disk.takeForced();

        try (Log log = open(Durability.SYNC)) {
            assertTrue(disk.forced.containsAll(List.of(before, live(log), "send", "state")), disk.forced.toString());
            assertFalse(live(log).equals(before), "a peer may be reading that");
            assertEquals(log.lastIndex(), log.syncedIndex());
            assertEquals(LogFixture.numbers(1, 3), seenByPeer(log));
            fixture.appendAll(log, 4, 5);
            assertEquals(LogFixture.numbers(1, 3), seenByPeer(log));
        }
    }

    @Test
    void whoTurnsFromSyncWaitsNoMore() {
        try (Log log = openSynced()) {
            fixture.appendAll(log, 1, 3);
        }

        try (Log log = open(Durability.PAGE_CACHE)) {
            disk.takeForced();
            fixture.appendAll(log, 4, 6);
            log.sync();

            assertEquals(0, log.syncedIndex());
            assertEquals(LogFixture.numbers(1, 6), seenByPeer(log));
            assertEquals(List.of(), disk.takeForced());
            assertFalse(log.state().isSync());
        }
    }

    @Test
    void anOrderlyEndSyncsTheRestAndIsTrustedAfterAPowerLoss() {
        try (Log log = openSynced()) {
            fixture.appendAll(log, 1, 3);
        }
        final List<String> closing = disk.takeForced();
        assertEquals("state", closing.get(closing.size() - 1));
        assertEquals(3, closing.size(), closing.toString());

        fixture.bootId = OTHER_BOOT;
        try (Log log = openSynced()) {
            assertEquals(LogFixture.numbers(1, 3), seenByPeer(log));
            assertEquals(Log.FIRST_GENERATION + 1, log.generation(), "it may be a copy from before");
            assertEquals(log.lastIndex(), log.lastIndexOfGeneration(Log.FIRST_GENERATION));
        }
    }

    @Test
    void anOrderlyEndThatCannotBeForcedIsNotOne() {
        final Log log = openSynced();
        fixture.appendAll(log, 1, 3);
        disk.failing("2");

        assertThrows(StoreException.class, log::close);

        disk.failing(null);
        try (Log again = openSynced()) {
            assertEquals(LogFixture.numbers(1, 3), seenByPeer(again));
        }
    }

    @Test
    void syncingAllocatesNothingWithinACycle() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        fixture.cycleSize = 16L << 20;
        try (Log log = Log.open(fixture.context().durability(Durability.SYNC))) {
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 20; round++) {
                final long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 10; i++) {
                    log.append(1, 0, fixture.buffer, LogFixture.BYTE_BASE, 64, 0);
                    log.sync();
                    log.sync();
                    log.syncQuietly();
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertEquals(0, least, "bytes allocated");
            assertEquals(log.lastIndex(), log.syncedIndex());
        }
    }
}
