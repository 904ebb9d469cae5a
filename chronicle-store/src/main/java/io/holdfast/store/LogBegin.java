package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where what is kept of a log begins, read beside its owner or after its end.
 *
 * @param lastPurged   index of the last message that was purged, 0 if none ever was
 * @param firstOrdinal of the first message that is kept or can come
 */
public record LogBegin(long lastPurged, long firstOrdinal) {
    /**
     * Looks.
     *
     * @param connection folder of the connection
     * @return where its log begins
     * @throws StoreException if there is no cycle file, or it is damaged
     */
    public static LogBegin of(final Path connection) {
        final Path folder = connection.resolve(Log.FOLDER);
        try {
            final List<Path> cycles = CycleFiles.paths(folder);
            if (cycles.isEmpty()) {
                throw new StoreException(folder, "there is no cycle file of the log");
            }
            final CycleFile first = new CycleFile(cycles.get(0), 0);
            first.readHead();
            if (!first.hasPreamble()) {
                throw new CorruptStoreException(first.path(), 0, "not a whole cycle file; " + Advice.REPAIR);
            }
            return new LogBegin(first.preamble().previousLast(), first.preamble().firstOrdinal());
        } catch (final IOException e) {
            throw new StoreException(folder, "the log could not be looked at", e);
        }
    }
}
