package io.holdfast.store.journal;

import io.holdfast.StoreException;
import io.holdfast.store.CycleProbe;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks at each cycle file of a connection with a few reads; damage becomes words. */
final class CycleSummaries {
    private CycleSummaries() {
    }

    /**
     * {@return those of a connection, oldest first; without those that its owner deletes meanwhile}
     *
     * @throws StoreException if its folders cannot be listed
     */
    static List<CycleSummary> of(final Path connection) {
        final List<CycleSummary> summaries = new ArrayList<>();
        try (LogFiles files = LogFiles.of(connection)) {
            for (final Path file : files.paths()) {
                final CycleSummary summary = of(file, files);
                if (summary != null) {
                    summaries.add(summary);
                }
            }
        } catch (final IOException e) {
            throw new StoreException(connection, "the files of the connection cannot be listed", e);
        }
        return summaries;
    }

    /** {@return what a file holds, null if it is gone} */
    private static CycleSummary of(final Path file, final LogFiles files) {
        try (CycleProbe cycle = CycleProbe.open(file)) {
            return of(cycle, files.length(file));
        } catch (final NoSuchFileException purgedMeanwhile) {
            return null;
        } catch (final IOException e) {
            return unread(file, files, new StoreException(file, "the file cannot be read", e).getMessage());
        } catch (final StoreException e) {
            return unread(file, files, e.getMessage());
        }
    }

    private static CycleSummary of(final CycleProbe cycle, final long fileBytes) throws IOException {
        final long last = cycle.lastIndex();
        final long first = last == 0 ? 0 : CycleProbe.indexOf(cycle.number());
        final long firstPosition = cycle.messageFrom(CycleProbe.dataStart());
        final long lastPosition = last == 0 ? -1 : cycle.positionOf(last);
        final boolean isTold = lastPosition >= 0;
        final boolean isOdd = isTold != (last != 0);
        return new CycleSummary(cycle.path(), cycle.incarnation(), cycle.generation(), first, last,
            cycle.firstOrdinal(), last == 0 ? 0 : cycle.ordinalOf(last) - cycle.firstOrdinal() + 1,
            isTold ? cycle.endOf(lastPosition) - CycleProbe.dataStart() : 0, fileBytes, cycle.createdNs(),
            isTold && firstPosition >= 0 ? cycle.epochNs(firstPosition) : 0, isTold ? cycle.epochNs(lastPosition) : 0,
            isOdd ? "its last message is not to be found from the index of the file" : "");
    }

    private static CycleSummary unread(final Path file, final LogFiles files, final String problem) {
        return new CycleSummary(file, 0, 0, 0, 0, 0, 0, 0, files.length(file), 0, 0, 0, problem);
    }
}
