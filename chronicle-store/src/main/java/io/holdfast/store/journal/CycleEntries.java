package io.holdfast.store.journal;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import io.holdfast.store.CycleView;
import io.holdfast.store.MappedCycle;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;

/**
 * What is remembered of each cycle file for finding the one that a message is in: the ordinal of its first message and
 * the time of the first one that is intact, which never change. One thread; allocates when the files are listed anew.
 */
final class CycleEntries {
    /** In place of what a file cannot tell, because it is damaged, gone, or has no message yet. */
    private static final long NONE = Long.MIN_VALUE;

    private final Cycles cycles;
    private final ReadLimit owner;
    private List<Entry> entries = Collections.emptyList();

    private static final class Entry {
        private final Path file;
        private long firstOrdinal = NONE;
        private long firstNs = NONE;

        private Entry(final Path file) {
            this.file = file;
        }
    }

    CycleEntries(final Cycles cycles, final ReadLimit owner) {
        this.cycles = cycles;
        this.owner = owner;
    }

    /** {@return the last file whose first message has an ordinal up to this one, null if there is none} */
    Path lastUpToOrdinal(final long ordinal) {
        return last(this::firstOrdinal, first -> first <= ordinal);
    }

    /** {@return a file whose first message is from before a time, while that of the next is not; null if none is} */
    Path lastBefore(final long epochNs) {
        return last(this::firstNs, first -> first < epochNs);
    }

    /** Bisects; what tells nothing is left out. If what is told goes up and down, it is one of the places that fit. */
    private Path last(final ToLongFunction<Entry> what, final LongPredicate isBefore) {
        refresh();
        int found = -1;
        int low = 0;
        int high = entries.size();
        while (low < high) {
            final int middle = low + high >>> 1;
            int known = middle;
            while (known >= low && what.applyAsLong(entries.get(known)) == NONE) {
                known--;
            }
            if (known < low) {
                low = middle + 1;
            } else if (isBefore.test(what.applyAsLong(entries.get(known)))) {
                found = known;
                low = middle + 1;
            } else {
                high = known;
            }
        }
        return found < 0 ? null : entries.get(found).file;
    }

    /** Lists the files, unless the owner tells of no newer cycle; those gone since are found out when they are read. */
    private void refresh() {
        final int newest = entries.isEmpty() ? -1 : CycleView.numberOf(entries.get(entries.size() - 1).file);
        if (owner.isKnown() && newest >= CycleView.numberOf(owner.lastIndex())) {
            return;
        }
        final Map<Path, Entry> known = new HashMap<>();
        for (final Entry entry : entries) {
            known.put(entry.file, entry);
        }
        final List<Entry> now = new ArrayList<>();
        for (final Path file : cycles.list()) {
            final Entry entry = known.get(file);
            now.add(entry == null ? new Entry(file) : entry);
        }
        entries = now;
    }

    private long firstOrdinal(final Entry entry) {
        if (entry.firstOrdinal == NONE) {
            read(entry);
        }
        return entry.firstOrdinal;
    }

    private long firstNs(final Entry entry) {
        if (entry.firstNs == NONE) {
            read(entry);
        }
        return entry.firstNs;
    }

    private void read(final Entry entry) {
        try (MappedCycle cycle = cycles.open(entry.file)) {
            entry.firstOrdinal = cycle.firstOrdinal();
            final Walk walk = new Walk();
            walk.begin(cycle, 0);
            if (walk.toIntact(owner.lastIndex())) {
                entry.firstNs = cycle.appendedAtNs(walk.position());
            }
        } catch (final NoSuchFileException | CorruptStoreException told) {
            entry.firstOrdinal = NONE; // who comes by there is told
        } catch (final IOException e) {
            throw new StoreException(entry.file, "the cycle file cannot be read", e);
        }
    }

    /** Lists the files anew the next time, because one of them was gone. */
    void forget() {
        entries = Collections.emptyList();
    }
}
