package io.holdfast.store.journal;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import io.holdfast.store.CycleView;
import io.holdfast.store.MappedCycle;
import io.holdfast.store.PurgedException;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A cursor between two messages of a log. It begins before the first message kept. One thread; holds a mapping of one
 * cycle file, and allocates when it enters one or seeks, never per message.
 * <p>
 * A message whose frame is whole is given out whether or not it holds what was written, which
 * {@link JournalMessage#checksum()} tells.
 */
public final class JournalReader implements AutoCloseable {
    private static final int TRIES = 10;

    private final Journal journal;
    private final JournalFilter filter;
    private final ReadLimit owner;
    private final RecordView message = new RecordView();
    private MappedCycle cycle;
    private long position;
    private long sequence;
    private long limit;
    private int leastNumber;
    private long skipBelow;
    private boolean isExhausted;
    private boolean isClosed;

    JournalReader(final Journal journal, final JournalFilter filter, final ReadLimit owner) {
        this.journal = journal;
        this.filter = filter;
        this.owner = owner;
    }

    /** Goes before the first message kept. */
    public void toStart() {
        leave(0);
    }

    /** Goes behind the last message that may be read now; {@link #next()} gives what comes after it. */
    public void toEnd() {
        final long last = owner.limit();
        if (last != Long.MAX_VALUE) {
            moveTo(last + 1);
            return;
        }
        final List<Path> files = CycleList.of(journal.cycles());
        if (files.isEmpty()) {
            throw gone();
        }
        moveTo(((long) CycleView.numberOf(files.get(files.size() - 1)) << Integer.SIZE) + 0xFFFF_FFFFL);
        skipBelow = 0;
    }

    /** Goes behind the last message that the peer is known to have acked; to the start if none is. */
    public void toAck() {
        final long acked = owner.ackedIndex();
        if (acked == 0) {
            toStart();
        } else {
            moveTo(acked + 1);
        }
    }

    /**
     * Goes before a message, so that {@link #next()} gives it, or the first after it if it is not kept (any more) or
     * does not exist yet.
     *
     * @param index of the message
     */
    public void moveTo(final long index) {
        leave(CycleView.numberOf(index));
        skipBelow = index;
        if (!enterFirst() || cycle.number() != leastNumber) {
            return;
        }
        final long wanted = MappedCycle.sequenceOf(index);
        while (sequence < wanted) {
            final int excerpt = cycle.excerptAt(position);
            if (excerpt <= 0 && excerpt != MappedCycle.METADATA) {
                return;
            }
            if (excerpt > 0) {
                sequence++;
            }
            position = cycle.after(position);
        }
    }

    /**
     * Goes over the next message that the filter accepts.
     *
     * @return whether there is one; if not, there is none yet, and it may be asked again later, or never will be, see
     *     {@link #isExhausted()}
     * @throws CorruptStoreException if what comes next is damaged; asked again it throws again
     * @throws PurgedException       if what comes next was deleted, having been acked; the reader may
     *                               {@link #moveTo} {@link PurgedException#toIndex()}
     * @throws StoreException        if the files cannot be read
     */
    public boolean next() {
        requireOpen();
        message.clear();
        while (!isExhausted && step()) {
            if (message.index() > filter.toIndex()) {
                isExhausted = true;
                message.clear();
                return false;
            }
            if (message.index() >= skipBelow && filter.accepts(message)) {
                return true;
            }
        }
        message.clear();
        return false;
    }

    private boolean step() {
        if (cycle == null && !enterFirst()) {
            return false;
        }
        while (true) {
            final int excerpt = cycle.excerptAt(position);
            if (excerpt > 0) {
                return take(excerpt);
            }
            if (excerpt == MappedCycle.METADATA) {
                position = cycle.after(position);
            } else if (excerpt == MappedCycle.END_OF_CYCLE) {
                if (!enterNext()) {
                    return false;
                }
            } else if (excerpt == MappedCycle.NOTHING) {
                requireEnd();
                return false;
            } else {
                throw corrupt("the excerpt cannot be: position=" + position);
            }
        }
    }

    private boolean take(final int length) {
        final long index = cycle.indexOf(sequence);
        if (index > limit || sequence == 0) {
            limit = owner.limit();
            if (index > limit) {
                return false;
            }
        }
        message.wrap(cycle, position, sequence, length);
        position = MappedCycle.after(position, length);
        sequence++;
        return true;
    }

    /** Of a killed owner the last end mark may be missing, so the next file is looked for even without one. */
    private void requireEnd() {
        final long last = owner.lastIndex();
        if (last > lastIndex() && cycle.excerptAt(position) == MappedCycle.NOTHING) {
            throw corrupt("the owner knows messages up to " + Long.toHexString(last) + ", but there is nothing at"
                + " position=" + position);
        }
    }

    /** {@return the index before the cursor} */
    private long lastIndex() {
        return sequence == 0 ? cycle.previousLast() : cycle.indexOf(sequence - 1);
    }

    private boolean enterFirst() {
        final MappedCycle first = open(leastNumber);
        if (first == null) {
            return false;
        }
        enter(first);
        return true;
    }

    private boolean enterNext() {
        final MappedCycle next = open(cycle.number() + 1);
        if (next == null) {
            return false;
        }
        final long last = lastIndex();
        if (next.previousLast() != last) {
            next.close();
            if (next.previousLast() > last) {
                throw new PurgedException(next.path(), last, next.indexOf(0));
            }
            throw new CorruptStoreException(next.path(), last, "the cycle file follows index "
                + Long.toHexString(next.previousLast()) + ", which is before the end of the one before it");
        }
        enter(next);
        return true;
    }

    private void enter(final MappedCycle entered) {
        if (cycle != null) {
            cycle.close();
        }
        cycle = entered;
        position = MappedCycle.firstPosition();
        sequence = 0;
    }

    /** Opens the first cycle with a number or a higher one; its owner may delete one between listing and opening. */
    private MappedCycle open(final int least) {
        for (int tries = 1; ; tries++) {
            final Path file = CycleList.of(journal.cycles()).stream()
                .filter(path -> CycleView.numberOf(path) >= least).findFirst().orElse(null);
            if (file == null) {
                return null;
            }
            try {
                final MappedCycle opened = MappedCycle.open(file);
                if (opened.incarnation() != journal.incarnation()) {
                    opened.close();
                    throw new CorruptStoreException(file, 0, "the file is of another log");
                }
                return opened;
            } catch (final NoSuchFileException e) {
                if (tries == TRIES) {
                    throw new StoreException(file, "the cycle file is gone", e);
                }
            } catch (final IOException e) {
                throw new StoreException(file, "the cycle file cannot be read", e);
            }
        }
    }

    /**
     * Goes before the message with an ordinal.
     *
     * @param ordinal of the message
     */
    public void moveToOrdinal(final long ordinal) {
        throw new UnsupportedOperationException("moveToOrdinal");
    }

    /**
     * Goes before the first message appended at or after a time.
     *
     * @param epochNs in nanoseconds since the epoch
     */
    public void moveToTime(final long epochNs) {
        throw new UnsupportedOperationException("moveToTime");
    }

    /**
     * Goes back over the message before.
     *
     * @return whether there is one
     */
    public boolean previous() {
        throw new UnsupportedOperationException("previous");
    }

    /**
     * Fails if the log was reset, moved or deleted under the reader. To be called now and then by followers.
     *
     * @throws StoreException if so
     */
    public void requireCurrent() {
        throw new UnsupportedOperationException("requireCurrent");
    }

    /**
     * Makes the reader tell of damage and go on behind it, instead of failing.
     *
     * @param listener is told
     */
    public void onDamage(final DamageListener listener) {
        throw new UnsupportedOperationException("onDamage");
    }

    /**
     * {@return whether nothing can come any more, whatever the owner appends: the filter's upper bound was passed}
     */
    public boolean isExhausted() {
        return isExhausted;
    }

    /**
     * {@return the message that {@link #next()} went over last; a reused view, valid until the next call of this
     * reader}
     *
     * @throws IllegalStateException if there is none: {@link #next()} was not called or answered false
     */
    public JournalMessage message() {
        if (!message.isThere()) {
            throw new IllegalStateException("there is no message: next() has to answer true first");
        }
        return message;
    }

    private void leave(final int least) {
        requireOpen();
        if (cycle != null) {
            cycle.close();
            cycle = null;
        }
        message.clear();
        leastNumber = least;
        skipBelow = 0;
        sequence = 0;
        isExhausted = false;
    }

    private StoreException gone() {
        return new StoreException(journal.folder(), "the log is gone: there are no cycle files any more");
    }

    private CorruptStoreException corrupt(final String what) {
        return new CorruptStoreException(cycle.path(), cycle.indexOf(sequence), what);
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
            leave(0);
            isClosed = true;
            owner.close();
        }
    }
}
