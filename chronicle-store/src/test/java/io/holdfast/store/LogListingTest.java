package io.holdfast.store;

import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The listing that stock tools go by takes something of the process only while cycles come and go. */
@EnabledOnOs(OS.LINUX)
class LogListingTest {
    private static final String LISTING = "metadata.cq4t";
    private static final long QUIET_NS = 10_000_000_000L;

    @TempDir
    private Path folder;

    private static long openListings() {
        BackgroundResourceReleaser.releasePendingResources();
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.filter(line -> line.contains(LISTING) && !line.contains("(deleted)")).count();
        } catch (final IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aQuietLogHasItNotOpen() {
        final long before = openListings();
        final LogFixture fixture = new LogFixture(folder);

        try (Log log = fixture.open()) {
            fixture.append(log, 1, 10);
            log.doWork();

            assertEquals(before, openListings());
            assertTrue(Files.exists(folder.resolve("send").resolve(LISTING)));
        }
    }

    @Test
    void aLogClosedInOrderDoesNotTouchItWhenItIsOpenedAgain() throws IOException {
        final LogFixture fixture = new LogFixture(folder);
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 3000);
        }
        final Path listing = folder.resolve("send").resolve(LISTING);
        Files.setLastModifiedTime(listing, FileTime.fromMillis(0));

        try (Log log = fixture.open()) {
            log.doWork();
        }

        assertEquals(FileTime.fromMillis(0), Files.getLastModifiedTime(listing));
    }

    @Test
    void itIsGivenBackSomeTimeAfterACycleWasBegun() {
        final LogFixture fixture = new LogFixture(folder);
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 3000);
            log.doWork();

            assertEquals(1, openListings());
            fixture.clock.epochNs += QUIET_NS;
            log.doWork();

            assertEquals(0, openListings());
        }
    }
}
