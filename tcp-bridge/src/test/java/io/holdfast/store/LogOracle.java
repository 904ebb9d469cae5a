package io.holdfast.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What must hold for a log whose power fails now and then, kept beside it in memory. What a log has is at any time a
 * prefix of what it accepted in the life of its incarnation, less what was purged; a loss of power makes it shorter,
 * and begins a generation.
 */
final class LogOracle {
    /** A message the log accepted. */
    static final class Sent {
        final long index;
        final long number;
        final int length;
        final int batchPosition;
        final int batchSize;
        final long source;
        boolean isAcked;
        boolean isBehindGap;

        @SuppressWarnings("checkstyle:parameternumber")
        Sent(final long index, final long number, final int length, final int batchPosition, final int batchSize,
             final long source) {
            this.index = index;
            this.number = number;
            this.length = length;
            this.batchPosition = batchPosition;
            this.batchSize = batchSize;
            this.source = source;
        }
    }

    private final List<Sent> sent = new ArrayList<>();
    private final Map<Integer, Integer> survivors = new HashMap<>();
    private long incarnation;
    private int generation;
    private int durable;
    private int acked;
    private boolean isShaken;
    private boolean isUnordered;

    @Override
    public String toString() {
        return "sent=" + sent.size() + " durable=" + durable + " acked=" + acked + " generation=" + generation;
    }

    int size() {
        return sent.size();
    }

    int acked() {
        return acked;
    }

    long index(final int ordinal) {
        return ordinal == 0 ? 0 : sent.get(ordinal - 1).index;
    }

    void accepted(final Sent one) {
        final long before = index(sent.size());
        final boolean isNewCycle = ChronicleFormat.cycleOf(one.index) > ChronicleFormat.cycleOf(before)
            && ChronicleFormat.sequenceOf(one.index) == 0;
        check(one.index == before + 1 || isNewCycle, "index " + Long.toHexString(one.index) + " was given after "
            + Long.toHexString(before));
        sent.add(one);
    }

    /** The peer has consumed up to a message. */
    void ackedUpTo(final int ordinal) {
        for (int i = acked; i < ordinal; i++) {
            sent.get(i).isAcked = true;
        }
        acked = ordinal;
    }

    /** What is there up to an index would outlive every loss. */
    void syncedUpTo(final long index) {
        check(index <= index(sent.size()), "synced up to " + Long.toHexString(index) + ", which nobody sent");
        while (durable < sent.size() && sent.get(durable).index <= index) {
            durable++;
        }
    }

    /**
     * The power failed.
     *
     * @param isOrdered whether a cycle file cannot be there while one made before it never got its name
     */
    void powerFailed(final boolean isOrdered) {
        isShaken = true;
        isUnordered = !isOrdered;
        if (isUnordered) {
            sent.subList(durable, sent.size()).forEach(one -> one.isBehindGap = true);
        }
    }

    /** Compares with a log that was opened. */
    void opened(final SendQueue queue) {
        final Log log = queue.log();
        if (log.incarnation() != incarnation) {
            check(incarnation == 0 || isShaken && durable <= acked, "a new incarnation, but " + durable
                + " messages are on the device");
            begin(log);
        }
        final int last = ordinalOf(log.lastIndex());
        check(last >= durable || isUnordered && areAcked(last, durable), "the log ends after " + last);
        check(isShaken || last == sent.size(), "without a loss of power the log ends after " + last);
        final boolean isWhole = last == sent.size();
        survive(last);
        check(log.lastOrdinal() == last, "lastOrdinal=" + log.lastOrdinal() + " of " + last);
        final boolean isNext = log.generation() > generation;
        check(isNext || log.generation() == generation && isWhole, "generation=" + log.generation());
        survivors.put(generation, last);
        survivors.replaceAll((former, ordinal) -> Math.min(ordinal, last));
        survivors.remove(log.generation());
        generation = log.generation();
        survivors.forEach((former, ordinal) -> check(log.lastIndexOfGeneration(former) == index(ordinal),
            "of generation " + former + " is left " + ordinal + " but told "
                + Long.toHexString(log.lastIndexOfGeneration(former))));
        checkRecords(log);
        checkAcked(queue);
        durable = isShaken ? last : durable;
        isShaken = false;
    }

    private void begin(final Log log) {
        incarnation = log.incarnation();
        generation = log.generation();
        sent.clear();
        survivors.clear();
        durable = 0;
        acked = 0;
    }

    private void survive(final int last) {
        check(last == 0 || sent.get(last - 1).batchPosition == sent.get(last - 1).batchSize - 1,
            "a batch was cut after " + last);
        sent.subList(last, sent.size()).clear();
        acked = Math.min(acked, last);
    }

    private boolean areAcked(final int after, final int upTo) {
        return sent.subList(after, upTo).stream().allMatch(one -> one.isAcked);
    }

    private int ordinalOf(final long index) {
        for (int ordinal = sent.size(); ordinal >= 0; ordinal--) {
            if (index(ordinal) == index) {
                return ordinal;
            }
        }
        throw fault("the log ends with " + Long.toHexString(index) + ", which nobody sent");
    }

    /** Each record that is kept is what was sent under that index, and all before them were acked. */
    void checkRecords(final Log log) {
        int ordinal = (int) log.firstOrdinal() - 1;
        check(ordinal <= sent.size(), "kept from " + ordinal);
        for (int i = 0; i < ordinal; i++) {
            check(sent.get(i).isAcked || sent.get(i).isBehindGap, "purged was " + (i + 1) + ", which nobody acked");
        }
        try (LogReader reader = log.reader()) {
            while (reader.next()) {
                check(ordinal < sent.size(), "a record that nobody sent");
                final Sent expected = sent.get(ordinal++);
                check(reader.index() == expected.index && reader.ordinal() == ordinal
                    && reader.payloadLength() == expected.length && reader.batchPosition() == expected.batchPosition
                    && reader.batchSize() == expected.batchSize && Payloads.isOf(expected.number,
                    reader.payloadAddress(), expected.length), "record " + ordinal + " is not what was sent: index="
                    + Long.toHexString(reader.index()) + " ordinal=" + reader.ordinal() + " length="
                    + reader.payloadLength() + " of batch " + reader.batchPosition() + "/" + reader.batchSize());
            }
        }
        check(ordinal == sent.size(), "readable are " + ordinal);
    }

    private void checkAcked(final SendQueue queue) {
        final long index = queue.ackedIndex();
        final int ordinal = ordinalOf(index);
        check(ordinal == 0 || sent.get(ordinal - 1).isAcked, "acked is " + ordinal + ", which nobody acked");
        acked = ordinal;
        check(queue.unackedMessages() == sent.size() - Math.max(ordinal, queue.log().firstOrdinal() - 1),
            "unacked are " + queue.unackedMessages());
    }

    private void check(final boolean isGood, final String fault) {
        if (!isGood) {
            throw fault(fault);
        }
    }

    private AssertionError fault(final String fault) {
        return new AssertionError(fault + " [" + this + "]");
    }

    /** Replies whose source counts as consumed must be there. */
    void checkReplies(final long consumed, final List<Sent> replies) {
        for (final Sent reply : replies) {
            check(reply.source > consumed || sent.contains(reply), "the reply to " + reply.source + " is lost, yet "
                + consumed + " counts as consumed");
        }
    }
}
