package io.holdfast.store;

import io.holdfast.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What goes wrong at the edges of a log's life is answered, neither thrown at a sender nor left mapped. */
class LogEdgesTest {
    @TempDir
    private Path folder;

    @Test
    void housekeepingAfterTheEndDoesNothing() {
        final LogFixture fixture = new LogFixture(folder);
        fixture.cycleSize = 1 << 20;
        final Log log = fixture.open();
        fixture.appendAll(log, 1, 1000);
        log.close();

        assertEquals(0, log.doWork());
        assertEquals(0, log.purge(log.lastIndex()));
    }

    @Test
    void aRollThatCannotMakeItsFileFailsTheStoreAndLosesNothing() throws IOException {
        final LogFixture fixture = new LogFixture(folder);
        final Path inTheWay = folder.resolve("send").resolve("next.tmp").resolve("x");
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 10);
            Files.createDirectories(inTheWay);
            fixture.clock.epochNs += LogFixture.DAY_NS;

            assertEquals(Connection.STORE_FAILED, fixture.append(log, 11, 8));
            assertEquals(Connection.STORE_FAILED, fixture.append(log, 11, 8));
            assertEquals(LogFixture.numbers(1, 10), LogFixture.readAll(log));
        }
        Files.delete(inTheWay);
        try (Log log = fixture.open()) {
            assertTrue(fixture.append(log, 11, 8) > 0);
        }
    }
}
