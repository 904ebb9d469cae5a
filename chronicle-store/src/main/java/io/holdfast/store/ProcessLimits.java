package io.holdfast.store;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How many open files and mappings the system allows this process, and the words that say what to do when they do not
 * suffice. The limits are read once, when this class is first used: without a descriptor left they could not be. What
 * is not known, as on systems other than Linux, counts as unlimited.
 */
public final class ProcessLimits {
    /** Open files of a connection: state, ack, live cycle, socket, and one for a roll. */
    public static final int DESCRIPTORS = 5;

    /** More of them while its messages travel by shared memory: the peer's state, ack and live cycle. */
    public static final int MORE_FOR_SHARED_MEMORY = 3;

    /** Mappings of a connection: state, ack, live cycle, and one for a roll. */
    public static final int MAPS = 4;

    /** What errors say when the process has no descriptor left, or the system has none. */
    static final String NO_DESCRIPTOR = "Too many open files";

    private static final long UNLIMITED = Long.MAX_VALUE;
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Path MAX_MAP_COUNT = Path.of("/proc/sys/vm/max_map_count");
    private static final Path MAPS_IN_USE = Path.of("/proc/self/maps");
    private static final String OPEN_FILES = "Max open files";
    private static final ProcessLimits OF_THIS_PROCESS = read();

    private final long descriptors;
    private final long maps;

    ProcessLimits(final long descriptors, final long maps) {
        this.descriptors = descriptors;
        this.maps = maps;
    }

    /** {@return the limits of this process} */
    public static ProcessLimits ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    private static ProcessLimits read() {
        return new ProcessLimits(readDescriptors(), readMaps());
    }

    private static long readDescriptors() {
        try (Stream<String> lines = Files.lines(LIMITS)) {
            return lines.filter(line -> line.startsWith(OPEN_FILES))
                .map(line -> line.substring(OPEN_FILES.length()).strip().split(" ")[0])
                .filter(soft -> soft.matches("\\d{1,18}")).mapToLong(Long::parseLong).findFirst().orElse(UNLIMITED);
        } catch (final IOException e) {
            return UNLIMITED;
        }
    }

    private static long readMaps() {
        try {
            // not readString, which asks for one byte first: such files give what one read asks for and then end
            return Long.parseLong(Files.readAllLines(MAX_MAP_COUNT).get(0).strip());
        } catch (final IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return UNLIMITED;
        }
    }

    /**
     * Tells whether many connections can be open at once.
     *
     * @param connections    how many
     * @param isSharedMemory whether their messages may travel by shared memory
     * @return what is too low, the number to set and how, a text for each; empty if the limits suffice
     */
    public List<String> shortages(final long connections, final boolean isSharedMemory) {
        final long others = isSharedMemory ? MORE_FOR_SHARED_MEMORY : 0;
        final long neededDescriptors = inUse(new File("/proc/self/fd")) + connections * (DESCRIPTORS + others);
        final long neededMaps = mapsInUse() + connections * (MAPS + others);
        return Stream.of(
            neededDescriptors > descriptors ? descriptorText(neededDescriptors) : "",
            neededMaps > maps ? mapText(neededMaps) : "").filter(text -> !text.isEmpty()).toList();
    }

    private static long inUse(final File folder) {
        final String[] names = folder.list();
        return names == null ? 0 : names.length;
    }

    private static long mapsInUse() {
        try (Stream<String> lines = Files.lines(MAPS_IN_USE)) {
            return lines.count();
        } catch (final IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }

    private String descriptorText(final long needed) {
        return "about " + needed + " open files are needed and the limit of this process is " + descriptors
            + "; set it with ulimit -n " + rounded(needed) + " (the hard limit too: ulimit -Hn), or LimitNOFILE of"
            + " its service";
    }

    private String mapText(final long needed) {
        return "about " + needed + " mappings are needed and the limit of a process is " + maps
            + "; set it with sysctl -w vm.max_map_count=" + rounded(needed);
    }

    /** {@return the next power of two, which leaves some room} */
    private static long rounded(final long needed) {
        return Long.highestOneBit(needed) << 1;
    }

    /**
     * Says what to do about an error if it came of a limit.
     *
     * @param error       what was thrown
     * @param connections how many are open, negative if that is not known
     * @return the limit, its value, the number to set and how, in brackets after a space; empty if it was something
     *     else
     */
    public String advice(final Throwable error, final long connections) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            final String text = String.valueOf(cause.getMessage());
            if (text.contains(NO_DESCRIPTOR)) {
                return " (" + with(connections) + "this process has reached its limit of "
                    + (descriptors == UNLIMITED ? "" : descriptors + " ") + "open files; set it with ulimit -n "
                    + rounded(Math.max(descriptors == UNLIMITED ? 0 : descriptors,
                    2 * Math.max(0, connections) * (DESCRIPTORS + MORE_FOR_SHARED_MEMORY)))
                    + ", the hard limit too, or LimitNOFILE of its service)";
            }
            if (text.contains("Map failed") || text.contains("Cannot allocate memory")) {
                return " (" + with(connections) + "the system gives this process no more mappings or"
                    + " no more address space; vm.max_map_count is " + (maps == UNLIMITED ? "not known" : maps)
                    + ", set it with sysctl -w vm.max_map_count="
                    + rounded(Math.max(maps == UNLIMITED ? 0 : maps,
                    2 * Math.max(0, connections) * (MAPS + MORE_FOR_SHARED_MEMORY))) + ")";
            }
        }
        return "";
    }

    private static String with(final long connections) {
        return connections < 0 ? "" : "with " + connections + " connections open, ";
    }
}
