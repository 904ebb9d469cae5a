package io.holdfast.store.journal;

import io.holdfast.store.CycleProbe;
import io.holdfast.store.CycleView;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The cycle files of a connection at an instant, oldest first, with at most one of them open. Its owner may delete the
 * oldest and add newer ones meanwhile: then a {@link NoSuchFileException} says that it is to be asked anew. One thread.
 */
final class LogFiles implements AutoCloseable {
    private static final int MAX_FILES = 1 << 20;

    private final NavigableMap<Integer, Path> cycles = new TreeMap<>();
    private final Map<Path, Long> lengths = new HashMap<>();
    private long bytes;
    private CycleProbe open;

    private LogFiles() {
    }

    /**
     * Lists the files of a connection.
     *
     * @throws NoSuchFileException if there is no folder of this name
     * @throws IOException         if a folder cannot be listed
     */
    static LogFiles of(final Path connection) throws IOException {
        final LogFiles files = new LogFiles();
        files.addAll(connection, false);
        try {
            files.addAll(connection.resolve("send"), true);
        } catch (final NoSuchFileException noLog) {
            if (!Files.isDirectory(connection)) {
                throw noLog;
            }
        }
        return files;
    }

    private void addAll(final Path folder, final boolean isLog) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (final Path file : all) {
                add(file, isLog);
            }
        } catch (final DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void add(final Path file, final boolean isLog) throws IOException {
        final long length;
        try {
            final BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            length = attributes.isRegularFile() ? attributes.size() : 0;
        } catch (final NoSuchFileException deletedMeanwhile) {
            return;
        }
        bytes += length;
        final int number = isLog ? CycleView.numberOf(file) : -1;
        if (number >= 0) {
            lengths.put(file, length);
            cycles.put(number, file);
        }
        if (cycles.size() > MAX_FILES) {
            throw new IOException("the folder has too many files");
        }
    }

    /** {@return how many cycle files there are} */
    int count() {
        return cycles.size();
    }

    /** {@return the cycle files, oldest first} */
    List<Path> paths() {
        return List.copyOf(cycles.values());
    }

    /** {@return how long one of them was, in bytes} */
    long length(final Path cycle) {
        return lengths.get(cycle);
    }

    /** {@return what all files of the connection take, in bytes} */
    long bytes() {
        return bytes;
    }

    /** {@return the cycle with a number or the first after it, open until another is asked for; null if none is} */
    CycleProbe ceiling(final int number) throws IOException {
        return probe(cycles.ceilingEntry(number));
    }

    /** {@return the cycle after a number, open until another is asked for; null if there is none} */
    CycleProbe after(final int number) throws IOException {
        return probe(cycles.higherEntry(number));
    }

    /** {@return the last cycle, open until another is asked for; null if there is none} */
    CycleProbe last() throws IOException {
        return probe(cycles.lastEntry());
    }

    /** {@return the number of the oldest cycle; there is one} */
    int firstNumber() {
        return cycles.firstKey();
    }

    /** {@return the cycle before a number, open until another is asked for; null if there is none} */
    CycleProbe before(final int number) throws IOException {
        return probe(cycles.lowerEntry(number));
    }

    private CycleProbe probe(final Map.Entry<Integer, Path> entry) throws IOException {
        if (entry != null && open != null && open.number() == entry.getKey()) {
            return open;
        }
        close();
        open = entry == null ? null : CycleProbe.open(entry.getValue());
        return open;
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
