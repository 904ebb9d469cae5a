package io.holdfast.store;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A walk over the excerpts of one cycle that checks each of them, made when a log is opened. It stops at the first
 * thing that is not a whole excerpt.
 */
final class CycleScan {
    /** Why a walk stopped. */
    enum Stop {
        /** No header: the end of the data. */
        END,
        /** The end-of-file mark. */
        END_OF_FILE,
        /** A header that cannot be. */
        BAD_HEADER,
        /** A record that does not hold what was written. */
        BAD_RECORD
    }

    private final Cycle cycle;
    private final long base;
    private final long bound;
    private final long incarnation;
    private final RecordChecksum checksum = new RecordChecksum();
    private final List<GenerationMark> marks = new ArrayList<>();

    private long position;
    private long sequence;
    private long unmarkedSequence = -1;
    private long unmarkedPosition;
    private long toleratedTo;
    private long damaged;
    private long ack;
    private int adoption;
    private int generation;
    private int batchesLeft;
    private long batchPosition;
    private long batchSequence;
    private boolean isRebuilding;
    private boolean mayHideMark;

    /**
     * A walk.
     *
     * @param cycle       mapped for as long as this is used
     * @param incarnation of the log
     */
    CycleScan(final Cycle cycle, final long incarnation) {
        this.cycle = cycle;
        this.base = cycle.address();
        this.bound = cycle.reservedTo();
        this.incarnation = incarnation;
        begin(0, CyclePreamble.DATA_START);
        this.ack = cycle.preamble().ack();
        this.adoption = cycle.preamble().adoption();
        this.generation = cycle.preamble().generation();
    }

    /** Begins at a message that is known to be good. */
    void begin(final long fromSequence, final long fromPosition) {
        sequence = fromSequence;
        position = fromPosition;
        batchPosition = fromPosition;
        batchSequence = fromSequence;
        batchesLeft = 0;
    }

    /** Begins at the last marked message that is intact. */
    void beginAtLastMark() {
        final long most = bound / (ChronicleFormat.WORD + RecordDescriptor.HEADER_LENGTH);
        final long next = Math.max(1, Math.min(OffHeap.getLong(base + ChronicleFormat.NEXT_INDEXED), most));
        for (long marked = next - 1 & -ChronicleFormat.INDEX_SPACING; marked > 0;
             marked -= ChronicleFormat.INDEX_SPACING) {
            final long at = CycleSeek.markedPosition(cycle, marked, checksum);
            if (at > 0) {
                begin(marked, at);
                return;
            }
        }
    }

    /** Counts bad records up to an index instead of stopping at them. */
    void tolerateTo(final long index) {
        toleratedTo = index;
    }

    /** Enters index excerpts and marks anew on the way; the index2index and first index must be empty. */
    void rebuildIndex() {
        isRebuilding = true;
    }

    /** Walks. Returns why it stopped; position and sequence are then those of the next excerpt. */
    Stop run() {
        while (position + ChronicleFormat.WORD <= bound) {
            final int header = OffHeap.getInt(base + position);
            if (header == 0) {
                return Stop.END;
            }
            if (header == ChronicleFormat.END_OF_FILE) {
                return Stop.END_OF_FILE;
            }
            final int length = header & ChronicleFormat.LENGTH_MASK;
            if ((header & ChronicleFormat.NOT_COMPLETE) != 0
                || position + ChronicleFormat.WORD + length + ChronicleFormat.WORD > bound) {
                return Stop.BAD_HEADER;
            }
            if ((header & ChronicleFormat.META) != 0) {
                metadata(length);
            } else if (!record(length)) {
                return Stop.BAD_RECORD;
            }
            position = CycleSeek.after(position, header);
        }
        return Stop.END;
    }

    private void metadata(final int excerptLength) {
        if (CycleIndex.isPage(base, position, excerptLength)) {
            if (isRebuilding && unmarkedSequence >= 0 && !CycleIndex.hasPage(base, sequence - 1, bound)) {
                CycleIndex.clearPage(base, position);
                CycleIndex.enterPage(base, sequence - 1, position);
                markWhatHadNoPage();
            }
            return;
        }
        final int length = MetaExcerpt.BODY_OFFSET + GenerationMark.LENGTH;
        if (position + length <= bound) {
            final GenerationMark mark = GenerationMark.decode(OffHeap.window(OffHeap.newWindow(),
                base + position, length).order(ByteOrder.LITTLE_ENDIAN));
            if (mark == null) {
                mayHideMark = true;
            } else {
                marks.add(mark);
                generation = Math.max(generation, mark.generation());
            }
        }
    }

    /** An index excerpt comes after the message it is made for, and after the rest of that message's batch. */
    private void markWhatHadNoPage() {
        long at = unmarkedPosition;
        for (long passed = unmarkedSequence; passed < sequence; passed++) {
            if (CycleIndex.isMarked(passed)) {
                CycleIndex.mark(base, passed, at);
            }
            at = CycleSeek.after(at, OffHeap.getInt(base + at));
        }
        unmarkedSequence = -1;
    }

    private boolean record(final int length) {
        final long address = base + position + ChronicleFormat.WORD;
        final long index = ChronicleFormat.index(cycle.number(), sequence);
        if (checksum.isIntact(address, length, incarnation, index)) {
            mayHideMark |= (RecordDescriptor.flags(address) & RecordDescriptor.FLAG_TOMBSTONE) != 0;
            ack = RecordDescriptor.ack(address);
            adoption = RecordDescriptor.adoption(address);
            if (batchesLeft == 0) {
                batchPosition = position;
                batchSequence = sequence;
            }
            batchesLeft = RecordDescriptor.batchSize(address) - RecordDescriptor.batchPosition(address) - 1;
        } else if (index <= toleratedTo) {
            damaged++;
            batchesLeft = 0;
        } else {
            return false;
        }
        if (isRebuilding && CycleIndex.isMarked(sequence)) {
            if (CycleIndex.hasPage(base, sequence, bound)) {
                CycleIndex.mark(base, sequence, position);
            } else if (unmarkedSequence < 0) {
                unmarkedSequence = sequence;
                unmarkedPosition = position;
            }
        }
        sequence++;
        return true;
    }

    /** {@return whether the last batch lacks messages} */
    boolean isWithinBatch() {
        return batchesLeft > 0;
    }

    /** Goes back before the batch that lacks messages. */
    void dropBatch() {
        begin(batchSequence, batchPosition);
    }

    long position() {
        return position;
    }

    long sequence() {
        return sequence;
    }

    /** {@return the index before the next, or that before this cycle} */
    long lastIndex() {
        return sequence == 0 ? cycle.preamble().previousLast() : ChronicleFormat.index(cycle.number(), sequence - 1);
    }

    /** {@return how many bad records were passed over} */
    long damaged() {
        return damaged;
    }

    /** {@return the ack of the last good record, else the preamble's} */
    long ack() {
        return ack;
    }

    /** {@return the adoption number of that ack} */
    int adoption() {
        return adoption;
    }

    /** {@return whether something was damaged, or stands for what was, that may have been a generation's mark} */
    boolean mayHideMark() {
        return mayHideMark || damaged > 0;
    }

    /** {@return the generations that begin where the walk came by} */
    List<GenerationMark> marks() {
        return marks;
    }

    /** {@return the highest generation met} */
    int generation() {
        return generation;
    }
}
