package io.holdfast.store;

import io.holdfast.Connection;
import io.holdfast.PeerName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A quota and a low-water mark: who is refused beyond them, what is given up first, and how it goes on. */
class DiskBudgetTest {
    private static final long QUOTA = 3 << 20;
    private static final int LENGTH = 1000;
    private static final byte[] PAYLOAD = new byte[LENGTH];

    @TempDir
    private Path folder;

    private StoreContext options() {
        return new StoreContext().clock(new LogFixture.ManualClock()).bootId(LogFixture.BOOT)
            .cycleSize(LogContext.MIN_CYCLE_SIZE).maxMessageLength(64 << 10).diskQuotaBytes(QUOTA);
    }

    private static long offer(final ConnectionStore store) {
        return store.sendQueue().offer(1, 0, PAYLOAD, LogFixture.BYTE_BASE, LENGTH);
    }

    private static long reply(final ConnectionStore store) {
        return store.sendQueue().reply(1, PAYLOAD, LogFixture.BYTE_BASE, LENGTH, 1);
    }

    private static long offerUntilRefused(final ConnectionStore store) {
        long result = 1;
        for (int i = 0; i < 100_000 && result > 0; i++) {
            result = offer(store);
            store.sendQueue().doWork();
        }
        return result;
    }

    private static void keepHouse(final ConnectionStore store) {
        for (int i = 0; i < 100; i++) {
            store.sendQueue().doWork();
        }
    }

    private long bytesBelow(final StoreRoot root) {
        try (Stream<Path> files = Files.walk(root.directory())) {
            return files.filter(file -> Files.isRegularFile(file) && isOfConnection(root, file))
                .mapToLong(file -> file.toFile().length()).sum();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOfConnection(final StoreRoot root, final Path file) {
        final Path below = root.directory().relativize(file);
        return below.getNameCount() > 1 && PeerName.isValid(below.getName(0).toString());
    }

    @Test
    void refusesSendsBeyondTheQuotaOfAllConnectionsAndGoesOnByItselfOnceTheyAreAcked() {
        try (StoreRoot root = StoreRoot.open(folder, "A", options())) {
            final ConnectionStore one = root.connection("B");
            final ConnectionStore other = root.connection("C");
            assertEquals(Connection.STORE_FULL, offerUntilRefused(one));
            assertEquals(Connection.STORE_FULL, offerUntilRefused(other));
            assertTrue(root.diskBytes() <= QUOTA, "bytes=" + root.diskBytes());
            assertTrue(root.diskBytes() > QUOTA - (512 << 10), "bytes=" + root.diskBytes());
            assertEquals(bytesBelow(root), root.diskBytes());

            assertTrue(one.sendQueue().acked(one.sendQueue().lastIndex()));
            keepHouse(one);

            for (int i = 0; i < 500; i++) {
                assertTrue(offer(other) > 0, "i=" + i);
                other.sendQueue().doWork();
            }
            assertEquals(bytesBelow(root), root.diskBytes());
        }
    }

    @Test
    void aLiveCycleThatIsAckedIsGivenUpForOneWhoNeedsRoom() {
        try (StoreRoot root = StoreRoot.open(folder, "A", options().cycleSize(16 << 20))) {
            final ConnectionStore one = root.connection("B");
            final ConnectionStore other = root.connection("C");
            assertEquals(Connection.STORE_FULL, offerUntilRefused(one));
            assertTrue(one.sendQueue().acked(one.sendQueue().lastIndex()));
            assertEquals(Connection.STORE_FULL, offerUntilRefused(other));

            keepHouse(one);

            assertTrue(offer(other) > 0);
            assertEquals(0, one.sendQueue().unackedMessages());
            assertEquals(bytesBelow(root), root.diskBytes());
        }
    }

    @Test
    void aSingleSenderGivesUpItsOwnAckedCycle() {
        try (StoreRoot root = StoreRoot.open(folder, "A", options().cycleSize(16 << 20).singleSender(true))) {
            final ConnectionStore one = root.connection("B");
            for (int round = 0; round < 3; round++) {
                assertEquals(Connection.STORE_FULL, offerUntilRefused(one), "round=" + round);
                assertTrue(one.sendQueue().acked(one.sendQueue().lastIndex()));
                assertTrue(offer(one) > 0, "round=" + round);
                keepHouse(one);
                assertTrue(root.diskBytes() < QUOTA / 2, "bytes=" + root.diskBytes());
            }
        }
    }

    @Test
    void repliesGoOnUpToTwiceTheQuota() {
        try (StoreRoot root = StoreRoot.open(folder, "A", options())) {
            final ConnectionStore one = root.connection("B");
            assertEquals(Connection.STORE_FULL, offerUntilRefused(one));

            for (int i = 0; i < 1000; i++) {
                assertTrue(reply(one) > 0, "i=" + i);
            }
            assertTrue(root.diskBytes() > QUOTA);
            long result = 1;
            for (int i = 0; i < 100_000 && result > 0; i++) {
                result = reply(one);
            }
            assertEquals(Connection.STORE_FULL, result);
            assertTrue(root.diskBytes() <= 2 * QUOTA);
            assertTrue(one.sendQueue().acked(one.sendQueue().lastIndex()));
            keepHouse(one);
            assertTrue(offer(one) > 0);
        }
    }

    @Test
    void whatIsRetainedIsGivenUpFirst() {
        try (StoreRoot root = StoreRoot.open(folder, "A", options().retainNs(Long.MAX_VALUE))) {
            final ConnectionStore one = root.connection("B");
            final ConnectionStore other = root.connection("C");
            for (int i = 0; i < 2000; i++) {
                assertTrue(offer(one) > 0);
                assertTrue(one.sendQueue().acked(one.sendQueue().lastIndex()));
                one.sendQueue().doWork();
            }
            final long retained = one.sendQueue().log().diskBytes();
            assertTrue(retained > QUOTA / 2, "retained=" + retained);

            for (int i = 0; i < 2000; i++) {
                assertTrue(offer(other) > 0, "i=" + i);
                one.sendQueue().doWork();
                other.sendQueue().doWork();
            }

            assertEquals(2000, other.sendQueue().unackedMessages());
            assertTrue(one.sendQueue().log().diskBytes() < retained);
            assertTrue(root.diskBytes() <= QUOTA);
        }
    }

    @Test
    void stopsGivingUpOnceThereIsRoom() {
        try (StoreRoot root = StoreRoot.open(folder, "A", options().retainNs(Long.MAX_VALUE))) {
            final ConnectionStore one = root.connection("B");
            while (root.diskBytes() < QUOTA - (600 << 10)) {
                assertTrue(offer(one) > 0);
                assertTrue(one.sendQueue().acked(one.sendQueue().lastIndex()));
                one.sendQueue().doWork();
            }
            for (int i = 0; i < 1000; i++) {
                assertTrue(offer(one) > 0);
                assertTrue(one.sendQueue().acked(one.sendQueue().lastIndex()));
                one.sendQueue().doWork();
                assertTrue(root.diskBytes() > QUOTA / 2, "i=" + i + " bytes=" + root.diskBytes());
            }
        }
    }

    @Test
    void connectionsThatAreNotOpenCountToo() {
        try (StoreRoot root = StoreRoot.open(folder, "A", options())) {
            assertEquals(Connection.STORE_FULL, offerUntilRefused(root.connection("B")));
        }
        try (StoreRoot root = StoreRoot.open(folder, "A", options())) {
            assertEquals(bytesBelow(root), root.diskBytes());
            final ConnectionStore other = root.connection("C");
            assertEquals(Connection.STORE_FULL, offerUntilRefused(other));
            assertTrue(other.sendQueue().lastOrdinal() < 200, "accepted=" + other.sendQueue().lastOrdinal());
            other.close();
            assertEquals(bytesBelow(root), root.diskBytes());
            final ConnectionStore one = root.connection("B");
            assertTrue(one.sendQueue().acked(one.sendQueue().lastIndex()));
            keepHouse(one);
            assertTrue(offer(one) > 0);
            assertEquals(bytesBelow(root), root.diskBytes());
        }
    }

    @Test
    void whatACutLeavesEmptyIsCountedUntilTheCycleIsDeleted() throws IOException {
        final LogFixture.ManualClock clock = new LogFixture.ManualClock();
        final StoreContext options = options().clock(clock).cycleSize(16 << 20).diskQuotaBytes(64 << 20);
        try (StoreRoot root = StoreRoot.open(folder, "A", options)) {
            final ConnectionStore one = root.connection("B");
            for (int i = 0; i < 1500; i++) {
                assertTrue(offer(one) > 0);
                one.sendQueue().doWork();
            }
        }
        final Path cycle = CrashCopy.cycles(folder.resolve("A/B")).get(0);
        try (RandomAccessFile file = new RandomAccessFile(cycle.toFile(), "rw")) {
            file.seek(CyclePreamble.DATA_START + 10 * LENGTH);
            file.write(PAYLOAD);
        }
        try (StoreRoot root = StoreRoot.open(folder, "A", options.bootId(new UUID(2, 2)))) {
            final ConnectionStore one = root.connection("B");
            assertTrue(one.sendQueue().lastOrdinal() < 20, "the power failure has cut it");
            clock.epochNs += LogFixture.DAY_NS;
            keepHouse(one);
            assertTrue(one.sendQueue().acked(one.sendQueue().lastIndex()));
            keepHouse(one);

            assertFalse(Files.exists(cycle));
            assertEquals(bytesBelow(root), root.diskBytes());
        }
    }

    @Test
    void leavesFreeOnTheFileSystemWhatItIsToldTo() {
        final long free = folder.toFile().getUsableSpace();
        try (StoreRoot root = StoreRoot.open(folder, "A",
            options().diskQuotaBytes(0).minFreeBytes(free + (1L << 40)))) {
            final ConnectionStore one = root.connection("B");

            assertEquals(Connection.STORE_FULL, offerUntilRefused(one));
            assertTrue(one.sendQueue().lastOrdinal() < 200, "accepted=" + one.sendQueue().lastOrdinal());
            for (int i = 0; i < 1000; i++) {
                assertTrue(reply(one) > 0);
            }
            assertTrue(one.sendQueue().acked(one.sendQueue().lastIndex()));
            keepHouse(one);
            assertTrue(offer(one) > 0);
        }
    }

    @Test
    void refusesAQuotaThatNoMessageFitsIntoAndNegativeBounds() {
        assertTrue(new StoreContext().diskQuotaBytes(1 << 20).faults().get(0).contains("diskQuotaBytes"));
        assertTrue(new StoreContext().minFreeBytes(-1).faults().get(0).contains("minFreeBytes"));
        assertTrue(new StoreContext().retainNs(-1).faults().get(0).contains("retainNs"));
        assertTrue(new StoreContext().retainBytes(-1).faults().get(0).contains("retainBytes"));
    }
}
