package io.holdfast.store.journal;

import io.holdfast.StoreException;
import io.holdfast.store.CycleView;
import io.holdfast.store.MappedCycle;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Brings a place to an index, an ordinal, a time or the end. Damage on the way is not told of: the place is before it
 * if what is looked for may be in it, so that whoever reads on meets it. One thread.
 */
final class Seek {
    private static final int TRIES = 10;

    private final Place place;
    private final Cycles cycles;
    private final ReadLimit owner;
    private final CycleEntries entries;
    private final Walk walk = new Walk();

    Seek(final Place place, final Cycles cycles, final ReadLimit owner) {
        this.place = place;
        this.cycles = cycles;
        this.owner = owner;
        entries = new CycleEntries(cycles, owner);
    }

    /** Goes before the message with an index, or before the first one after it that is there, or to the end. */
    void toIndex(final long index) {
        final int number = CycleView.numberOf(index);
        if (place.cycle() == null || place.cycle().number() != number) {
            final MappedCycle found = cycles.openFrom(number);
            if (found == null) {
                toEndOfFiles();
                return;
            }
            place.enter(found);
        }
        place.set(MappedCycle.firstPosition(), 0);
        if (place.cycle().number() == number) {
            toSequence(MappedCycle.sequenceOf(index));
        }
    }

    /** Goes before the message with an ordinal, or before the first one after it that is there, or to the end. */
    void toOrdinal(final long ordinal) {
        if (enter(() -> entries.lastUpToOrdinal(ordinal))) {
            toSequence(ordinal - place.cycle().firstOrdinal());
        }
    }

    /** Goes to where the message before is from before a time and the one behind is not. */
    void toTime(final long epochNs) {
        if (enter(() -> entries.lastBefore(epochNs))) {
            new TimeSeek(place.cycle(), epochNs, owner.lastIndex()).run(place);
        }
    }

    /** A file to be entered, found among those that were there. */
    private interface Choice {
        Path choose();
    }

    /** Enters a cycle, or stands before the first message and answers false if no cycle is the one. */
    private boolean enter(final Choice choice) {
        for (int tries = 1; ; tries++) {
            final Path file = choice.choose();
            if (file == null) {
                place.leave();
                return false;
            }
            try {
                if (place.cycle() == null || !place.cycle().path().equals(file)) {
                    place.enter(cycles.open(file));
                }
                place.set(MappedCycle.firstPosition(), 0);
                return true;
            } catch (final NoSuchFileException e) {
                entries.forget();
                if (tries == TRIES) {
                    throw new StoreException(file, "the cycle file is gone", e);
                }
            } catch (final IOException e) {
                throw new StoreException(file, "the cycle file cannot be read", e);
            }
        }
    }

    /** Goes behind the last message that may be read. */
    void toEnd() {
        final long limit = owner.limit();
        if (limit != Long.MAX_VALUE) {
            toIndex(limit);
            if (place.cycle() != null && place.nextIndex() == limit) {
                toSequence(place.sequence() + 1);
            }
        } else {
            toEndOfFiles();
        }
    }

    private void toEndOfFiles() {
        final List<Path> files = cycles.list();
        if (files.isEmpty()) {
            throw new StoreException(cycles.folder(), "the log is gone: there are no cycle files any more");
        }
        final MappedCycle last = cycles.openBefore(Integer.MAX_VALUE);
        if (last == null) {
            place.leave();
            return;
        }
        place.enter(last);
        final long lastIndex = owner.lastIndex();
        final long known = CycleView.numberOf(lastIndex) == last.number() ? MappedCycle.sequenceOf(lastIndex) + 1 : 0;
        if (!walkToEnd(known)) {
            walk.begin(last, Long.MAX_VALUE);
            while (walk.toIntact(lastIndex)) {
                walk.step();
            }
        }
        place.set(walk.sequence() < known ? Place.UNKNOWN : walk.position(), Math.max(walk.sequence(), known));
    }

    /** {@return whether the lengths lead to an intact last message, and to no less than are known} */
    private boolean walkToEnd(final long known) {
        walk.begin(place.cycle(), Long.MAX_VALUE);
        long position = Place.UNKNOWN;
        while (walk.toRecord()) {
            position = walk.position();
            walk.step();
        }
        return walk.sequence() >= known
            && (position == Place.UNKNOWN || place.cycle().isIntact(position, walk.sequence() - 1));
    }

    /** Goes within the cycle. The message found must be intact, else the way to it was perhaps wrong. */
    private void toSequence(final long wanted) {
        walk.begin(place.cycle(), wanted);
        while (walk.sequence() < wanted && walk.toRecord()) {
            walk.step();
        }
        if (walk.sequence() == wanted && walk.toRecord() && place.cycle().isIntact(walk.position(), wanted)) {
            place.set(walk.position(), wanted);
        } else {
            toSequenceChecked(wanted);
        }
    }

    private void toSequenceChecked(final long wanted) {
        walk.begin(place.cycle(), wanted);
        place.set(walk.position(), walk.sequence());
        while (walk.sequence() < wanted && walk.toIntact(owner.lastIndex()) && walk.sequence() < wanted) {
            walk.step();
            place.set(walk.position(), walk.sequence());
        }
        if (walk.sequence() == wanted) {
            place.set(walk.position(), wanted);
        }
    }
}
