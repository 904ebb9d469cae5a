package io.holdfast.examples.doctor;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the system does with memory behind a process's back, and what that costs in latency. */
final class MemoryCheck implements Check {
    private static final String HUGE_PAGES = "transparent-huge-pages";
    private static final String SWAP = "swap";
    private static final String SETTING = "sys/kernel/mm/transparent_hugepage/enabled";
    private static final String SWAPPINESS = "proc/sys/vm/swappiness";
    private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");
    private static final int MOST_SWAPPINESS = 10;

    private final SystemFiles system;

    MemoryCheck(final SystemFiles system) {
        this.system = system;
    }

    @Override
    public List<Diagnosis> look() {
        return List.of(hugePages(), swap());
    }

    private Diagnosis hugePages() {
        final Optional<String> setting = system.line(SETTING);
        final Matcher chosen = CHOSEN.matcher(setting.orElse(""));
        if (!chosen.find()) {
            return Diagnosis.unknown(HUGE_PAGES, "the system does not tell");
        }
        return chosen.group(1).equals("always")
            ? Diagnosis.warn(HUGE_PAGES, "always: threads may wait while the kernel makes huge pages of small ones",
                "echo madvise > /" + SETTING + " (for the time after a restart: transparent_hugepage=madvise on the"
                    + " kernel's command line)")
            : Diagnosis.ok(HUGE_PAGES, chosen.group(1));
    }

    private Diagnosis swap() {
        final Optional<List<String>> swaps = system.lines("proc/swaps");
        if (swaps.isEmpty()) {
            return Diagnosis.unknown(SWAP, "the system does not tell");
        }
        final List<String> devices = swaps.get().stream().skip(1).filter(line -> !line.isBlank())
            .map(line -> line.split("\\s+")[0]).toList();
        if (devices.isEmpty()) {
            return Diagnosis.ok(SWAP, "none");
        }
        final Optional<String> swappiness = system.line(SWAPPINESS).filter(text -> text.matches("\\d{1,3}"));
        final String seen = String.join(", ", devices) + ", vm.swappiness is " + swappiness.orElse("not known");
        return swappiness.isPresent() && Integer.parseInt(swappiness.get()) <= MOST_SWAPPINESS
            ? Diagnosis.ok(SWAP, seen)
            : Diagnosis.warn(SWAP, seen + ": the heap of a process that idles may go to disk",
                "sysctl -w vm.swappiness=1 (for the time after a restart too: echo vm.swappiness=1"
                    + " > /etc/sysctl.d/91-holdfast.conf), or swapoff -a");
    }
}
