package io.holdfast.examples.journal;

import io.holdfast.Clock;
import io.holdfast.StoreException;
import io.holdfast.examples.command.Text;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalMessage;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Follows a log, and when it was reset, moved or deleted, the one that comes in its place. Never waits. One thread.
 */
final class Follower implements AutoCloseable {
    private static final long CHECK_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final Path folder;
    private final Selection selection;
    private final DamageNotes notes;
    private final Clock clock;
    private Journal journal;
    private LogWalk walk;
    private boolean isLost;
    private long lastIndex;
    private long nextCheckNs;

    /**
     * A follower of the log that is there now.
     *
     * @param folder    of the log
     * @param selection which messages
     * @param notes     for what is damaged, and for changes
     * @param clock     for when to look whether the log is still the same
     */
    Follower(final Path folder, final Selection selection, final DamageNotes notes, final Clock clock) {
        this.folder = folder;
        this.selection = selection;
        this.notes = notes;
        this.clock = clock;
        journal = Journal.open(folder);
        nextCheckNs = clock.monotonicNs() + CHECK_INTERVAL_NS;
    }

    /**
     * Goes where to begin.
     *
     * @param count       the last so many messages, {@link Long#MAX_VALUE} for all
     * @param isFollowing whether what is appended from now on counts too
     * @return the log that is there now
     */
    Journal begin(final long count, final boolean isFollowing) {
        lastIndex = count == 0 ? journal.lastIndex() : indexBeforeBegin();
        walk = new LogWalk(journal, selection, notes, isFollowing);
        if (count < Long.MAX_VALUE) {
            walk.toLast(count);
        }
        return journal;
    }

    /** {@return behind which index the selection begins, 0 where its own begin is the same at any time} */
    private long indexBeforeBegin() {
        if (selection.from() == null) {
            return 0;
        }
        return switch (selection.from().kind()) {
            case END -> journal.lastIndex();
            case ACK -> journal.ackedIndex();
            default -> 0;
        };
    }

    /** {@return whether there is a next message now} */
    boolean next() {
        if (isLost) {
            return false;
        }
        try {
            if (!walk.next()) {
                return false;
            }
            lastIndex = walk.message().index();
            return true;
        } catch (final StoreException error) {
            if (isStillThere()) {
                throw error;
            }
            lose(error);
            return false;
        }
    }

    /** {@return the message that {@link #next()} went over; a view that is valid until the next call} */
    JournalMessage message() {
        return walk.message();
    }

    /** {@return whether no message can follow any more} */
    boolean isOver() {
        return walk.isOver();
    }

    /**
     * Looks now and then whether the log is still the one that is followed; to be called when nothing came.
     *
     * @return whether another one is followed now
     */
    boolean keepUp() {
        final long nowNs = clock.monotonicNs();
        if (nowNs - nextCheckNs < 0) {
            return false;
        }
        nextCheckNs = nowNs + CHECK_INTERVAL_NS;
        if (isLost) {
            return find();
        }
        try {
            walk.reader().requireCurrent();
        } catch (final StoreException error) {
            lose(error);
            return find();
        }
        return false;
    }

    private boolean isStillThere() {
        try (Journal now = Journal.open(folder)) {
            return now.incarnation() == journal.incarnation();
        } catch (final StoreException gone) {
            return false;
        }
    }

    private void lose(final StoreException error) {
        isLost = true;
        notes.say("the log was reset, moved or deleted: " + error.getMessage() + "; waiting for the one in its place");
    }

    private boolean find() {
        final Journal found;
        try {
            found = Journal.open(folder);
        } catch (final StoreException notYetThere) {
            return false;
        }
        final boolean isSame = found.incarnation() == journal.incarnation();
        final LogWalk before = walk;
        before.close();
        journal.close();
        journal = found;
        walk = new LogWalk(journal, selection, notes, true);
        walk.countFrom(before.taken());
        if (!isSame) {
            walk.reader().toStart();
        } else if (lastIndex > 0) {
            walk.reader().moveTo(lastIndex + 1);
        }
        isLost = false;
        notes.say(isSame ? "the log is there again; going on after " + Text.hex(lastIndex)
            : "following the new log from its start, incarnation " + Text.hex(journal.incarnation()));
        return true;
    }

    @Override
    public void close() {
        if (walk != null) {
            walk.close();
        }
        journal.close();
    }
}
