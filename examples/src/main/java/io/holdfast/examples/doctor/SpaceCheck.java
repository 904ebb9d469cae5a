package io.holdfast.examples.doctor;

import io.holdfast.examples.command.ShellWord;
import io.holdfast.examples.command.Text;
import io.holdfast.store.StoreContext;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much room is left for messages, and for files. */
final class SpaceCheck implements Check {
    private static final String SPACE = "disk-space";
    private static final String INODES = "inodes";
    private static final long LEAST = 32L << 20;
    private static final long ENOUGH = 3 * StoreContext.DEFAULT_CYCLE_SIZE;
    private static final int LEAST_INODES = 100;
    private static final int ENOUGH_INODES = 10_000;
    private static final int FREE_INODES_COLUMN = 3;
    private static final int TOTAL_INODES_COLUMN = 1;

    private final Path folder;
    private final Room room;
    private final SystemPrograms programs;

    /** Tells the free and the total bytes of a file system. */
    @FunctionalInterface
    interface Room {
        long[] freeAndTotal(Path folder) throws IOException;
    }

    SpaceCheck(final Path folder, final SystemPrograms programs) {
        this(folder, SpaceCheck::read, programs);
    }

    SpaceCheck(final Path folder, final Room room, final SystemPrograms programs) {
        this.folder = folder;
        this.room = room;
        this.programs = programs;
    }

    private static long[] read(final Path folder) throws IOException {
        final FileStore disk = Files.getFileStore(folder);
        return new long[] {disk.getUsableSpace(), disk.getTotalSpace()};
    }

    @Override
    public List<Diagnosis> look() {
        return List.of(space(), inodes());
    }

    private Diagnosis space() {
        final long[] freeAndTotal;
        try {
            freeAndTotal = room.freeAndTotal(folder);
        } catch (final IOException e) {
            return Diagnosis.unknown(SPACE, "the free space of " + folder + " cannot be read: " + e.getMessage());
        }
        final String seen = Text.size(freeAndTotal[0]) + " of " + Text.size(freeAndTotal[1]) + " are free";
        final String fix = "free " + Text.size(Math.max(0, ENOUGH - freeAndTotal[0])) + " or more on the disk of "
            + ShellWord.of(folder.toString())
            + ", or bound the store by a smaller cycleSize(…) and diskQuotaBytes(…), --disk-quota of the programs";
        if (freeAndTotal[0] < LEAST) {
            return Diagnosis.fail(SPACE, seen + ": sends answer STORE_FULL, or soon will", fix);
        }
        return freeAndTotal[0] < ENOUGH ? Diagnosis.warn(SPACE, seen + ", less than one busy connection may take ("
            + Text.size(ENOUGH) + ", three times the default cycleSize)", fix) : Diagnosis.ok(SPACE, seen);
    }

    /** No file tells, and Java does not either. Some file systems have no fixed number of inodes and say 0 of 0. */
    private Diagnosis inodes() {
        final String[] columns = programs.output("df", "-P", "-i", folder.toString())
            .map(text -> text.lines().reduce("", (first, second) -> second).split("\\s+")).orElse(new String[0]);
        if (columns.length <= FREE_INODES_COLUMN || !columns[FREE_INODES_COLUMN].matches("\\d{1,18}")
            || columns[TOTAL_INODES_COLUMN].equals("0")) {
            return Diagnosis.unknown(INODES, "df -i does not tell, or the file system needs none");
        }
        final long free = Long.parseLong(columns[FREE_INODES_COLUMN]);
        final String seen = free + " of " + columns[TOTAL_INODES_COLUMN] + " are free";
        final String fix = "delete files that are not needed on that file system; df -i shows when it is enough";
        if (free < LEAST_INODES) {
            return Diagnosis.fail(INODES, seen + ": files of new connections and cycles cannot be made", fix);
        }
        return free < ENOUGH_INODES ? Diagnosis.warn(INODES, seen, fix) : Diagnosis.ok(INODES, seen);
    }
}
