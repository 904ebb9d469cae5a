package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The cycle files that recovery finds in a log's folder, oldest first, and the one of them that it has mapped. Only
 * what was purged already is deleted: what does not belong to the log any more gets a name that no reader takes for a
 * cycle. One thread.
 */
final class CycleFiles {
    private static final Logger LOG = LoggerFactory.getLogger(CycleFiles.class);
    static final String SET_ASIDE = ".lost";

    private final Disk disk;
    private final List<Cycle> cycles = new ArrayList<>();

    /** The first file that never reached the disk, and all after it. */
    private final List<Path> unwritten = new ArrayList<>();
    private Cycle held;

    private CycleFiles(final Disk disk) {
        this.disk = disk;
    }

    /**
     * Lists a folder.
     *
     * @param folder     of the log
     * @param context    of the log
     * @param unsafeFrom the cycles with a number of this or higher may not have reached the disk
     * @param purgedTo   messages up to this index may have been purged by a deletion that the power failed on
     * @throws CorruptStoreException if a file is not one of a log, unless it never reached the disk
     */
    static CycleFiles list(final Path folder, final LogContext context, final int unsafeFrom, final long purgedTo)
        throws IOException {
        final CycleFiles found = new CycleFiles(context.disk());
        for (final Path file : paths(folder)) {
            final int number = CycleRoller.number(file);
            final CyclePreamble preamble = number < 0 ? null : Cycle.readPreamble(file);
            if (preamble != null && found.isGapBefore(preamble) && preamble.previousLast() <= purgedTo) {
                found.deleteAll();
            }
            if (preamble == null && found.unwritten.isEmpty()
                && !(number >= unsafeFrom && Cycle.isUnwritten(file))) {
                throw new CorruptStoreException(file, 0, "not a cycle file of this store: its preamble is not intact; "
                    + Advice.REPAIR);
            }
            if (preamble == null || !found.unwritten.isEmpty()) {
                found.unwritten.add(file);
            } else {
                found.cycles.add(new Cycle(file, number, preamble, context));
            }
        }
        found.setAsideUnwritten(folder);
        return found;
    }

    /** {@return whether a cycle file is missing before one that begins like this} */
    private boolean isGapBefore(final CyclePreamble preamble) {
        return !unwritten.isEmpty()
            || !cycles.isEmpty() && ChronicleFormat.cycleOf(preamble.previousLast()) > last().number();
    }

    /** What a purge has left over: a power loss may undo the deletion of a file and not that of a later one. */
    private void deleteAll() throws IOException {
        for (final Cycle cycle : cycles) {
            disk.delete(cycle.path());
        }
        for (final Path file : unwritten) {
            disk.delete(file);
        }
        cycles.clear();
        unwritten.clear();
    }

    private void setAsideUnwritten(final Path folder) throws IOException {
        if (!unwritten.isEmpty()) {
            LOG.warn("a cycle file never reached the disk: path={}", unwritten.get(0));
            for (int i = unwritten.size() - 1; i >= 0; i--) {
                setAside(unwritten.get(i));
            }
            disk.forceFolder(folder);
        }
    }

    /** {@return the files of a folder that are named like cycles, oldest first} */
    static List<Path> paths(final Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.toString().endsWith(ChronicleFormat.SUFFIX))
                .sorted(Comparator.comparing(Path::getFileName)).toList();
        }
    }

    private void setAside(final Path file) throws IOException {
        disk.rename(file, file.resolveSibling(file.getFileName() + SET_ASIDE));
    }

    /** Sets aside all files after the one at a place, for good: a new cycle may get the name of one of them. */
    void setAsideAfter(final int place) throws IOException {
        if (cycles.size() > place + 1) {
            while (cycles.size() > place + 1) {
                setAside(cycles.remove(place + 1).path());
            }
            disk.forceFolder(cycles.get(place).path().getParent());
        }
    }

    /**
     * Checks that all files are of one log.
     *
     * @throws CorruptStoreException if one is not
     */
    void requireOf(final LogContext context, final long incarnation) {
        for (final Cycle cycle : cycles) {
            final CyclePreamble preamble = cycle.preamble();
            if (preamble.incarnation() != incarnation || !preamble.localName().equals(context.localName())
                || !preamble.remoteName().equals(context.remoteName())) {
                throw new CorruptStoreException(cycle.path(), 0, "the file belongs to another log: local="
                    + preamble.localName() + " remote=" + preamble.remoteName() + " incarnation="
                    + Long.toHexString(preamble.incarnation()) + " expected=" + Long.toHexString(incarnation)
                    + "; move it away");
            }
        }
    }

    /** Maps a cycle, and lets go of the one mapped before. */
    void hold(final Cycle cycle) {
        abandon();
        cycle.acquire();
        held = cycle;
    }

    /** Adds a cycle just made, which is mapped, and lets go of the one mapped before. */
    void add(final Cycle created) {
        abandon();
        held = created;
        cycles.add(created);
    }

    /** Lets go of what is mapped, because the log will not be opened after all. */
    void abandon() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    /** {@return whether recovery, this one or one before, has set a file of a folder aside} */
    static boolean isAnySetAside(final Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.anyMatch(path -> path.toString().endsWith(SET_ASIDE));
        }
    }

    boolean isEmpty() {
        return cycles.isEmpty();
    }

    int size() {
        return cycles.size();
    }

    Cycle get(final int place) {
        return cycles.get(place);
    }

    Cycle last() {
        return cycles.get(cycles.size() - 1);
    }

    CycleTable table() {
        return new CycleTable(cycles.toArray(new Cycle[0]));
    }
}
