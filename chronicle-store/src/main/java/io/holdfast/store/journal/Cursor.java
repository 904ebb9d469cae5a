package io.holdfast.store.journal;

import io.holdfast.store.CycleView;
import io.holdfast.store.MappedCycle;

/**
 * Moves a {@link Place} over one message after the other, forwards and backwards. Every message is checked before it is
 * given, unless damaged ones are wanted too; then its frame and the format in its header have to do, and whoever asks
 * for its checksum makes the cursor look more closely at what follows.
 */
final class Cursor implements AutoCloseable {
    private final Place place = new Place();
    private final RecordView message = new RecordView();
    private final Block block = new Block();
    private final ReadLimit owner;
    private final Cycles cycles;
    private final Damages damages;
    private final Passage passage;
    private long limit;
    private boolean isLenient;

    Cursor(final Cycles cycles, final ReadLimit owner, final Damages damages) {
        this.cycles = cycles;
        this.owner = owner;
        this.damages = damages;
        passage = new Passage(place, message, cycles, owner, damages);
    }

    Place place() {
        return place;
    }

    RecordView message() {
        return message;
    }

    void lenient(final boolean isWanted) {
        isLenient = isWanted;
        passage.lenient(isWanted);
    }

    boolean forward() {
        if (isLenient && message.isKnownDamaged()) {
            passage.leaveDamaged();
        }
        if (place.cycle() == null && !enterFirst()) {
            message.clear();
            return false;
        }
        while (true) {
            final MappedCycle cycle = place.cycle();
            final int excerpt = cycle.excerptAt(place.position());
            if (excerpt > 0) {
                if (isBeyondLimit(place.sequence())) {
                    return false;
                }
                if (isGood(cycle)) {
                    take(cycle, excerpt);
                    return true;
                }
            }
            if (excerpt == MappedCycle.METADATA && cycle.isKnownMetadata(place.position())) {
                place.set(cycle.after(place.position()), place.sequence());
            } else if (!passage.pass(excerpt)) {
                return false;
            }
        }
    }

    private void take(final MappedCycle cycle, final int length) {
        final long position = place.position();
        message.wrap(cycle, position, place.sequence(), length);
        if (!isLenient) {
            message.checked();
        }
        place.set(MappedCycle.after(position, length), place.sequence() + 1);
    }

    private boolean isGood(final MappedCycle cycle) {
        return isLenient ? passage.isTrusted() : cycle.isIntact(place.position(), place.sequence());
    }

    /** The owner begins a cycle when it comes to want its messages synced, so it is enough to ask at each of them. */
    private boolean isBeyondLimit(final long sequence) {
        final long index = place.cycle().indexOf(sequence);
        if (index <= limit && sequence > 0) {
            return false;
        }
        limit = owner.limit();
        return index > limit;
    }

    private boolean enterFirst() {
        final MappedCycle first = cycles.openFrom(0);
        if (first != null) {
            place.enter(first);
        }
        return first != null;
    }

    boolean backward() {
        while (place.cycle() != null) {
            if (place.sequence() > 0) {
                final long sequence = place.sequence() - 1;
                if (isBeyondLimit(sequence)) {
                    standWithinLimit();
                    continue;
                }
                final long position = positionOf(sequence);
                if (position != 0) {
                    giveBack(position, sequence);
                    return true;
                }
                passBack(sequence);
            } else if (!enterBefore()) {
                break;
            }
        }
        message.clear();
        return false;
    }

    /** A seek goes where it is told to, be it behind what may be read. */
    private void standWithinLimit() {
        final boolean isHere = CycleView.numberOf(limit) == place.cycle().number();
        place.set(Place.UNKNOWN, isHere ? MappedCycle.sequenceOf(limit) + 1 : 0);
    }

    private void giveBack(final long position, final long sequence) {
        message.wrap(place.cycle(), position, sequence, place.cycle().excerptAt(position));
        if (!isLenient) {
            message.checked();
        }
        place.set(position, sequence);
    }

    /** {@return where a message is that may be given, 0 if it is damaged} */
    private long positionOf(final long sequence) {
        final MappedCycle cycle = place.cycle();
        final long position = block.positionOf(cycle, sequence);
        if (isGood(cycle, position, sequence)) {
            return position;
        }
        final long checked = block.checkedPositionOf(cycle, sequence);
        return isGood(cycle, checked, sequence) ? checked : 0;
    }

    private boolean isGood(final MappedCycle cycle, final long position, final long sequence) {
        return position != 0 && (isLenient || cycle.isIntact(position, sequence));
    }

    private void passBack(final long last) {
        long first = last;
        while (first > 0 && positionOf(first - 1) == 0) {
            first--;
        }
        final MappedCycle cycle = place.cycle();
        damages.tell(cycle.path(), cycle.indexOf(first), cycle.indexOf(last), Passage.DAMAGED);
        place.set(Place.UNKNOWN, first);
    }

    private boolean enterBefore() {
        final MappedCycle cycle = place.cycle();
        final MappedCycle before = cycles.openBefore(cycle.number());
        if (before == null) {
            return false;
        }
        try {
            passage.enterBefore(before);
        } catch (final RuntimeException e) {
            before.close();
            throw e;
        }
        return true;
    }

    /** Stands before the message that was given last, after going forward. */
    void undo() {
        place.set(message.position(), message.sequence());
    }

    /** Stands behind the message that was given last, after going back. */
    void undoBack() {
        place.set(place.cycle().after(message.position()), message.sequence() + 1);
    }

    /** Forgets what belongs to the place before, which changes. */
    void moving() {
        message.clear();
        passage.clear();
        block.clear();
        limit = 0;
    }

    @Override
    public void close() {
        moving();
        place.close();
    }
}
