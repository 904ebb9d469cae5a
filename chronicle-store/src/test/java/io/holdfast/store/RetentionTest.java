package io.holdfast.store;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static io.holdfast.store.LogFixture.DAY_NS;
import static io.holdfast.store.LogFixture.numbers;
import static io.holdfast.store.LogFixture.readAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Which acked cycles stay, and for how long. Each day has a cycle of ten messages. */
class RetentionTest {
    private static final int A_DAY = 10;

    @TempDir
    private Path folder;
    private LogFixture fixture;
    private long next = 1;

    @BeforeEach
    void prepare() {
        fixture = new LogFixture(folder.resolve("log"));
    }

    private void live(final Log log, final int days) {
        for (int day = 0; day < days; day++) {
            fixture.appendAll(log, next, next + A_DAY - 1);
            next += A_DAY;
            fixture.clock.epochNs += DAY_NS;
            log.doWork();
        }
    }

    private long cycles() {
        try (Stream<Path> files = Files.list(fixture.folder.resolve("send"))) {
            return files.filter(file -> file.toString().endsWith(".cq4")).count();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int purgeAll(final Log log, final long acked) {
        int purged = 0;
        int now = 1;
        while (now > 0) {
            now = log.purge(acked);
            purged += now;
        }
        return purged;
    }

    @Test
    void deletesAtOnceWhatIsAckedByDefault() {
        try (Log log = fixture.open()) {
            live(log, 6);

            assertEquals(0, purgeAll(log, log.firstIndex()));
            assertEquals(6, purgeAll(log, log.lastIndex()));
            assertEquals(1, cycles());
        }
    }

    @Test
    void keepsAckedCyclesForAWhileAfterTheyWereFinished() {
        try (Log log = Log.open(fixture.context().retainNs(3 * DAY_NS))) {
            live(log, 2);
            assertEquals(0, purgeAll(log, log.lastIndex()));
            fixture.clock.epochNs += 2 * DAY_NS - 1;
            assertEquals(0, purgeAll(log, log.lastIndex()));
            fixture.clock.epochNs += 1;
            assertEquals(1, purgeAll(log, log.lastIndex()));
            assertEquals(numbers(A_DAY + 1, 2 * A_DAY), readAll(log));
            fixture.clock.epochNs += DAY_NS;
            assertEquals(1, purgeAll(log, log.lastIndex()));
        }
    }

    @Test
    void anAckThatWentBackAndForthIsForcedBeforeWhatItCoversIsDeleted() {
        final DiskDouble disk = new DiskDouble();
        try (Log log = Log.open(fixture.context().disk(disk).retainNs(3 * DAY_NS))) {
            live(log, 4);
            assertEquals(1, purgeAll(log, log.lastIndex()));
            assertEquals(0, purgeAll(log, log.firstIndex()));
            fixture.clock.epochNs += DAY_NS;
            disk.takeForced();

            assertEquals(1, purgeAll(log, log.lastIndex()));

            assertTrue(disk.takeForced().contains("state"));
        }
    }

    @Test
    void keepsAckedCyclesUpToASize() {
        try (Log log = Log.open(fixture.context().retainBytes(1 << 20))) {
            live(log, 30);
            final long each = log.live().reservedTo();

            purgeAll(log, log.lastIndex());

            assertEquals((1 << 20) / each + 1, cycles());
            assertEquals(next - 1, log.lastOrdinal());
            assertTrue(log.diskBytes() <= (1 << 20) + each, "bytes=" + log.diskBytes());
        }
    }

    @Test
    void letsACycleGoWhenEitherBoundSaysSo() {
        try (Log log = Log.open(fixture.context().retainNs(5 * DAY_NS).retainBytes(400 << 10))) {
            live(log, 5);
            purgeAll(log, log.lastIndex());
            assertEquals((400 << 10) / log.live().reservedTo() + 1, cycles());
            fixture.clock.epochNs += 5 * DAY_NS;
            purgeAll(log, log.lastIndex());
            assertEquals(1, cycles());
        }
    }

    @Test
    void neverDeletesWhatIsNotAckedHoweverOldAndMuchItIs() {
        try (Log log = Log.open(fixture.context().retainNs(DAY_NS).retainBytes(1))) {
            live(log, 10);
            fixture.clock.epochNs += 4000 * DAY_NS;

            assertEquals(0, purgeAll(log, 0));
            final long third;
            try (LogReader reader = log.reader()) {
                for (int i = 0; i < 3 * A_DAY; i++) {
                    assertTrue(reader.next());
                }
                third = reader.index();
            }
            assertEquals(2, purgeAll(log, third - 1));
            assertEquals(1, purgeAll(log, third));
            assertEquals(numbers(3 * A_DAY + 1, next - 1), readAll(log));
        }
    }

    @Test
    void neverDeletesUnderAReader() {
        try (Log log = fixture.open(); LogReader reader = log.reader()) {
            live(log, 6);
            for (int i = 0; i < A_DAY + 1; i++) {
                assertTrue(reader.next());
            }

            assertEquals(1, purgeAll(log, log.lastIndex()));
            for (long number = A_DAY + 2; number < next; number++) {
                assertTrue(reader.next());
                assertEquals(number, LogFixture.numberAt(reader));
            }
            assertEquals(4, purgeAll(log, log.lastIndex()));
        }
        try (Log log = fixture.open()) {
            assertEquals(1, purgeAll(log, log.lastIndex()));
            assertEquals(1, cycles());
        }
    }

    @Test
    void deletesAFewAtATime() {
        try (Log log = fixture.open()) {
            live(log, 50);

            assertTrue(log.purge(log.lastIndex()) <= 4);
            assertTrue(cycles() >= 47);
        }
    }

    @Test
    void theAgeOutlivesARestart() {
        try (Log log = Log.open(fixture.context().retainNs(3 * DAY_NS))) {
            live(log, 2);
        }
        fixture.clock.epochNs += 2 * DAY_NS;
        try (Log log = Log.open(fixture.context().retainNs(3 * DAY_NS))) {
            assertEquals(1, purgeAll(log, log.lastIndex()));
        }
    }

    @Test
    void aClockThatWasTenYearsAheadKeepsNothingForTenYears() {
        try (Log log = Log.open(fixture.context().retainNs(3 * DAY_NS))) {
            fixture.clock.epochNs += 3652 * DAY_NS;
            live(log, 5);
            fixture.clock.epochNs -= 3652 * DAY_NS;
            live(log, 1);
            assertEquals(0, purgeAll(log, log.lastIndex()));

            fixture.clock.epochNs += 3 * DAY_NS;
            purgeAll(log, log.lastIndex());

            assertEquals(1, cycles());
        }
    }

    @Test
    void anAckSetBackKeepsWhatItUncovers() {
        try (Log log = fixture.open()) {
            live(log, 6);
            final long first;
            try (LogReader reader = log.reader()) {
                assertTrue(reader.next());
                first = reader.index();
                assertEquals(0, purgeAll(log, log.lastIndex()));
            }

            assertEquals(0, purgeAll(log, first));
            assertEquals(6, purgeAll(log, log.lastIndex()));
        }
    }
}
