package io.holdfast.store.journal;

import io.holdfast.store.CycleView;
import io.holdfast.store.MappedCycle;
import io.holdfast.store.PurgedException;

/** Brings a place over what is no message: the end of a cycle, and damage. */
final class Passage {
    static final String DAMAGED = "a message does not hold what was written";

    private final Place place;
    private final RecordView message;
    private final Cycles cycles;
    private final ReadLimit owner;
    private final Damages damages;
    private final Walk walk = new Walk();

    /** Damage up to here is known to have frames that lead on. */
    private long framedTo;
    private long toldEnd;
    private boolean isLenient;

    Passage(final Place place, final RecordView message, final Cycles cycles, final ReadLimit owner,
            final Damages damages) {
        this.place = place;
        this.message = message;
        this.cycles = cycles;
        this.owner = owner;
        this.damages = damages;
    }

    void lenient(final boolean isWanted) {
        isLenient = isWanted;
        clear();
    }

    /** Forgets what it knows of the place, which changes. */
    void clear() {
        framedTo = 0;
        toldEnd = 0;
    }

    /** {@return whether a message that is not checked may be given, going by its frame and header} */
    boolean isTrusted() {
        final MappedCycle cycle = place.cycle();
        if (place.position() < framedTo) {
            return true;
        }
        if (!cycle.isPlausible(place.position())) {
            return false;
        }
        final long mark = (place.sequence() & MappedCycle.MARK_SPACING - 1) == 0 && place.sequence() > 0
            ? cycle.markOf(place.sequence()) : 0;
        return mark == 0 || mark == place.position() || cycle.isIntact(place.position(), place.sequence());
    }

    /**
     * Goes on from something that is no message.
     *
     * @param excerpt what the cycle says of it
     * @return false if there is nothing to go on to
     */
    boolean pass(final int excerpt) {
        if (place.position() == Place.UNKNOWN) {
            locate();
            return true;
        }
        if (excerpt == MappedCycle.NOTHING || excerpt == MappedCycle.END_OF_CYCLE) {
            return passEnd(excerpt == MappedCycle.END_OF_CYCLE);
        }
        return passDamage(Long.MAX_VALUE, excerpt > 0 ? DAMAGED : "something is there that cannot be a message");
    }

    /** Finds the position for the sequence. */
    private void locate() {
        final long wanted = place.sequence();
        walk.begin(place.cycle(), wanted);
        long position = walk.position();
        long sequence = walk.sequence();
        while (walk.sequence() < wanted && walk.toIntact(place.cycle().indexOf(wanted)) && walk.sequence() < wanted) {
            walk.step();
            position = walk.position();
            sequence = walk.sequence();
        }
        place.set(position, sequence);
    }

    private boolean passEnd(final boolean hasMark) {
        final MappedCycle cycle = place.cycle();
        final long before = place.lastIndex();
        final long last = owner.lastIndex();
        if (last <= before && (owner.isSync() || !hasMark && owner.isKnown())) {
            cycle.settle();
            return false;
        }
        final MappedCycle next = cycles.openFrom(cycle.number() + 1);
        try {
            final long expected = next == null ? Math.max(last, lastMarked()) : next.previousLast();
            if (!hasMark && cycle.excerptAt(place.position()) != MappedCycle.NOTHING) {
                close(next); // the owner was faster
                return true;
            }
            if (expected > before && CycleView.numberOf(expected) == cycle.number()) {
                close(next);
                return passDamage(expected, "messages are missing");
            }
            return next == null ? passNothing(last) : passRoll(next, hasMark);
        } catch (final RuntimeException e) {
            close(next);
            throw e;
        }
    }

    private static void close(final MappedCycle cycle) {
        if (cycle != null) {
            cycle.close();
        }
    }

    /** {@return the last index that the cycle itself is known to have had, by its own index} */
    private long lastMarked() {
        final long marked = place.cycle().lastMarked();
        final boolean isBehind = marked > place.sequence() && place.cycle().intactMarkOf(marked) > 0;
        return isBehind ? place.cycle().indexOf(marked) : 0;
    }

    private boolean passNothing(final long last) {
        if (last > place.lastIndex() && last != toldEnd) {
            damages.tell(cycles.folder(), place.nextIndex(), last, "cycle files are missing: the owner knows messages"
                + " up to " + Long.toHexString(last));
            toldEnd = last;
        }
        place.cycle().settle();
        return false;
    }

    private boolean passRoll(final MappedCycle next, final boolean hasMark) {
        final long before = place.lastIndex();
        final long follows = next.previousLast();
        if (follows > before && !cycles.isPassedOver(CycleView.numberOf(follows))) {
            if (!place.cycle().isThere()) {
                throw new PurgedException(next.path(), before, next.indexOf(0));
            }
            damages.tell(next.path(), place.nextIndex(), follows, "cycle files before this one are missing");
        } else if (follows < before) {
            damages.tell(next.path(), next.indexOf(0), next.indexOf(0) - 1, "the cycle file follows index "
                + Long.toHexString(follows) + ", which is before the end of the one before it");
        } else if (!hasMark) {
            damages.tell(place.cycle().path(), place.nextIndex(), before, "the cycle file has no end mark, though the"
                + " next one is there");
        }
        enter(next);
        return true;
    }

    private void enter(final MappedCycle next) {
        message.clear();
        clear();
        place.enter(next);
    }

    /** The length of the message given last may be what led here, so the search begins there if it is damaged. */
    private boolean passDamage(final long accepted, final String text) {
        final boolean isFromMessage = isLenient && message.isThere() && message.sequence() == place.sequence() - 1
            && message.checksum() == ChecksumState.DAMAGED;
        final long from = isFromMessage ? message.position() : place.position();
        final long sequence = isFromMessage ? message.sequence() : place.sequence();
        final MappedCycle cycle = place.cycle();
        final MappedCycle.Gap gap = cycle.findIntact(from, sequence, accepted);
        if (gap == null) {
            return passRest(text);
        }
        if (isLenient && Walk.isFramed(cycle, place.position(), gap.to(),
            sequence + gap.messages() - place.sequence())) {
            framedTo = gap.to();
            return true;
        }
        resume(gap.to(), sequence + gap.messages(), text);
        return true;
    }

    private void resume(final long position, final long sequence, final String text) {
        final MappedCycle cycle = place.cycle();
        if (sequence > place.sequence()) {
            damages.tell(cycle.path(), place.nextIndex(), cycle.indexOf(sequence - 1), text);
        } else {
            damages.mention(cycle.path(), cycle.indexOf(sequence), "what is between two messages is damaged");
        }
        place.set(position, sequence);
    }

    /** Nothing in this cycle is intact any more. */
    private boolean passRest(final String text) {
        final MappedCycle cycle = place.cycle();
        final MappedCycle next = cycles.openFrom(cycle.number() + 1);
        if (next == null) {
            final long last = Math.max(owner.lastIndex(), place.nextIndex());
            if (last != toldEnd) {
                damages.tell(cycle.path(), place.nextIndex(), last, text);
                toldEnd = last;
            }
            return false;
        }
        try {
            if (next.previousLast() >= place.nextIndex()) {
                damages.tell(cycle.path(), place.nextIndex(), next.previousLast(), text);
            } else {
                damages.mention(cycle.path(), place.nextIndex(), "the end of the cycle is damaged");
            }
            enter(next);
            return true;
        } catch (final RuntimeException e) {
            next.close();
            throw e;
        }
    }

    /** Looks whether the lengths go on right behind a message given last that turned out to be damaged. */
    void leaveDamaged() {
        final MappedCycle cycle = place.cycle();
        if (message.sequence() != place.sequence() - 1 || message.position() < framedTo) {
            return;
        }
        final MappedCycle.Gap gap = cycle.findIntact(message.position(), message.sequence(), Long.MAX_VALUE);
        if (gap == null) {
            return;
        }
        final long sequence = message.sequence() + gap.messages();
        if (Walk.isFramed(cycle, message.position(), gap.to(), gap.messages())) {
            framedTo = gap.to();
        } else {
            resume(gap.to(), sequence, DAMAGED);
        }
    }

    /** Stands behind the last message of the cycle before, which the place owns from now on. */
    void enterBefore(final MappedCycle before) {
        final long last = place.cycle().previousLast();
        final int number = CycleView.numberOf(last);
        long messages = 0;
        if (number == before.number()) {
            messages = MappedCycle.sequenceOf(last) + 1;
        } else if (number > before.number()) {
            messages = messagesIn(before);
            if (!cycles.isPassedOver(number)) {
                damages.tell(place.cycle().path(), before.indexOf(messages), last, "cycle files before this one are"
                    + " missing");
            }
        }
        enter(before);
        place.set(Place.UNKNOWN, messages);
    }

    private long messagesIn(final MappedCycle cycle) {
        walk.begin(cycle, cycle.lastMarked());
        while (walk.toIntact(0)) {
            walk.step();
        }
        return walk.sequence();
    }
}
