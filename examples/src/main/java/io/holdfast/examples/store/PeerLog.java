package io.holdfast.examples.store;

import io.holdfast.examples.command.ChosenLog;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Text;
import io.holdfast.examples.journal.Position;
import io.holdfast.store.ConnectionFacts.Held;
import io.holdfast.store.LogBegin;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalReader;
import io.holdfast.store.journal.StoreView;

import java.nio.file.Path;

/**
 * The log that a connection receives, if it is in the same store: then it tells which message a position means, and how
 * many there are between two. Read only, beside its owner too. One thread.
 */
final class PeerLog implements AutoCloseable {
    private final String peer;
    private final Journal journal;
    private final LogBegin begin;

    private PeerLog(final String peer, final Journal journal, final LogBegin begin) {
        this.peer = peer;
        this.journal = journal;
        this.begin = begin;
    }

    /** {@return the log of the peer of a connection, which may not be known here} */
    static PeerLog of(final ChosenLog log, final Held held) {
        final Path folder = log.root().resolve(log.remoteName()).resolve(log.localName());
        if (!StoreView.isLog(folder.resolve("send"))) {
            return new PeerLog(log.remoteName(), null, null);
        }
        final Journal journal = Journal.open(folder);
        if (journal.incarnation() != held.incarnation()) {
            journal.close();
            return new PeerLog(log.remoteName(), null, null);
        }
        return new PeerLog(log.remoteName(), journal, LogBegin.of(folder));
    }

    /** {@return whether it is in this store} */
    boolean isKnown() {
        return journal != null;
    }

    /**
     * {@return the index of the last message that counts as consumed if all up to a position does}
     *
     * @throws CommandFailure if that cannot be told, or there is no such message
     */
    long indexOf(final Position position) {
        if (position.kind() == Position.Kind.INDEX && position.value() > 0) {
            return isKnown() ? checked(position.value()) : position.value();
        }
        if (!isKnown()) {
            throw new CommandFailure("what '" + position + "' means cannot be told, for the log of " + peer
                + " that is received here is not in this store; give the index of its last message that is to count as"
                + " consumed");
        }
        final long index = switch (position.kind()) {
            case END -> journal.lastIndex();
            case ACK -> journal.ackedIndex();
            case TIME, ORDINAL -> before(position);
            default -> 0;
        };
        return index > 0 ? index : beforeAll();
    }

    /** An index is that of a message within the log, or of one before, for those were purged. */
    private long checked(final long index) {
        try (JournalReader reader = journal.reader()) {
            reader.moveTo(index);
            final boolean isPurged = index < journal.firstIndex();
            if (!isPurged && !(reader.next() && reader.message().index() == index)) {
                throw new CommandFailure("the log of " + peer + " has no message with index " + Text.hex(index)
                    + "; it has " + Text.hex(journal.firstIndex()) + " to " + Text.hex(journal.lastIndex()));
            }
            return index;
        }
    }

    /** An ordinal is that of the last message that counts, a time that of the first which does not. */
    private long before(final Position position) {
        try (JournalReader reader = journal.reader()) {
            position.applyTo(reader);
            if (position.kind() == Position.Kind.TIME) {
                return reader.previous() ? reader.message().index() : 0;
            }
            if (position.value() == 0) {
                return 0;
            }
            if (reader.next() && reader.message().ordinal() == position.value()) {
                return reader.message().index();
            }
            throw new CommandFailure("the log of " + peer + " has no message with ordinal " + position.value());
        }
    }

    private long beforeAll() {
        if (begin.lastPurged() > 0) {
            return begin.lastPurged();
        }
        if (journal.firstIndex() == 0) {
            throw new CommandFailure("the log of " + peer + " has no message yet, so none can count as consumed");
        }
        throw new CommandFailure("the log of " + peer + " still has its first message, " + Text.hex(
            journal.firstIndex()) + ", and no ack stands before that: " + peer + " would go by its own record instead;"
            + " 'holdfast ack " + Text.hex(journal.firstIndex()) + "' has all after it come again, 'holdfast replay'"
            + " on the store of " + peer + " sends it too");
    }

    /** {@return how many messages that are kept have an index greater than one and not greater than another} */
    long messagesBetween(final long low, final long high) {
        return ordinalUpTo(high) - ordinalUpTo(low);
    }

    /** {@return the ordinal of the last message whose index is not greater} */
    private long ordinalUpTo(final long index) {
        try (JournalReader reader = journal.reader()) {
            reader.moveTo(index);
            if (reader.next()) {
                return reader.message().ordinal() - (reader.message().index() == index ? 0 : 1);
            }
            final long last = journal.lastIndex();
            return last == 0 || last >= index ? begin.firstOrdinal() - 1 : ordinalUpTo(last);
        }
    }

    @Override
    public void close() {
        if (journal != null) {
            journal.close();
        }
    }
}
