package io.holdfast.examples.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The cores: how many, whether a quota takes them away, and whether they slow down when idle. */
final class CpuCheck implements Check {
    private static final String CPUS = "cpus";
    private static final String QUOTA = "cpu-quota";
    private static final String GOVERNOR = "cpu-governor";
    private static final String FOLDER = "sys/devices/system/cpu/";
    private static final String CGROUP = "sys/fs/cgroup/";
    private static final Set<String> FULL_SPEED = Set.of("performance");

    private final SystemFiles system;
    private final int processors;

    /**
     * The cores of this process.
     *
     * @param system     to read from
     * @param processors how many the JVM may use
     */
    CpuCheck(final SystemFiles system, final int processors) {
        this.system = system;
        this.processors = processors;
    }

    @Override
    public List<Diagnosis> look() {
        final List<Diagnosis> found = new ArrayList<>();
        found.add(processors > 1 ? Diagnosis.ok(CPUS, processors + " for this process")
            : Diagnosis.warn(CPUS, "one for this process: two ends that spin take turns at it, a time slice each",
                "wait with client.parking(maxParkNs) and server.parking(maxParkNs) instead of spinning, or give the"
                    + " process more cores (taskset -pc shows those it may use)"));
        quota().ifPresent(found::add);
        found.add(governor());
        return found;
    }

    /** Of the control group as a container sees it; a process outside of one has none here. */
    private Optional<Diagnosis> quota() {
        final Optional<String> second = system.line(CGROUP + "cpu.max").filter(text -> !text.startsWith("max"));
        final Optional<String> first = system.line(CGROUP + "cpu/cpu.cfs_quota_us").filter(text -> !text.equals("-1"))
            .map(quota -> quota + " " + system.line(CGROUP + "cpu/cpu.cfs_period_us").orElse("?"));
        return second.or(() -> first).map(text -> Diagnosis.warn(QUOTA, "the control group may run for "
            + text.replace(" ", " us out of ") + " us: a thread that spins is stopped when that is used up",
            "take the CPU limit away (Kubernetes: resources.limits.cpu, Docker: --cpus, systemd: CPUQuota=), or park"
                + " instead of spinning"));
    }

    private Diagnosis governor() {
        final Set<String> governors = new TreeSet<>();
        for (final String name : system.names(FOLDER).orElse(List.of())) {
            if (name.matches("cpu\\d+")) {
                system.line(FOLDER + name + "/cpufreq/scaling_governor").ifPresent(governors::add);
            }
        }
        if (governors.isEmpty()) {
            return Diagnosis.unknown(GOVERNOR, "the system does not tell, as in most virtual machines");
        }
        final String seen = String.join(", ", governors);
        return FULL_SPEED.containsAll(governors) ? Diagnosis.ok(GOVERNOR, seen)
            : Diagnosis.warn(GOVERNOR, seen + ": cores that idled answer late",
                "for file in /" + FOLDER + "cpu*/cpufreq/scaling_governor; do echo performance > $file; done");
    }
}
