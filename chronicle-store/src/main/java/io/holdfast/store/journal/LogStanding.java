package io.holdfast.store.journal;

import io.holdfast.CorruptStoreException;
import io.holdfast.store.CycleProbe;
import io.holdfast.store.CycleView;

import java.io.IOException;
import java.util.List;

/**
 * Where a log stands, worked out from what its owner says and a few reads of its cycle files: counts and bytes are
 * differences of what preambles say and of positions, whatever lies between. One thread.
 */
final class LogStanding {
    private final LogFiles files;
    private final List<String> problems;
    private long incarnation;
    private long lastIndex;
    private long firstIndex;
    private long lastOrdinal = -1;
    private long logBytes = -1;
    private long unackedMessages = -1;
    private long unackedBytes = -1;
    private long oldestUnackedNs;
    private long lastAppendNs;

    /**
     * Nothing is known yet.
     *
     * @param files    of the log
     * @param problems takes, in words, what cannot be found out
     */
    LogStanding(final LogFiles files, final List<String> problems) {
        this.files = files;
        this.problems = problems;
    }

    /**
     * Works it out.
     *
     * @param ofIncarnation of the log
     * @param last          index of the last message, 0 for none
     * @param acked         the ack
     * @throws IOException if a file is gone, or cannot be read
     */
    void measure(final long ofIncarnation, final long last, final long acked) throws IOException {
        incarnation = ofIncarnation;
        lastIndex = last;
        if (last == 0) {
            unackedMessages = 0;
            unackedBytes = 0;
            lastOrdinal = 0;
            logBytes = 0;
            return;
        }
        final CycleProbe newest = files.ceiling(CycleView.numberOf(last));
        if (newest == null || newest.number() != CycleView.numberOf(last)) {
            problems.add("the cycle file of the last message, index " + Long.toHexString(last) + ", is gone");
        } else {
            measure(newest, acked);
        }
        if (files.count() > 0) {
            firstIndex = firstIndex();
        }
    }

    /** What can be known without the owner's word: what the files hold. */
    void measureFiles() throws IOException {
        CycleProbe newest = files.last();
        while (newest != null) {
            incarnation = incarnation == 0 ? newest.incarnation() : incarnation;
            lastIndex = newest.lastIndex();
            if (lastIndex != 0) {
                firstIndex = firstIndex();
                measureEnd(files.ceiling(CycleView.numberOf(lastIndex)));
                return;
            }
            newest = files.before(newest.number());
        }
    }

    private void measure(final CycleProbe newest, final long acked) throws IOException {
        require(newest);
        if (!measureEnd(newest)) {
            return;
        }
        if (acked >= lastIndex) {
            unackedMessages = 0;
            unackedBytes = 0;
        } else {
            measureUnacked(acked);
        }
    }

    /** {@return whether the last message was found} */
    private boolean measureEnd(final CycleProbe newest) throws IOException {
        final long position = newest.positionOf(lastIndex);
        if (position < 0) {
            problems.add("the last message, index " + Long.toHexString(lastIndex) + ", is not to be found in "
                + newest.path());
            return false;
        }
        lastAppendNs = newest.epochNs(position);
        lastOrdinal = newest.ordinalOf(lastIndex);
        logBytes = newest.logPosition(newest.endOf(position));
        return true;
    }

    private void measureUnacked(final long acked) throws IOException {
        final CycleProbe oldest = files.ceiling(CycleView.numberOf(acked));
        require(oldest);
        long behind = CycleProbe.dataStart();
        long ackedOrdinal = oldest.firstOrdinal() - 1;
        if (acked != 0 && oldest.number() == CycleView.numberOf(acked)) {
            final long position = oldest.positionOf(acked);
            if (position < 0) {
                problems.add("the last acked message, index " + Long.toHexString(acked) + ", is not to be found in "
                    + oldest.path());
                return;
            }
            behind = oldest.endOf(position);
            ackedOrdinal = oldest.ordinalOf(acked);
        }
        unackedMessages = Math.max(0, lastOrdinal - ackedOrdinal);
        unackedBytes = Math.max(0, logBytes - oldest.logPosition(behind));
        oldestUnackedNs = timeFrom(oldest, behind);
    }

    /** {@return when the first message from a position on was appended, be it in a later cycle; 0 if there is none} */
    private long timeFrom(final CycleProbe start, final long from) throws IOException {
        CycleProbe cycle = start;
        long position = cycle.messageFrom(from);
        while (position < 0) {
            cycle = files.after(cycle.number());
            if (cycle == null) {
                return 0;
            }
            position = cycle.messageFrom(CycleProbe.dataStart());
        }
        return cycle.epochNs(position);
    }

    /** A cycle has messages if the last index is in it, or the next one says that it follows one. */
    private long firstIndex() throws IOException {
        int number = files.firstNumber();
        CycleProbe next = files.after(number);
        while (next != null && CycleView.numberOf(next.previousLast()) < number) {
            number = next.number();
            next = files.after(number);
        }
        return next == null && CycleView.numberOf(lastIndex) != number ? 0 : CycleProbe.indexOf(number);
    }

    private void require(final CycleProbe cycle) {
        if (cycle.incarnation() != incarnation) {
            throw new CorruptStoreException(cycle.path(), 0, "the file is of another log: incarnation="
                + Long.toHexString(cycle.incarnation()) + " expected=" + Long.toHexString(incarnation));
        }
    }

    long incarnation() {
        return incarnation;
    }

    long firstIndexKept() {
        return firstIndex;
    }

    long lastIndex() {
        return lastIndex;
    }

    long lastOrdinal() {
        return lastOrdinal;
    }

    long logBytes() {
        return logBytes;
    }

    long unackedMessages() {
        return unackedMessages;
    }

    long unackedBytes() {
        return unackedBytes;
    }

    long oldestUnackedNs() {
        return oldestUnackedNs;
    }

    long lastAppendNs() {
        return lastAppendNs;
    }
}
