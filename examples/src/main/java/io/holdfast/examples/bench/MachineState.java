package io.holdfast.examples.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What figures depend on besides the program: the cores, the memory, the disk, the kernel and the JDK. */
final class MachineState {
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final String AVAILABLE = "MemAvailable:";
    private static final long BYTES_PER_KB = 1024;
    private static final String UNKNOWN = "unknown";

    private MachineState() {
    }

    /**
     * Looks at the machine, keeping two cores busy for some milliseconds.
     *
     * @param parent of the stores, null for the machine's usual place for temporary files
     * @return what was found, by name
     */
    static Map<String, Object> fields(final Path parent) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        try {
            final Path place = parent == null ? Path.of(System.getProperty("java.io.tmpdir"))
                : Files.createDirectories(parent);
            final FileStore disk = Files.getFileStore(place);
            fields.put("loadAverage", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            fields.put("cacheLineRoundTripNs", CacheLine.roundTripNs());
            fields.put("cores", Runtime.getRuntime().availableProcessors());
            fields.put("freeMemoryMiB", freeMemoryMiB());
            fields.put("fileSystem", disk.type());
            fields.put("disk", diskKind(disk));
            fields.put("freeDiskMiB", disk.getUsableSpace() >> 20);
        } catch (final IOException error) {
            throw new UncheckedIOException("cannot look at the machine", error);
        }
        fields.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        fields.put("jdk", System.getProperty("java.runtime.version"));
        return fields;
    }

    private static long freeMemoryMiB() throws IOException {
        if (!Files.isReadable(MEMORY)) {
            return -1;
        }
        return Files.readAllLines(MEMORY).stream().filter(line -> line.startsWith(AVAILABLE)).findFirst()
            .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KB >> 20).orElse(-1L);
    }

    private static String diskKind(final FileStore disk) throws IOException {
        if (disk.type().equals("tmpfs")) {
            return "memory";
        }
        final Path queue = Path.of("/sys/class/block", Path.of(disk.name()).getFileName().toString(),
            "queue/rotational");
        if (!Files.isReadable(queue)) {
            return UNKNOWN;
        }
        return Files.readString(queue).strip().equals("0") ? "solid state " + disk.name()
            : "virtual or rotating " + disk.name();
    }
}
