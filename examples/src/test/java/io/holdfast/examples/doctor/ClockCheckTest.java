package io.holdfast.examples.doctor;

import io.holdfast.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertTrue;

class ClockCheckTest {
    private static final long NS_PER_MS = 1_000_000;
    private static final String SOURCES = "sys/devices/system/clocksource/clocksource0/";

    @TempDir
    private Path root;
    private final SetClock clock = new SetClock();

    /** Both clocks as a test sets them. */
    private static final class SetClock implements Clock {
        private long epochMs = 1_800_000_000_000L;
        private long monotonicMs = 5;

        @Override
        public long epochNs() {
            return epochMs * NS_PER_MS;
        }

        @Override
        public long monotonicNs() {
            return monotonicMs * NS_PER_MS;
        }
    }

    private String told(final FakeSystem system, final String check) {
        return FakeSystem.told(new ClockCheck(system.files(), system.programs(), clock).look(), check);
    }

    @ParameterizedTest
    @CsvSource({"timedatectl, yes, ok: timedatectl", "timedatectl, no, warn: timedatectl",
        "chronyc, Leap status     : Normal, ok: chrony", "chronyc, Leap status     : Not synchronised, warn: chrony",
        "chronyc, 506 Cannot talk to daemon, unknown", "ntpd, whatever, unknown"})
    void whoeverKeepsTheClockIsAsked(final String program, final String output, final String expected) {
        final String told = told(new FakeSystem(root).program(program, output + "\n"), "clock-sync");

        assertTrue(told.startsWith(expected + (expected.equals("unknown") ? ": " : " says")), told);
    }

    @Test
    void systemdsOwnClientLeavesAFile() {
        assertTrue(told(new FakeSystem(root).file("run/systemd/timesync/synchronized", ""), "clock-sync")
            .startsWith("ok: "));
    }

    @ParameterizedTest
    @CsvSource({"0, ok", "50, ok", "-50, ok", "51, warn", "-3600000, warn"})
    void aClockThatIsSetMeanwhileIsNoticed(final long stepMs, final String status) {
        final FakeSystem system = new FakeSystem(root);
        final ClockCheck check = new ClockCheck(system.files(), system.programs(), clock);

        clock.monotonicMs += 700;
        clock.epochMs += 700 + stepMs;

        assertTrue(FakeSystem.told(check.look(), "clock-steps").startsWith(status + ": "));
    }

    @ParameterizedTest
    @CsvSource({"tsc, tsc hpet acpi_pm, ok: tsc of tsc hpet acpi_pm",
        "hpet, tsc hpet acpi_pm, warn: hpet of tsc hpet acpi_pm", "acpi_pm, acpi_pm, warn: acpi_pm of acpi_pm"})
    void aClockThatTakesASystemCallIsWarnedOf(final String current, final String available, final String expected) {
        final FakeSystem system = new FakeSystem(root).file(SOURCES + "current_clocksource", current + "\n")
            .file(SOURCES + "available_clocksource", available + " \n");

        final String told = told(system, "clock-source");

        assertTrue(told.startsWith(expected), told);
        if (expected.startsWith("warn")) {
            assertTrue(told.contains(available.contains("tsc") ? " | echo tsc > /" + SOURCES + "current_clocksource"
                : " | use CachedClock"), told);
        }
    }

    @Test
    void aBootIdIsWhatTellsOneRunOfTheMachineFromTheNext() {
        assertTrue(told(new FakeSystem(root), "boot-id").startsWith("unknown: "));
        assertTrue(told(new FakeSystem(root).file("proc/self/status", ""), "boot-id").startsWith("warn: "));
        assertTrue(told(new FakeSystem(root).file("proc/sys/kernel/random/boot_id", "1234\n"), "boot-id")
            .equals("ok: 1234"));
    }
}
