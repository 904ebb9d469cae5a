package io.holdfast.examples.journal;

import io.holdfast.examples.command.IndexRange;
import io.holdfast.examples.command.Text;
import io.holdfast.store.PurgedException;
import io.holdfast.store.journal.Damage;
import io.holdfast.store.journal.DamageListener;
import io.holdfast.store.journal.JournalMessage;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells on standard error what of a log is damaged or lost, a range in a line, and remembers that there was some. One
 * thread.
 */
final class DamageNotes implements DamageListener {
    private final PrintWriter err;
    private final Set<Damage> told = new HashSet<>();
    private boolean isEmpty = true;
    private Kind kind;
    private long from;
    private long to;
    private long count;

    /** What can be wrong with a message that is given nevertheless. */
    private enum Kind {
        DAMAGED("damaged", "checksum does not match what was written; 'holdfast verify' looks at all"),
        TOMBSTONE("lost", "a repair has put tombstones in their place");

        private final String word;
        private final String text;

        Kind(final String word, final String text) {
            this.word = word;
            this.text = text;
        }

        private static Kind of(final JournalMessage message) {
            return MessageFlags.isDamaged(message) ? DAMAGED : message.isTombstone() ? TOMBSTONE : null;
        }
    }

    /**
     * Notes.
     *
     * @param err where to
     */
    DamageNotes(final PrintWriter err) {
        this.err = err;
    }

    /** {@return whether nothing is damaged or lost so far} */
    boolean isEmpty() {
        return isEmpty;
    }

    /**
     * Looks whether a message is what was written, and whether a repair had to put it there; neighbours of which the
     * same is to be said are told in one line.
     *
     * @param message all of it is read
     */
    void look(final JournalMessage message) {
        final Kind found = Kind.of(message);
        if (found != kind) {
            tellRange();
        }
        if (found != null) {
            isEmpty = false;
            kind = found;
            from = count == 0 ? message.index() : from;
            to = message.index();
            count++;
        }
    }

    @Override
    public void onDamage(final Damage damage) {
        tellRange();
        isEmpty = false;
        if (!told.add(damage)) {
            return; // a cursor came by once more
        }
        say("damaged: " + (damage.lastIndex() < damage.firstIndex() ? "no message is concerned"
            : IndexRange.text(damage.firstIndex(), damage.lastIndex())) + ": " + damage.text() + ": " + damage.path());
    }

    /** Tells what is known but not told yet: no message follows for now. */
    void tellRange() {
        if (count > 0) {
            say(kind.word + ": " + IndexRange.text(from, to) + (count > 1 ? ", " + count + " of them" : "") + ": "
                + kind.text);
        }
        kind = null;
        count = 0;
    }

    /**
     * Tells that messages are gone that were acked and not kept any longer.
     *
     * @param purged what a reader met
     */
    void tellPurged(final PurgedException purged) {
        tellRange();
        say("purged meanwhile: messages after index " + Text.hex(purged.fromIndex()) + "; going on with "
            + Text.hex(purged.toIndex()));
    }

    /**
     * Tells something that is no damage.
     *
     * @param line what
     */
    void say(final String line) {
        err.println(line);
        err.flush();
    }
}
