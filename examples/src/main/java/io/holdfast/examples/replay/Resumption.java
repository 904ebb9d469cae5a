package io.holdfast.examples.replay;

import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Text;
import io.holdfast.store.journal.ChecksumState;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalFilter;
import io.holdfast.store.journal.JournalMessage;
import io.holdfast.store.journal.JournalReader;
import io.holdfast.store.journal.ReplayContext;
import io.holdfast.store.journal.ReplaySpeed;
import io.holdfast.store.journal.Replayer;

import java.nio.file.Path;

/**
 * Finds the place in a log where a kept replay goes on: behind what the places tell of the last message in its own
 * store, which has to be the message of the log. Where they do not tell of it, after a power loss, behind the last one
 * that they tell of; each message that the own store has beyond it is compared with the next of the log.
 *
 * @param folder  of the replay, for errors
 * @param journal the log
 * @param places  which message was which
 */
record Resumption(Path folder, Journal journal, SentPlaces places) {
    private static final int MOST_PER_CYCLE = 1 << 16;

    /**
     * Goes there.
     *
     * @param reader of the log, is moved
     * @param filter of what is sent
     * @param own    reader of the own store, null if nothing was sent
     * @param sent   how many messages it ever had
     * @throws CommandFailure if what is in the own store is not what is in the log, or what comes next is gone
     */
    void toPlace(final JournalReader reader, final JournalFilter filter, final JournalReader own, final long sent) {
        final long known = places.lastKnown(sent);
        if (known < 0) {
            throw otherThan("what was sent last is not known");
        }
        if (known > 0 && known == sent) {
            requireSame(own, sent);
        }
        final long passed = places.passed(known);
        requireNotPurged(passed);
        reader.moveToOrdinal(passed + 1);
        if (known < sent) {
            compare(reader, filter, own, known, sent);
        }
    }

    /** The message may be purged or damaged by now. */
    private void requireSame(final JournalReader own, final long sent) {
        final long index = places.index(sent);
        own.moveToOrdinal(sent);
        try (JournalReader then = journal.reader()) {
            then.onDamage(damage -> { }); // told when it was sent, or will be by who goes on
            then.moveTo(index);
            if (own.next() && own.message().ordinal() == sent && then.next() && then.message().index() == index
                && !then.message().isTombstone() && !isSame(then.message(), own.message())) {
                throw otherThan("the message with index " + Text.hex(index) + " is another now");
            }
        }
    }

    private void compare(final JournalReader reader, final JournalFilter filter, final JournalReader own,
                         final long known, final long sent) {
        own.moveToOrdinal(known + 1);
        final long[] ordinal = {known};
        final Replayer replayer = Replayer.of(reader, message -> {
            ordinal[0]++;
            if (!own.next() || own.message().ordinal() != ordinal[0] || !isSame(message, own.message())) {
                throw otherThan("the message with index " + Text.hex(message.index()) + " was not sent next");
            }
            places.put(ordinal[0], message.index(), message.ordinal());
            return 1;
        }, new ReplayContext().speed(ReplaySpeed.max()).filter(filter).maxMessages(sent - known)
            .listener((reason, from, to, text) -> places.skipped()));
        while (!replayer.isDone()) {
            replayer.doWork(MOST_PER_CYCLE);
        }
        if (ordinal[0] < sent) {
            throw otherThan("the log has less than was sent");
        }
    }

    private void requireNotPurged(final long passed) {
        try (JournalReader first = journal.reader()) {
            first.includeDamaged(true);
            first.onDamage(damage -> { });
            if (first.next() && first.message().ordinal() > passed + 1) {
                throw new CommandFailure("the owner of the log has deleted messages before they were sent: those with"
                    + " ordinals +" + (passed + 1) + " to +" + (first.message().ordinal() - 1) + "; to send what is"
                    + " left, replay with --from " + Text.hex(first.message().index()) + " and another --keep DIR");
            }
        }
    }

    private static boolean isSame(final JournalMessage one, final JournalMessage other) {
        return one.checksum() == ChecksumState.INTACT && one.type() == other.type() && one.length() == other.length()
            && one.payload().contentEquals(other.payload());
    }

    private CommandFailure otherThan(final String why) {
        return new CommandFailure("what was sent from " + folder + " is not what the log holds now: " + why
            + "; to begin anew, name another --keep DIR, and say with --from what the peer does not have");
    }
}
