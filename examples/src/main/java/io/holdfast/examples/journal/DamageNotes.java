package io.holdfast.examples.journal;

import io.holdfast.examples.command.IndexRange;
import io.holdfast.store.PurgedException;
import io.holdfast.store.journal.Damage;
import io.holdfast.store.journal.DamageListener;
import io.holdfast.store.journal.JournalMessage;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells on standard error what of a log is damaged, a range in a line, and remembers that there was some. One thread.
 */
final class DamageNotes implements DamageListener {
    private final PrintWriter err;
    private final Set<Damage> told = new HashSet<>();
    private boolean isEmpty = true;
    private long damagedFrom;
    private long damagedTo;
    private long damagedCount;

    /**
     * Notes.
     *
     * @param err where to
     */
    DamageNotes(final PrintWriter err) {
        this.err = err;
    }

    /** {@return whether nothing is damaged so far} */
    boolean isEmpty() {
        return isEmpty;
    }

    /**
     * Looks whether a message is what was written; neighbours that are not are told in one line.
     *
     * @param message all of it is read
     */
    void look(final JournalMessage message) {
        if (!MessageFlags.isDamaged(message)) {
            if (damagedCount > 0) {
                tellDamaged();
            }
            return;
        }
        isEmpty = false;
        if (damagedCount == 0) {
            damagedFrom = message.index();
        }
        damagedTo = message.index();
        damagedCount++;
    }

    @Override
    public void onDamage(final Damage damage) {
        tellDamaged();
        isEmpty = false;
        if (!told.add(damage)) {
            return; // a cursor came by once more
        }
        say("damaged: " + (damage.lastIndex() < damage.firstIndex() ? "no message is concerned"
            : IndexRange.text(damage.firstIndex(), damage.lastIndex())) + ": " + damage.text() + ": " + damage.path());
    }

    /** Tells what is known but not told yet: no message follows for now. */
    void tellDamaged() {
        if (damagedCount > 0) {
            say("damaged: " + IndexRange.text(damagedFrom, damagedTo)
                + (damagedCount > 1 ? ", " + damagedCount + " of those that were looked at" : "")
                + ": checksum does not match what was written; 'holdfast verify' looks at all");
            damagedCount = 0;
        }
    }

    /**
     * Tells that messages are gone that were acked and not kept any longer.
     *
     * @param purged what a reader met
     */
    void tellPurged(final PurgedException purged) {
        tellDamaged();
        say("purged meanwhile: messages after index " + Long.toHexString(purged.fromIndex()) + "; going on with "
            + Long.toHexString(purged.toIndex()));
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
