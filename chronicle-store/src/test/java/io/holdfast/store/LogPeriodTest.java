package io.holdfast.store;

import io.holdfast.Connection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static io.holdfast.store.LogFixture.DAY_NS;
import static io.holdfast.store.LogFixture.numbers;
import static io.holdfast.store.LogFixture.readAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A log that lives on: days, short periods and sizes begin new files, and no jump of the clock holds it up. */
class LogPeriodTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long TEN_YEARS_NS = 3652 * DAY_NS;

    @TempDir
    private Path folder;
    private LogFixture fixture;

    @BeforeEach
    void prepare() {
        fixture = new LogFixture(folder.resolve("log"));
    }

    private Log open(final long periodNs) {
        return Log.open(fixture.context().cyclePeriodNs(periodNs));
    }

    private Set<String> cycleFiles() {
        try (Stream<Path> files = Files.list(fixture.folder.resolve("send"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".cq4"))
                .collect(Collectors.toCollection(TreeSet::new));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void makesOneFileForFourHundredIdleDays() {
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 1000);
        }
        final Set<String> before = cycleFiles();
        fixture.clock.epochNs += 400 * DAY_NS;

        try (Log log = fixture.open()) {
            assertEquals(before, cycleFiles());
            assertEquals(numbers(1, 1000), readAll(log));
            assertEquals(before, cycleFiles());
            fixture.appendAll(log, 1001, 1001);
            assertEquals(before.size() + 1, cycleFiles().size());
            assertEquals(numbers(1, 1001), readAll(log));
        }
    }

    @Test
    void endsACycleEachSecondThoughNumbersRunAheadOfTheClock() {
        try (Log log = open(SECOND_NS)) {
            for (int second = 0; second < 600; second++) {
                fixture.appendAll(log, 2 * second + 1, 2 * second + 2);
                fixture.clock.epochNs += SECOND_NS;
                log.doWork();
            }

            assertEquals(601, cycleFiles().size());
            assertEquals(numbers(1, 1200), readAll(log));
        }
        try (Log log = open(SECOND_NS)) {
            assertEquals(numbers(1, 1200), readAll(log));
            fixture.clock.epochNs += SECOND_NS;
            fixture.appendAll(log, 1201, 1201);
            fixture.clock.epochNs += SECOND_NS;
            fixture.appendAll(log, 1202, 1202);
            assertEquals(602, cycleFiles().size());
        }
    }

    @Test
    void anEmptyCycleOfShortPeriodsServesForTheDay() {
        try (Log log = open(SECOND_NS)) {
            fixture.clock.epochNs += 3600 * SECOND_NS;
            fixture.appendAll(log, 1, 2);
            assertEquals(1, cycleFiles().size());
            fixture.clock.epochNs += SECOND_NS;
            fixture.appendAll(log, 3, 3);
            assertEquals(2, cycleFiles().size());
        }
    }

    @Test
    void jumpsOfTheClockByTenYearsStallNothing() {
        final long seed = System.identityHashCode(this);
        final SplittableRandom random = new SplittableRandom(seed);
        long next = 1;
        long last = 0;
        for (int round = 0; round < 10; round++) {
            try (Log log = open(SECOND_NS)) {
                for (int i = 0; i < 40; i++) {
                    fixture.clock.epochNs += (random.nextInt(3) - 1) * TEN_YEARS_NS + random.nextLong(3 * SECOND_NS);
                    log.doWork();
                    fixture.appendAll(log, next, next + 2);
                    next += 3;
                    assertTrue(log.lastIndex() > last, "seed=" + seed);
                    last = log.lastIndex();
                }
                assertEquals(numbers(1, next - 1), readAll(log), "seed=" + seed);
                assertTrue(cycleFiles().size() <= 2 * next, "seed=" + seed);
            }
        }
    }

    @Test
    void aCycleBegunByAClockThatWasWrongEndsOnceItIsSetBack() {
        try (Log log = fixture.open()) {
            fixture.clock.epochNs += TEN_YEARS_NS;
            fixture.appendAll(log, 1, 1);
            fixture.clock.epochNs -= TEN_YEARS_NS;
            log.doWork();
            log.doWork();
            fixture.appendAll(log, 2, 2);

            assertEquals(2, log.purge(log.lastIndex()));
            assertEquals(List.of(2L), readAll(log));
            assertEquals(fixture.clock.epochNs, log.live().preamble().epochNs());
            fixture.clock.epochNs += DAY_NS;
            assertTrue(log.doWork() > 0);
            assertEquals(1, log.purge(log.lastIndex()));
        }
    }

    @Test
    void aSmallStepBackOverMidnightBeginsNoFile() {
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 1);
            fixture.clock.epochNs -= SECOND_NS;
            log.doWork();
            fixture.appendAll(log, 2, 2);
            log.doWork();

            assertEquals(1, cycleFiles().size());
        }
    }

    @Test
    void lastsForAsLongAsTheClockCanTell() {
        fixture.clock.epochNs = Long.MAX_VALUE;
        try (Log log = open(SECOND_NS)) {
            fixture.appendAll(log, 1, 2000);
        }
        try (Log log = open(Long.MAX_VALUE)) {
            fixture.appendAll(log, 2001, 2003);
            log.doWork();
            assertEquals(numbers(1, 2003), readAll(log));
        }
        fixture.clock.epochNs = Long.MIN_VALUE;
        try (Log log = open(SECOND_NS)) {
            log.doWork();
            fixture.appendAll(log, 2004, 2005);
            assertEquals(numbers(1, 2005), readAll(log));
        }
    }

    @Test
    void anAppendFailsClearlyWhenNoCycleNumberIsLeft() throws IOException {
        fixture.open().close();
        try (Stream<Path> files = Files.list(fixture.folder.resolve("send"))) {
            for (final Path file : files.filter(f -> f.toString().endsWith(".cq4")).toList()) {
                Files.move(file, CycleRoller.path(file.getParent(), CycleRoller.LAST_NUMBER));
            }
        }
        try (Log log = fixture.open()) {
            long accepted = 0;
            long result = 1;
            while (result > 0) {
                result = fixture.append(log, accepted + 1, 1000);
                accepted += result > 0 ? 1 : 0;
            }

            assertEquals(Connection.STORE_FAILED, result);
            assertEquals(CycleRoller.LAST_NUMBER, ChronicleFormat.cycleOf(log.lastIndex()));
            assertEquals(numbers(1, accepted), readAll(log));
        }
    }

    @Test
    void fileNamesTellEveryNumberAndNoneBeyond() {
        final Path send = Path.of("send");
        for (final int number : new int[] {1, 20_000 * 288 + 287, CycleRoller.LAST_NUMBER}) {
            assertEquals(number, CycleRoller.number(CycleRoller.path(send, number)));
        }
        assertTrue(CycleRoller.path(send, CycleRoller.LAST_NUMBER).endsWith("99991231-2355V.cq4"));
        assertEquals(-1, CycleRoller.number(CycleRoller.path(send, CycleRoller.LAST_NUMBER + 1)));
        assertEquals(-1, CycleRoller.number(CycleRoller.path(send, Integer.MAX_VALUE)));
    }

    @Test
    void refusesPeriodsBelowASecond() {
        assertThrows(IllegalArgumentException.class, () -> open(SECOND_NS - 1));
        assertTrue(new StoreContext().cyclePeriodNs(0).faults().get(0).contains("cyclePeriodNs"));
    }
}
