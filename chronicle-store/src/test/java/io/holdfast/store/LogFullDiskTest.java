package io.holdfast.store;

import io.holdfast.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** On a file system of its own, which only a privileged user may mount; skipped otherwise. */
class LogFullDiskTest {
    @TempDir
    private Path folder;
    private SmallDisk disk;
    private Path mount;

    @BeforeEach
    void mountSmallDisk() {
        disk = SmallDisk.inMemory(folder, 2);
        mount = disk.path();
    }

    @AfterEach
    void unmount() {
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void answersStoreFullKeepsWhatItAcceptedAndGoesOnWhenThereIsRoom() throws IOException {
        final LogFixture fixture = new LogFixture(mount.resolve("log"));
        final Path ballast = mount.resolve("ballast");
        try (Log log = fixture.open()) {
            Files.write(ballast, new byte[1 << 20]);
            long accepted = 0;
            long result = 1;
            while (result > 0) {
                result = fixture.append(log, accepted + 1, 300);
                accepted += result > 0 ? 1 : 0;
                log.doWork();
            }

            assertEquals(Connection.STORE_FULL, result);
            assertEquals(Connection.STORE_FULL, fixture.append(log, accepted + 1, 300));
            assertEquals(LogFixture.numbers(1, accepted), LogFixture.readAll(log));

            Files.delete(ballast);
            fixture.appendAll(log, accepted + 1, accepted + 1000);
            assertEquals(LogFixture.numbers(1, accepted + 1000), LogFixture.readAll(log));
        }
    }

    @Test
    void opensAndReadsOnAFullDisk() throws IOException {
        final LogFixture fixture = new LogFixture(mount.resolve("log"));
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 100);
        }
        final Path ballast = mount.resolve("ballast");
        fill(ballast);

        try (Log log = fixture.open()) {
            assertEquals(LogFixture.numbers(1, 100), LogFixture.readAll(log));
            long accepted = 100;
            while (fixture.append(log, accepted + 1, 300) > 0) {
                accepted++;
            }
            Files.delete(ballast);
            fixture.appendAll(log, accepted + 1, accepted + 500);
            assertEquals(LogFixture.numbers(1, accepted + 500), LogFixture.readAll(log));
        }
    }

    @Test
    void answersStoreFullWhenTheFirstRollOfAProcessFindsTheDiskFull() throws Exception {
        final LogFixture fixture = new LogFixture(mount.resolve("log"));
        fixture.open().close();
        final Field head = ChronicleFormat.class.getDeclaredField("head");
        head.setAccessible(true);
        head.set(null, null);
        try (Log log = fixture.open()) {
            long accepted = 0;
            while (log.live().reservedTo() < fixture.cycleSize) {
                fixture.append(log, ++accepted, 300);
            }
            final Path ballast = mount.resolve("ballast");
            fill(ballast);
            long result = 1;
            while (result > 0) {
                result = fixture.append(log, accepted + 1, 300);
                accepted += result > 0 ? 1 : 0;
            }

            assertEquals(Connection.STORE_FULL, result);
            Files.delete(ballast);
            fixture.appendAll(log, accepted + 1, accepted + 100);
            assertEquals(LogFixture.numbers(1, accepted + 100), LogFixture.readAll(log));
        }
    }

    private static void fill(final Path file) {
        try (var out = Files.newOutputStream(file)) {
            for (int n = 0; n < 10_000; n++) {
                out.write(new byte[4096]);
            }
        } catch (final IOException e) {
            assertTrue(e.getMessage().contains("No space"), e.getMessage());
        }
    }

    private static long allocatedBytes(final Path file) throws IOException, InterruptedException {
        final Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        final String blocks = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        assumeTrue(stat.waitFor() == 0, "there is no stat here");
        return Long.parseLong(blocks) * 512;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noFileThatIsMappedHasAHole(final boolean isExt4) throws Exception {
        try (SmallDisk other = isExt4 ? SmallDisk.ext4(folder.resolve("ext4"), 8)
            : SmallDisk.inMemory(folder.resolve("tmpfs"), 8);
             StoreRoot root = StoreRoot.open(other.path(), "A", new StoreContext().cycleSize(256 << 10)
                 .maxMessageLength(4096));
             ConnectionStore store = root.connection("B")) {
            for (int i = 0; i < 5000; i++) {
                assertTrue(store.sendQueue().offer(1, 0, new byte[100], LogFixture.BYTE_BASE, 100) > 0);
                store.sendQueue().doWork();
            }
            final List<Path> files;
            try (Stream<Path> all = Files.walk(store.directory())) {
                files = all.filter(Files::isRegularFile).toList();
            }
            for (final Path file : files) {
                assertTrue(allocatedBytes(file) >= Files.size(file), () -> file + " has a hole");
            }
            assertTrue(files.stream().anyMatch(file -> file.endsWith("metadata.cq4t")));
        }
    }

    @Test
    void opensWithoutAListingForStockToolsAndMakesItOnceThereIsRoom() throws IOException {
        final LogFixture fixture = new LogFixture(mount.resolve("log"));
        final Path listing = mount.resolve("log/send/metadata.cq4t");
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 10);
        }
        Files.delete(listing);
        disk.leave(0);

        try (Log log = fixture.open()) {
            assertEquals(LogFixture.numbers(1, 10), LogFixture.readAll(log));
            assertFalse(Files.exists(listing));
            disk.free();
            fixture.appendAll(log, 11, 3000);
            log.doWork();
            assertTrue(Files.exists(listing));
            assertEquals(LogFixture.numbers(1, 3000), LogFixture.readAll(log));
        }
    }

    @Test
    void aLogThatEndsWithAnEndMarkOpensOnAFullDisk() {
        final LogFixture fixture = new LogFixture(mount.resolve("log"));
        final FaultyDisk faulty = new FaultyDisk();
        long accepted = 0;
        try (Log log = Log.open(fixture.context().disk(faulty))) {
            faulty.fail(FaultyDisk.Operation.RENAME, FaultyDisk.NO_SPACE);
            while (fixture.append(log, accepted + 1, 300) > 0) {
                accepted++;
            }
        }
        disk.leave(0);

        for (int round = 0; round < 2; round++) {
            try (Log log = fixture.open()) {
                assertEquals(LogFixture.numbers(1, accepted), LogFixture.readAll(log));
                assertEquals(Connection.STORE_FULL, fixture.append(log, accepted + 1, 300));
                log.doWork();
                assertEquals(0, log.purge(log.lastIndex()));
            }
        }
        try (Log log = fixture.open()) {
            disk.free();
            fixture.appendAll(log, accepted + 1, accepted + 1000);
            assertEquals(LogFixture.numbers(1, accepted + 1000), LogFixture.readAll(log));
        }
    }

    @Test
    void givesUpItsOwnAckedCycleWhenTheDiskIsFull() {
        final LogFixture fixture = new LogFixture(mount.resolve("log"));
        fixture.cycleSize = 16 << 20;
        try (Log log = fixture.open()) {
            long accepted = 0;
            for (int round = 0; round < 5; round++) {
                disk.leave(200 << 10);
                while (fixture.append(log, accepted + 1, 300) > 0) {
                    accepted++;
                    log.doWork();
                }
                final long acked = log.lastIndex();
                log.state().ackedIndex(acked);
                log.purge(acked);

                assertTrue(fixture.append(log, accepted + 1, 300) > 0, "round=" + round);
                log.purge(acked);
                accepted++;
                assertEquals(LogFixture.numbers(accepted, accepted), LogFixture.readAll(log));
                assertEquals(accepted, log.lastOrdinal());
            }
        }
    }
}
