package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.store.shm.PeerFaultException;
import io.holdfast.store.shm.PeerLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static io.holdfast.store.LogFixture.DAY_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** A reader of another process, while the owner purges. Each day has a cycle of ten messages. */
class CycleFolderTest {
    private static final int A_DAY = 10;

    @TempDir
    private Path folder;
    private LogFixture fixture;
    private Log log;
    private CycleFolder cycles;
    private final List<Long> indices = new ArrayList<>();

    @BeforeEach
    void writeSixDays() {
        fixture = new LogFixture(folder.resolve("log"));
        log = fixture.open();
        for (int day = 0; day < 6; day++) {
            for (int i = 1; i <= A_DAY; i++) {
                indices.add(fixture.append(log, day * A_DAY + i, 100));
            }
            fixture.clock.epochNs += DAY_NS;
            log.doWork();
        }
        cycles = new CycleFolder(Folders.proven(fixture.folder), owner(), fixture.maxMessageLength);
    }

    @AfterEach
    void close() {
        log.close();
    }

    private CycleFolder.Owner owner() {
        return new CycleFolder.Owner("a", "b", log.incarnation());
    }

    private static int readToEnd(final CycleView cycle) throws IOException {
        final long record = OffHeap.allocate(1 << 16);
        try {
            int count = 0;
            for (int length = cycle.poll(); length > 0; length = cycle.poll()) {
                cycle.take(record, length);
                count++;
            }
            return count;
        } finally {
            OffHeap.free(record, 1 << 16);
        }
    }

    @Test
    void readsACycleToItsEndAlthoughItIsPurgedAndIsToldTheRangeAtTheNext() throws IOException {
        try (CycleView cycle = cycles.openAfter(indices.get(3))) {
            while (log.purge(indices.get(3 * A_DAY + 4)) > 0) {
                Thread.onSpinWait();
            }

            assertEquals(A_DAY - 4, readToEnd(cycle));
            final PurgedException purged = assertThrows(PurgedException.class, () -> cycles.openAfter(cycle));

            assertEquals(indices.get(A_DAY - 1), purged.fromIndex());
            assertEquals(indices.get(3 * A_DAY), purged.toIndex());
            assertEquals(log.firstIndex(), purged.toIndex());
        }
    }

    @Test
    void goesFromCycleToCycleWhileNothingIsMissing() throws IOException {
        CycleView cycle = cycles.openAfter(0);
        int count = readToEnd(cycle);
        while (CycleView.numberOf(log.lastIndex()) > cycle.number()) {
            final CycleView next = cycles.openAfter(cycle);
            cycle.close();
            cycle = next;
            count += readToEnd(cycle);
        }
        cycle.close();

        assertEquals(indices.size(), count);
    }

    @Test
    void openingTellsWhatIsGoneBehindAnIndex() throws IOException {
        log.purge(indices.get(2 * A_DAY));

        final PurgedException purged = assertThrows(PurgedException.class, () -> cycles.openAfter(indices.get(4)));
        assertEquals(indices.get(4), purged.fromIndex());
        assertEquals(indices.get(2 * A_DAY), purged.toIndex());
        assertEquals(0, assertThrows(PurgedException.class, () -> cycles.openAfter(0)).fromIndex());
        try (CycleView cycle = cycles.openAfter(indices.get(2 * A_DAY - 1))) {
            assertEquals(indices.get(2 * A_DAY), cycle.nextIndex());
        }
    }

    @Test
    void afterEverythingIsPurgedTheNextToComeIsNamed() {
        while (log.purge(log.lastIndex()) > 0) {
            Thread.onSpinWait();
        }

        final PurgedException purged = assertThrows(PurgedException.class, () -> cycles.openAfter(indices.get(4)));
        fixture.clock.epochNs += 1;
        assertEquals(fixture.append(log, 99, 8), purged.toIndex());
    }

    @Test
    void aFileThatDoesNotFollowIsADamageAndNoPurge() throws IOException {
        try (CycleView first = cycles.openAfter(indices.get(0))) {
            assertThrows(CorruptStoreException.class,
                () -> new CycleFolder(Folders.proven(fixture.folder), new CycleFolder.Owner("a", "b", 1), 4096)
                    .openAfter(first));
        }
    }

    @Test
    void aPeerOverSharedMemoryHasThePurgeAsTheCauseOfItsFault() throws PeerFaultException {
        try (PeerLog peer = PeerLog.open(Folders.proven(fixture.folder), owner(), 0, fixture.maxMessageLength)) {
            log.purge(indices.get(2 * A_DAY));
            for (int i = 0; i < A_DAY; i++) {
                peer.next();
            }

            final PeerFaultException fault = assertThrows(PeerFaultException.class, peer::next);

            final PurgedException purged = assertInstanceOf(PurgedException.class, fault.getCause());
            assertEquals(indices.get(A_DAY - 1), purged.fromIndex());
            assertEquals(indices.get(2 * A_DAY), purged.toIndex());
        }
    }
}
