package io.holdfast.examples.doctor;

import io.holdfast.Clock;

import java.util.List;
import java.util.Optional;

/**
 * The clocks: whether somebody keeps the wall clock right, whether it was set while all the checks ran, what reading it
 * costs, and whether the system tells one run of the machine from the next.
 */
final class ClockCheck implements Check {
    private static final String SYNC = "clock-sync";
    private static final String STEPS = "clock-steps";
    private static final String SOURCE = "clock-source";
    private static final String BOOT_ID = "boot-id";
    private static final String SOURCES = "sys/devices/system/clocksource/clocksource0/";
    private static final List<String> SLOW_SOURCES = List.of("hpet", "acpi_pm", "jiffies", "refined-jiffies", "pit");
    private static final List<String> FAST_SOURCES = List.of("tsc", "kvm-clock", "arch_sys_counter");
    private static final long NS_PER_MS = 1_000_000;
    private static final long STEP_NS = 50 * NS_PER_MS;

    private final SystemFiles system;
    private final SystemPrograms programs;
    private final Clock clock;
    private final long offsetNs;

    /**
     * Compares the clocks from now on.
     *
     * @param system   to read from
     * @param programs that know whether the clock is kept right
     * @param clock    of the machine
     */
    ClockCheck(final SystemFiles system, final SystemPrograms programs, final Clock clock) {
        this.system = system;
        this.programs = programs;
        this.clock = clock;
        offsetNs = clock.epochNs() - clock.monotonicNs();
    }

    @Override
    public List<Diagnosis> look() {
        return List.of(sync(), steps(), source(), bootId());
    }

    private Diagnosis sync() {
        if (system.exists("run/systemd/timesync/synchronized")) {
            return Diagnosis.ok(SYNC, "systemd-timesyncd has set the clock");
        }
        final Optional<String> byKernel = programs.output("timedatectl", "show", "--property=NTPSynchronized",
            "--value").map(String::strip);
        if (byKernel.isPresent() && !byKernel.get().isEmpty()) {
            return byKernel.get().equals("yes") ? Diagnosis.ok(SYNC, "timedatectl says that the clock is in sync")
                : Diagnosis.warn(SYNC, "timedatectl says that nobody keeps the clock in sync, so ages, session days and"
                    + " the times of messages may be wrong", "timedatectl set-ntp true");
        }
        final Optional<String> leap = programs.output("chronyc", "-n", "tracking").flatMap(text -> text.lines()
            .filter(line -> line.startsWith("Leap status")).map(line -> line.replaceFirst(".*: *", "").strip())
            .findFirst());
        return leap.map(status -> status.equals("Not synchronised")
            ? Diagnosis.warn(SYNC, "chrony says that the clock is not in sync", "chronyc makestep; chronyc sources"
                + " shows which servers answer")
            : Diagnosis.ok(SYNC, "chrony says that the clock is in sync")).orElse(Diagnosis.unknown(SYNC,
            "neither systemd nor chrony tells whether the clock is in sync; a container has the clock of its host"));
    }

    private Diagnosis steps() {
        final long moved = clock.epochNs() - clock.monotonicNs() - offsetNs;
        return Math.abs(moved) <= STEP_NS
            ? Diagnosis.ok(STEPS, "wall and monotonic clock went alike while the checks ran")
            : Diagnosis.warn(STEPS, "the wall clock was set by " + moved / NS_PER_MS + " ms while the checks ran",
                "let one service alone set the clock, by slewing: see timedatectl status or chronyc tracking");
    }

    private Diagnosis source() {
        final Optional<String> current = system.line(SOURCES + "current_clocksource");
        if (current.isEmpty()) {
            return Diagnosis.unknown(SOURCE, "the system does not tell where it has the time from");
        }
        final String available = system.line(SOURCES + "available_clocksource").orElse("");
        final String seen = current.get() + " of " + (available.isEmpty() ? "unknown ones" : available);
        if (!SLOW_SOURCES.contains(current.get())) {
            return Diagnosis.ok(SOURCE, seen);
        }
        final Optional<String> faster = FAST_SOURCES.stream()
            .filter(List.of(available.split("\\s+"))::contains).findFirst();
        return Diagnosis.warn(SOURCE, seen + ": each message asks for the time, which takes a system call with it",
            faster.map(name -> "echo " + name + " > /" + SOURCES + "current_clocksource")
                .orElse("use CachedClock, which asks once per duty cycle"));
    }

    private Diagnosis bootId() {
        final Optional<String> id = system.line("proc/sys/kernel/random/boot_id");
        if (id.isPresent()) {
            return Diagnosis.ok(BOOT_ID, id.get());
        }
        return system.exists("proc/self") ? Diagnosis.warn(BOOT_ID, "/proc/sys/kernel/random/boot_id cannot be read:"
            + " messages of one host travel over TCP, and each start checks the log as after a power failure",
            "let this container or chroot read /proc/sys")
            : Diagnosis.unknown(BOOT_ID, "the system has none");
    }
}
