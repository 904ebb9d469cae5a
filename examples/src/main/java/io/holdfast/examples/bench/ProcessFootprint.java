package io.holdfast.examples.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What this process takes of the machine, as Linux says. */
final class ProcessFootprint {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final long BYTES_PER_KB = 1024;

    private ProcessFootprint() {
    }

    /** {@return whether this machine tells} */
    static boolean isKnown() {
        return Files.isReadable(STATUS) && Files.isReadable(MAPS);
    }

    /**
     * Collects garbage and looks.
     *
     * @return what was found, by name
     */
    static Map<String, Object> fields() {
        System.gc();
        final MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        final Map<String, Object> fields = new LinkedHashMap<>();
        try (Stream<Path> descriptors = Files.list(DESCRIPTORS); Stream<String> maps = Files.lines(MAPS)) {
            fields.put("rssMiB", kiloBytes("VmRSS:") * BYTES_PER_KB >> 20);
            fields.put("rssOfFilesMiB", kiloBytes("RssFile:") * BYTES_PER_KB >> 20);
            fields.put("descriptors", descriptors.count());
            fields.put("maps", maps.count());
        } catch (final IOException error) {
            throw new UncheckedIOException("cannot look at this process", error);
        }
        fields.put("heapUsedMiB", heap.getUsed() >> 20);
        fields.put("heapMaxMiB", heap.getMax() >> 20);
        return fields;
    }

    private static long kiloBytes(final String name) throws IOException {
        return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith(name)).findFirst()
            .map(line -> Long.parseLong(line.replaceAll("\\D", ""))).orElse(0L);
    }

    /**
     * Adds up what files take on the disk, without the holes in them.
     *
     * @param folder with all that is in it
     * @return how much, in bytes
     */
    static long diskBytes(final Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).mapToLong(ProcessFootprint::occupied).sum();
        } catch (final IOException error) {
            throw new UncheckedIOException("cannot look at " + folder, error);
        }
    }

    private static long occupied(final Path file) {
        try {
            return Files.size(file.toRealPath(LinkOption.NOFOLLOW_LINKS));
        } catch (final IOException error) {
            throw new UncheckedIOException("cannot look at " + file, error);
        }
    }
}
