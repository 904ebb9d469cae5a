package io.holdfast.examples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DailySessionTest {
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "shm"})
    void tradingDaysRollAndEverythingIsAccountedFor(final String transport, @TempDir final Path folder) {
        final Programs programs = new Programs();

        final int exitCode = programs.run("daily-session", "--days", "3", "--speed", "86400", "--transport", transport,
            "--store", folder.toString());

        assertEquals(0, exitCode, programs.out() + programs.err());
        assertTrue(programs.out().startsWith("Server20180714 begins"), programs.out());
        assertEquals(4, programs.out().lines().count(), programs.out());
        assertTrue(programs.out().strip().endsWith("all accounted for"), programs.out());
    }

    @Test
    void oneDayIsOneDay(@TempDir final Path folder) {
        final Programs programs = new Programs();

        final int exitCode = programs.run("daily-session", "--days", "1", "--speed", "86400", "--store",
            folder.toString());

        assertEquals(0, exitCode, programs.out() + programs.err());
        assertTrue(programs.out().contains("1 day, 0 connections rolled, "), programs.out());
    }

    @Test
    void aWrongOptionIsTold() {
        final Programs programs = new Programs();

        assertEquals(2, programs.run("daily-session", "--daily", "Mars@17:00"));

        assertTrue(programs.err().contains("no time zone is called 'Mars'"), programs.err());
    }
}
