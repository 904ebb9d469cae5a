package io.holdfast.examples.journal;

import io.holdfast.store.PurgedException;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalMessage;
import io.holdfast.store.journal.JournalReader;

/**
 * A way through the chosen messages of a log, from the oldest to the newest. Of what is
 * damaged, it gives messages whose frame is whole; the rest, and what was purged, is passed over; all is told. One
 * thread.
 */
final class LogWalk implements AutoCloseable {
    private final JournalReader reader;
    private final Selection selection;
    private final DamageNotes notes;
    private final long limit;
    private long taken;
    private boolean isOver;

    /**
     * A way that begins where the selection says.
     *
     * @param journal   the log
     * @param selection which messages
     * @param notes     for what is damaged
     * @param isGrowing whether what is appended from now on counts too, if the selection has no end
     */
    LogWalk(final Journal journal, final Selection selection, final DamageNotes notes, final boolean isGrowing) {
        this.selection = selection;
        this.notes = notes;
        limit = selection.limit();
        reader = journal.reader(selection.range(journal, isGrowing));
        reader.includeDamaged(true);
        reader.onDamage(notes);
        selection.begin(reader);
    }

    /**
     * Goes over the next message.
     *
     * @return whether there is one; if not, there may be one later unless the walk {@link #isOver()}
     */
    boolean next() {
        while (!isOver() && step()) {
            final JournalMessage message = reader.message();
            if (selection.isBehind(message)) {
                isOver = true;
                break;
            }
            notes.look(message); // whatever type a damaged one says it has
            if (selection.isWanted(message)) {
                taken++;
                return true;
            }
        }
        notes.tellRange();
        return false;
    }

    private boolean step() {
        while (true) {
            try {
                return reader.next();
            } catch (final PurgedException purged) {
                notes.tellPurged(purged);
                reader.moveTo(purged.toIndex());
            }
        }
    }

    /** {@return whether no message can follow any more} */
    boolean isOver() {
        return isOver || taken == limit || reader.isExhausted();
    }

    /** {@return the message that {@link #next()} went over; a view that is valid until the next call} */
    JournalMessage message() {
        return reader.message();
    }

    /**
     * Goes back from the end of what was chosen, but not before its begin.
     *
     * @param count over so many messages
     */
    void toLast(final long count) {
        reader.onDamage(damage -> { }); // told on the way forward
        final boolean isBounded = selection.from() != null;
        if (!isBounded || step()) {
            final long from = isBounded ? reader.message().index() : 0;
            selection.end(reader);
            back(count, from);
        }
        reader.onDamage(notes);
    }

    private void back(final long count, final long from) {
        long gone = 0;
        while (gone < count && reader.previous()) {
            if (reader.message().index() < from) {
                reader.next();
                return;
            }
            gone += selection.isWanted(reader.message()) ? 1 : 0;
        }
    }

    /** {@return how many messages it went over} */
    long taken() {
        return taken;
    }

    /**
     * Counts what another walk went over as its own.
     *
     * @param messages how many
     */
    void countFrom(final long messages) {
        taken = messages;
    }

    /** {@return the cursor, to be put elsewhere} */
    JournalReader reader() {
        return reader;
    }

    @Override
    public void close() {
        reader.close();
    }
}
