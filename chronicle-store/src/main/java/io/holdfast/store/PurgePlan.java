package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which cycles of a connection's log {@link Retention} would delete with other bounds, worked out from the files alone:
 * read only, without the lock.
 *
 * @param cycles   how many
 * @param messages how many they hold
 * @param bytes    how long their files are
 * @param toIndex  the last of those messages, 0 if there is none
 */
public record PurgePlan(int cycles, long messages, long bytes, long toIndex) {
    private static final PurgePlan NOTHING = new PurgePlan(0, 0, 0, 0);

    /**
     * Works it out.
     *
     * @param root       folder of the store
     * @param localName  whose
     * @param remoteName with whom
     * @param options    of the store; how long and up to which size acked cycles are kept is among them
     * @return the plan
     * @throws StoreException if there is no such connection, or its files cannot be read or are damaged
     */
    public static PurgePlan of(final Path root, final String localName, final String remoteName,
                               final StoreContext options) {
        final Path directory = OfflineConnection.require(root, localName, remoteName);
        try {
            final StateFacts state = StateFacts.of(directory, options.disk());
            if (!state.isKnown()) {
                throw new CorruptStoreException(directory.resolve(LogState.FILE), 0, "what the peer has acked is not"
                    + " known; " + Advice.REPAIR);
            }
            return of(cyclesIn(directory.resolve(Log.FOLDER)), state.ackedIndex(), options);
        } catch (final IOException e) {
            throw new StoreException(directory, "the connection could not be looked at", e);
        }
    }

    private static List<CycleFile> cyclesIn(final Path folder) throws IOException {
        final List<CycleFile> cycles = new ArrayList<>();
        for (final Path path : CycleFiles.paths(folder)) {
            final CycleFile cycle = new CycleFile(path, CycleRoller.number(path));
            cycle.readHead();
            if (cycle.number() < 0 || !cycle.hasPreamble()) {
                throw new CorruptStoreException(path, 0, "not a whole cycle file; " + Advice.REPAIR);
            }
            cycles.add(cycle);
        }
        return cycles;
    }

    private static PurgePlan of(final List<CycleFile> cycles, final long acked, final StoreContext options) {
        int finished = 0;
        long bytes = 0;
        while (finished < cycles.size() - 1 && cycles.get(finished + 1).preamble().previousLast() <= acked) {
            bytes += cycles.get(finished).length();
            finished++;
        }
        final long all = bytes;
        int due = 0;
        while (due < finished && !isKept(bytes, cycles.get(due + 1).preamble().epochNs(), options)) {
            bytes -= cycles.get(due).length();
            due++;
        }
        if (due == 0) {
            return NOTHING;
        }
        final CyclePreamble next = cycles.get(due).preamble();
        return new PurgePlan(due, next.firstOrdinal() - cycles.get(0).preamble().firstOrdinal(), all - bytes,
            next.previousLast());
    }

    private static boolean isKept(final long bytes, final long finishedNs, final StoreContext options) {
        if (options.retainNs() == 0 && options.retainBytes() == 0) {
            return false;
        }
        final boolean isTooMuch = options.retainBytes() > 0 && bytes > options.retainBytes();
        final long nowNs = options.clock().epochNs();
        final boolean isTooOld = finishedNs <= nowNs && nowNs - finishedNs >= options.retainNs();
        return !isTooMuch && (options.retainNs() == 0 || !isTooOld);
    }
}
