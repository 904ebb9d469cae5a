package io.holdfast.store;

import io.holdfast.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** On a file system of its own, which only a privileged user may mount; skipped otherwise. */
class LogFullDiskTest {
    @TempDir
    private Path folder;
    private Path mount;
    private boolean isMounted;

    @BeforeEach
    void mountSmallDisk() throws IOException, InterruptedException {
        mount = Files.createDirectory(folder.resolve("disk"));
        isMounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", mount.toString());
        assumeTrue(isMounted, "this user may not mount a small tmpfs");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (isMounted) {
            // lazily, for Chronicle lets go of its mappings in a thread of its own
            assertTrue(run("umount", "-l", mount.toString()));
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

    private static boolean run(final String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (final IOException e) {
            return false;
        }
    }
}
