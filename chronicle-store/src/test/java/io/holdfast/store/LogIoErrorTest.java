package io.holdfast.store;

import io.holdfast.Connection;
import io.holdfast.StoreException;
import io.holdfast.store.FaultyDisk.Operation;
import io.holdfast.store.shm.PeerFaultException;
import io.holdfast.store.shm.PeerLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static io.holdfast.store.LogFixture.numbers;
import static io.holdfast.store.LogFixture.readAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A disk that fails or fills in the middle of things: what was accepted stays, what comes next is refused. */
class LogIoErrorTest {
    private static final int SEEDS = Integer.getInteger("holdfast.fullDisks", 20);
    private static final int LENGTH = 1000;

    @TempDir
    private Path folder;
    private final FaultyDisk disk = new FaultyDisk();
    private LogFixture fixture;
    private long accepted;

    @BeforeEach
    void prepare() {
        fixture = new LogFixture(folder.resolve("log"));
    }

    private Log open() {
        return Log.open(fixture.context().disk(disk));
    }

    private long appendUntilRefused(final Log log) {
        while (true) {
            final long result = fixture.append(log, accepted + 1, LENGTH);
            if (result < 0) {
                return result;
            }
            accepted++;
        }
    }

    private void append(final Log log, final int messages) {
        for (int i = 0; i < messages; i++) {
            assertTrue(fixture.append(log, accepted + 1, LENGTH) > 0);
            accepted++;
        }
    }

    @ParameterizedTest
    @EnumSource(value = Operation.class, names = {"WRITE", "CREATE", "RENAME"})
    void anErrorStopsTheLogUntilItIsOpenedAnew(final Operation operation) {
        try (Log log = open()) {
            append(log, 10);
            disk.fail(operation, FaultyDisk.IO_ERROR);
            assertEquals(Connection.STORE_FAILED, appendUntilRefused(log));

            disk.rule = FaultyDisk.WELL;
            assertEquals(Connection.STORE_FAILED, fixture.append(log, accepted + 1, LENGTH));
            assertEquals(numbers(1, accepted), readAll(log));
        }
        try (Log log = open()) {
            assertEquals(numbers(1, accepted), readAll(log));
            append(log, 1000);
            assertEquals(numbers(1, accepted), readAll(log));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Operation.class, names = {"WRITE", "CREATE", "RENAME"})
    void aFullDiskRefusesAndGoesOn(final Operation operation) {
        try (Log log = open()) {
            for (int round = 0; round < 3; round++) {
                append(log, 10);
                disk.fail(operation, FaultyDisk.NO_SPACE);
                assertEquals(Connection.STORE_FULL, appendUntilRefused(log));
                assertEquals(Connection.STORE_FULL, appendUntilRefused(log));
                log.doWork();
                assertEquals(numbers(1, accepted), readAll(log));
                disk.rule = FaultyDisk.WELL;
            }
            append(log, 1000);
            assertEquals(numbers(1, accepted), readAll(log));
        }
    }

    @Test
    void aLackOfDescriptorsAtARollRefusesAndGoesOnOnceThereAreSome() {
        try (Log log = open()) {
            append(log, 10);
            disk.fail(Operation.CREATE, FaultyDisk.NO_DESCRIPTOR);
            assertEquals(Connection.STORE_FULL, appendUntilRefused(log));
            assertEquals(Connection.STORE_FULL, appendUntilRefused(log));
            log.doWork();
            disk.rule = FaultyDisk.WELL;

            append(log, 1000);

            assertEquals(numbers(1, accepted), readAll(log));
        }
    }

    @Test
    void nothingFollowsAnEndMarkWhenTheNextFileCannotGetItsName() throws PeerFaultException {
        try (Log log = open(); PeerLog peer = PeerLog.open(Folders.proven(fixture.folder),
            new CycleFolder.Owner("a", "b", log.incarnation()), 0, fixture.maxMessageLength)) {
            disk.fail(Operation.RENAME, FaultyDisk.NO_SPACE);
            assertEquals(Connection.STORE_FULL, appendUntilRefused(log));
            final Cycle live = log.live();
            assertTrue(live.acquire());
            assertEquals(ChronicleFormat.END_OF_FILE, OffHeap.getInt(live.address() + live.end()));
            assertEquals(numbers(1, accepted), readPeer(peer));

            assertEquals(Connection.STORE_FULL, fixture.append(log, accepted + 1, 8));
            assertEquals(ChronicleFormat.END_OF_FILE, OffHeap.getInt(live.address() + live.end()));
            assertFalse(peer.next());
            disk.rule = FaultyDisk.WELL;
            append(log, 10);

            assertEquals(ChronicleFormat.END_OF_FILE, OffHeap.getInt(live.address() + live.end()));
            assertEquals(numbers(accepted - 9, accepted), readPeer(peer));
            live.release();
            assertEquals(live.number() + 1, log.live().number());
        }
    }

    private static List<Long> readPeer(final PeerLog peer) throws PeerFaultException {
        final List<Long> numbers = new ArrayList<>();
        while (peer.next()) {
            numbers.add(OffHeap.getLong(peer.recordAddress() + RecordDescriptor.HEADER_LENGTH));
        }
        return numbers;
    }

    @Test
    void aLogThatEndedWithAnEndMarkOnlyGoesOnWhenOpenedAnew() {
        try (Log log = open()) {
            disk.fail(Operation.RENAME, FaultyDisk.IO_ERROR);
            assertEquals(Connection.STORE_FAILED, appendUntilRefused(log));
        }
        disk.rule = FaultyDisk.WELL;

        try (Log log = open()) {
            append(log, 500);
            assertEquals(numbers(1, accepted), readAll(log));
        }
    }

    @Test
    void housekeepingTellsAnErrorAndTheLogTakesNothingMore() {
        fixture.cycleSize = 16 << 20;
        try (Log log = open()) {
            append(log, 1000);
            disk.fail(Operation.WRITE, FaultyDisk.IO_ERROR);

            final StoreException fault = assertThrows(StoreException.class, () -> {
                while (log.doWork() > 0) {
                    Thread.onSpinWait();
                }
            });

            assertTrue(fault.getMessage().contains(FaultyDisk.IO_ERROR), fault.getMessage());
            assertFalse(IoFault.isFull(fault));
            disk.rule = FaultyDisk.WELL;
            assertEquals(Connection.STORE_FAILED, appendUntilRefused(log));
            assertEquals(numbers(1, accepted), readAll(log));
        }
    }

    @Test
    void aCycleThatCannotBeDeletedIsToldAndStays() {
        try (Log log = open()) {
            append(log, 1000);
            disk.fail(Operation.DELETE, FaultyDisk.IO_ERROR);

            assertThrows(StoreException.class, () -> log.purge(log.lastIndex()));

            assertEquals(numbers(1, accepted), readAll(log));
            disk.rule = FaultyDisk.WELL;
            assertTrue(log.purge(log.lastIndex()) > 0);
            append(log, 10);
        }
    }

    @Test
    void aFullDiskAtRandomPointsLosesAndRepeatsNothing() throws PeerFaultException {
        for (long seed = 1; seed <= SEEDS; seed++) {
            accepted = 0;
            fixture = new LogFixture(folder.resolve("log" + seed));
            run(new SplittableRandom(seed), "seed=" + seed);
            disk.rule = FaultyDisk.WELL;
        }
    }

    private void run(final SplittableRandom random, final String seed) throws PeerFaultException {
        final List<Long> seen = new ArrayList<>();
        try (Log log = open(); PeerLog peer = PeerLog.open(Folders.proven(fixture.folder),
            new CycleFolder.Owner("a", "b", log.incarnation()), 0, fixture.maxMessageLength)) {
            for (int step = 0; step < 150; step++) {
                final int percent = random.nextInt(60);
                final SplittableRandom faults = random.split();
                disk.rule = random.nextInt(3) == 0 ? FaultyDisk.WELL
                    : (operation, path) -> operation.isInNeedOfRoom() && faults.nextInt(100) < percent
                        ? FaultyDisk.NO_SPACE : null;
                for (int i = random.nextInt(40); i > 0; i--) {
                    final long result = fixture.append(log, accepted + 1, 8 + random.nextInt(10_000));
                    assertTrue(result > 0 || result == Connection.STORE_FULL, seed + " result=" + result);
                    accepted += result > 0 ? 1 : 0;
                }
                log.doWork();
                seen.addAll(readPeer(peer));
                log.purge(peer.index());
                assertEquals(accepted, seen.size(), seed);
            }
        }
        assertEquals(numbers(1, accepted), seen, seed);
        disk.rule = FaultyDisk.WELL;
        try (Log log = open()) {
            assertEquals(accepted, log.lastOrdinal(), seed);
            append(log, 1);
        }
    }
}
