package io.holdfast.examples.doctor;

import io.holdfast.store.ProcessLimits;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a process may open as many files and mappings as its connections need. */
final class LimitsCheck implements Check {
    private static final String NO_LIMIT = "unlimited";
    private static final Pattern LIMIT = Pattern.compile("(Max [a-z ]+?)\\s{2,}(\\S+)\\s+(\\S+)(\\s.*)?");
    private static final Need FILES = new Need(100, ProcessLimits.DESCRIPTORS);
    private static final Need MAPS = new Need(1000, ProcessLimits.MAPS);

    private final SystemFiles system;
    private final String process;
    private final String folder;
    private final int connections;

    /**
     * How many a process needs.
     *
     * @param ofJvm what a JVM has before the first connection: jars, modules, pipes, sockets
     * @param each  what a connection adds over TCP
     */
    private record Need(int ofJvm, int each) {
        long least(final int connections) {
            return ofJvm + (long) connections * each;
        }

        long sharedMemory(final int connections) {
            return least(connections) + (long) connections * ProcessLimits.MORE_FOR_SHARED_MEMORY;
        }

        /** {@return the power of two beyond the need, which leaves some room} */
        long rounded(final int connections) {
            return Long.highestOneBit(sharedMemory(connections)) << 1;
        }

        String text(final int connections) {
            return connections + (connections == 1 ? " connection needs" : " connections need") + " up to "
                + least(connections) + ", over shared memory " + sharedMemory(connections);
        }
    }

    /**
     * A process that opens connections.
     *
     * @param system      to read from
     * @param process     which one, in words
     * @param pid         of it, or {@code self}
     * @param connections how many it opens
     */
    LimitsCheck(final SystemFiles system, final String process, final String pid, final int connections) {
        this.system = system;
        this.process = process;
        this.folder = "proc/" + pid;
        this.connections = connections;
    }

    @Override
    public List<Diagnosis> look() {
        final List<Diagnosis> found = ofProcess();
        found.add(mappings());
        return found;
    }

    /** {@return what was found of the limits of the process alone, not of the machine} */
    List<Diagnosis> ofProcess() {
        final List<Diagnosis> found = new ArrayList<>();
        final Optional<List<String>> lines = system.lines(folder + "/limits");
        if (lines.isEmpty()) {
            found.add(Diagnosis.unknown("open-files", "the limits of " + process + " cannot be read"));
        } else {
            found.add(openFiles(lines.get()));
            unlimited(lines.get(), "Max address space", "address-space", "ulimit -v unlimited", "LimitAS")
                .ifPresent(found::add);
            unlimited(lines.get(), "Max file size", "file-size", "ulimit -f unlimited", "LimitFSIZE")
                .ifPresent(found::add);
        }
        return found;
    }

    private Diagnosis openFiles(final List<String> lines) {
        final Matcher limit = limit(lines, "Max open files");
        if (limit == null) {
            return Diagnosis.unknown("open-files", "the limits of " + process + " do not name it");
        }
        final long wanted = FILES.rounded(connections);
        return judge("open-files", process + " may open " + limit.group(2) + " files; " + FILES.text(connections),
            "ulimit -n " + wanted + " in the shell that starts it (beyond the hard limit, " + limit.group(3)
                + ", as root), or LimitNOFILE=" + wanted + " in the [Service] section of its systemd unit",
            limit.group(2), FILES);
    }

    private Diagnosis mappings() {
        final Optional<String> most = system.line("proc/sys/vm/max_map_count");
        if (most.isEmpty()) {
            return Diagnosis.unknown("mappings", "vm.max_map_count cannot be read");
        }
        final long wanted = MAPS.rounded(connections);
        return judge("mappings", "vm.max_map_count is " + most.get() + "; " + MAPS.text(connections),
            "sysctl -w vm.max_map_count=" + wanted + " (for the time after a restart too: echo vm.max_map_count="
                + wanted + " > /etc/sysctl.d/90-holdfast.conf)", most.get(), MAPS);
    }

    private Diagnosis judge(final String check, final String seen, final String fix, final String limit,
                            final Need need) {
        final long most = limit.matches("\\d{1,18}") ? Long.parseLong(limit) : Long.MAX_VALUE;
        if (need.least(connections) > most) {
            return Diagnosis.fail(check, seen, fix);
        }
        return need.sharedMemory(connections) > most ? Diagnosis.warn(check, seen, fix) : Diagnosis.ok(check, seen);
    }

    private Optional<Diagnosis> unlimited(final List<String> lines, final String name, final String check,
                                          final String command, final String setting) {
        final Matcher limit = limit(lines, name);
        if (limit == null || limit.group(2).equals(NO_LIMIT)) {
            return Optional.empty();
        }
        return Optional.of(Diagnosis.warn(check, process + " is limited to " + limit.group(2) + " bytes ("
            + name + "), which cycle files or their mappings may reach", command + " in the shell that starts it, or "
            + setting + "=infinity in the [Service] section of its systemd unit"));
    }

    private static Matcher limit(final List<String> lines, final String name) {
        for (final String line : lines) {
            final Matcher matcher = LIMIT.matcher(line);
            if (matcher.matches() && matcher.group(1).equals(name)) {
                return matcher;
            }
        }
        return null;
    }
}
