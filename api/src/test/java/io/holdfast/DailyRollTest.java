package io.holdfast;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DailyRollTest {
    private static final long NS_PER_SECOND = 1_000_000_000;

    private static long ns(final String instant) {
        return Instant.parse(instant).getEpochSecond() * NS_PER_SECOND;
    }

    private static String name(final DailyRoll roll, final long epochNs) {
        return roll.nameOf("Server", epochNs);
    }

    @ParameterizedTest
    @CsvSource({
        "UTC@00:00,                 2018-07-14T00:00:00Z",
        "America/New_York@00:00,    2018-07-14T04:00:00Z",
        "Asia/Kolkata@00:00,        2018-07-13T18:30:00Z",
        "Pacific/Auckland@00:00,    2018-07-13T12:00:00Z",
        "Pacific/Honolulu@00:00,    2018-07-14T10:00:00Z",
        "Europe/London@17:00,       2018-07-14T16:00:00Z",
    })
    void theNameChangesAtTheInstantOfTheRoll(final String text, final String instant) {
        final DailyRoll roll = DailyRoll.parse(text);
        final long rollNs = ns(instant);

        assertEquals("Server20180713", name(roll, rollNs - 1));
        assertEquals("Server20180714", name(roll, rollNs));
        assertEquals(rollNs, roll.nextRollNs(rollNs - 1));
        assertEquals(rollNs, roll.beginNs(LocalDate.of(2018, 7, 14)));
        assertTrue(roll.nextRollNs(rollNs) > rollNs);
    }

    @ParameterizedTest
    @CsvSource({
        // 02:00 to 03:00 left out, roll within, at the edges and beyond
        "America/New_York@02:30, 2024-03-10T07:00:00Z",
        "America/New_York@02:00, 2024-03-10T07:00:00Z",
        "America/New_York@03:00, 2024-03-10T07:00:00Z",
        "America/New_York@01:59, 2024-03-10T06:59:00Z",
        // midnight itself is left out
        "America/Sao_Paulo@00:00, 2018-11-04T03:00:00Z",
    })
    void aRollTimeThatTheClocksLeaveOutIsTheFirstInstantAfterTheGap(final String text, final String instant) {
        final DailyRoll roll = DailyRoll.parse(text);
        final long rollNs = ns(instant);
        final LocalDate day = LocalDate.ofInstant(Instant.parse(instant), roll.zone());

        assertEquals(rollNs, roll.beginNs(day));
        assertEquals(day.minusDays(1), roll.dayOf(rollNs - 1));
        assertEquals(day, roll.dayOf(rollNs));
        assertEquals(rollNs, roll.nextRollNs(rollNs - 1));
    }

    @Test
    void aRollTimeThatTheClocksShowTwiceIsTheEarlierOneAndOnlyThat() {
        final DailyRoll roll = DailyRoll.parse("America/New_York@01:30");
        final long earlier = ns("2024-11-03T05:30:00Z");
        final long later = ns("2024-11-03T06:30:00Z");

        assertEquals("Server20241102", name(roll, earlier - 1));
        assertEquals("Server20241103", name(roll, earlier));
        assertEquals("Server20241103", name(roll, later - 1));
        assertEquals("Server20241103", name(roll, later));
        assertEquals(ns("2024-11-04T06:30:00Z"), roll.nextRollNs(earlier));
    }

    @Test
    void aDateThatAZoneLeftOutHasNoSessionDay() {
        final DailyRoll roll = DailyRoll.parse("Pacific/Apia@00:00");
        final long skip = ns("2011-12-30T10:00:00Z");

        assertEquals("Server20111229", name(roll, skip - 1));
        assertEquals("Server20111231", name(roll, skip));
        assertEquals(skip, roll.nextRollNs(skip - 1));
        assertEquals(ns("2011-12-31T10:00:00Z"), roll.nextRollNs(skip));
    }

    @Test
    void everyInstantIsWithinItsDayAndDaysNeverGoBack() {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        final String[] zones = ZoneId.getAvailableZoneIds().stream().sorted().toArray(String[]::new);
        for (int i = 0; i < 20_000; i++) {
            final DailyRoll roll = DailyRoll.at(LocalTime.ofSecondOfDay(random.nextInt(1440) * 60L),
                ZoneId.of(zones[random.nextInt(zones.length)]));
            final long at = random.nextLong(ns("1971-01-01T00:00:00Z"), ns("2100-01-01T00:00:00Z"));
            final String what = "seed=" + seed + " " + roll + " at " + at;

            final long next = roll.nextRollNs(at);

            assertTrue(roll.beginNs(roll.dayOf(at)) <= at, what);
            assertTrue(next > at && next - at <= 50L * 3600 * NS_PER_SECOND, what);
            assertEquals(roll.dayOf(at), roll.dayOf(next - 1), what);
            assertTrue(roll.dayOf(next).isAfter(roll.dayOf(at)), what);
        }
    }

    @Test
    void aDayIsFoundInItsNameOnly() {
        final LocalDate day = LocalDate.of(2018, 7, 14);

        assertEquals("Server20180714", DailyRoll.nameOf("Server", day));
        assertEquals(day, DailyRoll.dayIn("Server", "Server20180714"));
        assertNull(DailyRoll.dayIn("Server", "Server20180732"));
        assertNull(DailyRoll.dayIn("Server", "Server20180229"));
        assertNull(DailyRoll.dayIn("Server", "Server2018071"));
        assertNull(DailyRoll.dayIn("Server", "server20180714"));
        assertNull(DailyRoll.dayIn("Server2", "Server20180714"));
        assertEquals("Server", DailyRoll.baseIn("Server20180714"));
        assertNull(DailyRoll.baseIn("20180714"));
        assertNull(DailyRoll.baseIn("Server"));
    }

    @Test
    void aBaseNameHasRoomForTheDate() {
        assertEquals(64, DailyRoll.nameOf("n".repeat(56), LocalDate.of(2018, 7, 14)).length());
        assertThrows(IllegalArgumentException.class, () -> DailyRoll.requireBase("name", "n".repeat(57)));
        assertThrows(IllegalArgumentException.class, () -> DailyRoll.requireBase("name", ".n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@", "UTC", "UTC@", "@17:00", "UTC@24:00", "UTC@1700", "UTC@17:00:00", "Mars@17:00",
        "UTC@7:00", "America/New York@17:00"})
    void whatIsNoRollIsRefusedWithAReason(final String text) {
        final String message = assertThrows(IllegalArgumentException.class, () -> DailyRoll.parse(text)).getMessage();

        assertTrue(message.contains("'"), message);
    }

    @Test
    void theTextFormIsReadBack() {
        final DailyRoll roll = DailyRoll.parse("America/New_York@17:00");

        assertEquals(roll, DailyRoll.parse(roll.toString()));
        assertEquals(roll.hashCode(), DailyRoll.parse(roll.toString()).hashCode());
        assertNotEquals(roll, DailyRoll.parse("America/New_York@17:01"));
    }
}
