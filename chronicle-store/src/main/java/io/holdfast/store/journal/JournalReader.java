package io.holdfast.store.journal;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import io.holdfast.store.PurgedException;

/**
 * A cursor between two messages of a log, before the first one that the filter can accept at first. One thread; holds a
 * mapping of one cycle file, and allocates when it enters one or seeks, never per message. Reading back allocates
 * nothing either, and walks each stretch of 256 messages once more.
 * <p>
 * Every message is checked before it is given. One that does not hold what was written is damage, as is anything else
 * in a file that cannot be: {@link #next()} and {@link #previous()} throw at it, asked again they throw again, and the
 * reader may go elsewhere. With {@link #onDamage a listener} they go on behind it. With {@link #includeDamaged} a
 * message whose frame is whole is given though its content is damaged.
 * <p>
 * Of a synced log nothing is given that its owner has not synced. The messages of a batch are there all or none.
 */
public final class JournalReader implements AutoCloseable {
    private final Journal journal;
    private final JournalFilter filter;
    private final ReadLimit owner;
    private final Damages damages = new Damages();
    private final Cursor cursor;
    private final RecordView message;
    private final Seek seek;
    private long skipBelowIndex;
    private long skipBelowOrdinal;
    private boolean isBegun;
    private boolean isGiven;
    private boolean isExhausted;
    private boolean isClosed;

    JournalReader(final Journal journal, final JournalFilter filter, final ReadLimit owner) {
        this.journal = journal;
        this.filter = filter;
        this.owner = owner;
        final Cycles cycles = new Cycles(journal.cycles(), journal.incarnation(), damages);
        cursor = new Cursor(cycles, owner, damages);
        message = cursor.message();
        seek = new Seek(cursor.place(), cycles, owner);
    }

    /**
     * Goes before the first message kept that the filter can accept, going by its lowest index and its earliest time.
     */
    public void toStart() {
        if (filter.fromIndex() > 0) {
            moveTo(filter.fromIndex());
        } else {
            begin();
            cursor.place().leave();
        }
        if (filter.fromNs() > Long.MIN_VALUE) {
            final long index = cursor.place().cycle() == null ? 0 : cursor.place().nextIndex();
            seek.toTime(Math.max(Long.MIN_VALUE + JournalFilter.CLOCK_SLACK_NS, filter.fromNs())
                - JournalFilter.CLOCK_SLACK_NS);
            if (cursor.place().cycle() == null || cursor.place().nextIndex() < index) {
                moveTo(index);
            }
        }
    }

    /** Goes behind the last message that may be read now; {@link #next()} gives what comes after it. */
    public void toEnd() {
        begin();
        seek.toEnd();
    }

    /** Goes behind the last message that the peer is known to have acked; before the first one kept if none is. */
    public void toAck() {
        moveTo(owner.ackedIndex() + 1);
    }

    /**
     * Goes before a message: {@link #next()} gives it, or the first after it if it is not kept any more or was never
     * there, also if that is yet to come; {@link #previous()} gives the one before. Whether it is the one is for the
     * caller to see.
     *
     * @param index of the message, 0 for the first one kept
     * @throws CorruptStoreException if the file that it should be in is damaged where it says whose it is, and nobody
     *                               listens
     * @throws StoreException        if the files cannot be read
     */
    public void moveTo(final long index) {
        begin();
        seek.toIndex(Math.max(0, index));
        skipBelowIndex = index;
    }

    /**
     * Goes before a message, as {@link #moveTo} does.
     *
     * @param ordinal of the message; what {@link JournalMessage#ordinal()} tells
     */
    public void moveToOrdinal(final long ordinal) {
        begin();
        seek.toOrdinal(ordinal);
        skipBelowOrdinal = ordinal;
    }

    /**
     * Goes to where a time is passed: what {@link #previous()} would give was appended before it, and what {@link
     * #next()} gives was not. If it was passed more than once, because the owner's clock was set back, this is one of
     * those places, always the same one as long as the log is the same; with a {@link JournalFilter} for the time and
     * {@link #toStart()} none is missed that is within a minute of another. Takes a search over the first messages of
     * cycles, one over the index of a cycle, and at most 256 headers.
     *
     * @param epochNs in nanoseconds since the epoch
     * @throws StoreException if the files cannot be read
     */
    public void moveToTime(final long epochNs) {
        begin();
        seek.toTime(epochNs);
    }

    /** Forgets what belongs to the place before. */
    private void begin() {
        requireOpen();
        cursor.moving();
        skipBelowIndex = 0;
        skipBelowOrdinal = 0;
        isBegun = true;
        isGiven = false;
        isExhausted = false;
    }

    /**
     * Goes over the next message that the filter accepts. At the end of the log it answers false, and asked later it
     * goes on with what has been appended since.
     *
     * @return whether there is one; if not, {@link #isExhausted()} tells whether there ever can be
     * @throws CorruptStoreException if damage comes next and nobody listens
     * @throws PurgedException       if what comes next was deleted, having been acked; the reader may
     *                               {@link #moveTo} {@link PurgedException#toIndex()}
     * @throws StoreException        if the files cannot be read
     */
    public boolean next() {
        requireBegun();
        try {
            while (!isExhausted && cursor.forward()) {
                if (isWanted()) {
                    isGiven = true;
                    return true;
                }
            }
        } catch (final InternalError e) {
            throw cut(e);
        }
        return false;
    }

    /** {@return whether the message that was gone over is to be given; if that throws, it was not gone over} */
    private boolean isWanted() {
        boolean isDecided = false;
        try {
            final boolean isWanted = message.index() >= skipBelowIndex && message.ordinal() >= skipBelowOrdinal
                && filter.accepts(message);
            isExhausted = filter.isPassedBy(message);
            isDecided = true;
            return isWanted;
        } finally {
            if (!isDecided) {
                cursor.undo();
            }
        }
    }

    /**
     * Goes back over the message before that the filter accepts; {@link #next()} would give it again.
     *
     * @return whether there is one
     * @throws CorruptStoreException if damage comes before it and nobody listens
     * @throws StoreException        if the files cannot be read
     */
    public boolean previous() {
        requireBegun();
        isExhausted = false;
        skipBelowIndex = 0;
        skipBelowOrdinal = 0;
        try {
            while (cursor.backward()) {
                if (isWantedBefore()) {
                    isGiven = true;
                    return true;
                }
                if (filter.isAfter(message)) {
                    cursor.forward(); // so that the next call says the same
                    break;
                }
            }
        } catch (final InternalError e) {
            throw cut(e);
        }
        return false;
    }

    /** {@return whether the message that was gone back over is to be given; if that throws, it was not gone over} */
    private boolean isWantedBefore() {
        boolean isDecided = false;
        try {
            final boolean isWanted = filter.accepts(message);
            isDecided = true;
            return isWanted;
        } finally {
            if (!isDecided) {
                cursor.undoBack();
            }
        }
    }

    private StoreException cut(final InternalError e) {
        return new StoreException(journal.cycles(), "a cycle file was cut while it was read", e);
    }

    /**
     * {@return whether {@link #next()} can give nothing any more, whatever the owner appends: the upper bound of the
     * filter was passed}
     */
    public boolean isExhausted() {
        return isExhausted;
    }

    /**
     * {@return the message that was gone over last; a reused view, valid until the next call of this reader}
     *
     * @throws IllegalStateException if there is none: {@link #next()} or {@link #previous()} has to answer true first
     */
    public JournalMessage message() {
        if (!isGiven) {
            throw new IllegalStateException("there is no message: next() or previous() has to answer true first");
        }
        return message;
    }

    /** {@return whose log it reads} */
    Journal journal() {
        return journal;
    }

    /**
     * Fails if the log is no longer the one that is being read: it was reset, its folder was moved or deleted, or the
     * file being read was written anew by a repair. To be called now and then by those who follow a log. A file that
     * was purged is no reason to fail.
     *
     * @throws StoreException if so; open the journal again
     */
    public void requireCurrent() {
        requireOpen();
        journal.requireCurrent(owner, cursor.place().cycle());
    }

    /**
     * Makes the reader tell of damage and go on behind it, instead of failing. Where a frame is damaged, the next
     * message that is intact is looked for, and its checksum tells its index.
     *
     * @param listener is told, by {@link #next()}, {@link #previous()} and the seeks; null to fail again
     */
    public void onDamage(final DamageListener listener) {
        damages.listener(listener);
    }

    /**
     * Makes the reader give messages whose frame is whole though their content may be damaged, which
     * {@link JournalMessage#checksum()} tells. They are not checked then unless that is asked, which makes reading
     * faster. What is not checked may even have another index than is told, if the length of one before it is damaged,
     * up to the next multiple of 256. The filter goes by what such a message says of itself.
     *
     * @param isWanted whether to do so; false at first
     */
    public void includeDamaged(final boolean isWanted) {
        cursor.lenient(isWanted);
    }

    /** {@return the index before the cursor, 0 if there is none or it is not known} */
    long indexBefore() {
        return cursor.place().cycle() == null ? 0 : cursor.place().lastIndex();
    }

    private void requireBegun() {
        if (!isBegun || isClosed) {
            toStart();
        }
        isGiven = false;
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("the reader is closed: " + journal.folder());
        }
    }

    /** Lets go of the files; a second call does nothing. */
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            isGiven = false;
            cursor.close();
            owner.close();
        }
    }
}
