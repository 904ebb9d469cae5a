package io.holdfast.store;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A walk over the excerpts of a cycle that, unlike {@link CycleScan}, goes on behind damage: there it looks for the
 * next record that is intact at any index that could be, which its checksum tells. Reads only, and only below the
 * length of the file. One use, one thread.
 */
final class CycleSurvey {
    /** Why it ended. */
    enum Stop {
        /** No word: the end of the data. */
        END,
        /** The end mark. */
        FINISHED,
        /** Something that cannot be, with no intact record behind it. */
        DAMAGED
    }

    /**
     * A stretch that holds no intact record.
     *
     * @param from     position of its first excerpt
     * @param to       position of the intact record behind it
     * @param sequence of its first message
     * @param messages how many messages it held, perhaps none
     * @param ack      stamped into the record before it, with its adoption number and time
     */
    record Gap(long from, long to, long sequence, long messages, Stamp ack) {
    }

    /** What a tombstone takes over from the record before it. */
    record Stamp(long ack, int adoption, long epochNs) {
    }

    private static final int LEAST_EXCERPT = ChronicleFormat.WORD + RecordDescriptor.HEADER_LENGTH;
    private static final int STEPS_PER_REPORT = 1 << 16;
    private static final int KNOWN_FLAGS = RecordDescriptor.FLAG_REPLAY | RecordDescriptor.FLAG_TOMBSTONE;

    private final long base;
    private final long bound;
    private final int number;
    private final long incarnation;
    private final RecordChecksum checksum = new RecordChecksum();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<GenerationMark> marks = new ArrayList<>();
    private long position = CyclePreamble.DATA_START;
    private long sequence;
    private long until = Long.MAX_VALUE;
    private long lastRecord;
    private Stamp stamp;
    private boolean isIndexDamaged;
    private boolean mayHideMark;
    private Stop stop;

    /**
     * A walk.
     *
     * @param base        where the file is mapped
     * @param bound       its length
     * @param number      of the cycle
     * @param incarnation of the log
     */
    CycleSurvey(final long base, final long bound, final int number, final long incarnation) {
        this.base = base;
        this.bound = bound;
        this.number = number;
        this.incarnation = incarnation;
    }

    /**
     * Ends the walk behind a message, for what comes after it may just be written.
     *
     * @param messages how many to look at, from the first on
     */
    CycleSurvey until(final long messages) {
        until = messages;
        return this;
    }

    /**
     * Walks.
     *
     * @param accepted index of the last message that counts behind a word of zero: what is beyond was perhaps never
     *                 accepted, as a batch whose first word its writer did not come to
     * @param progress told now and then up to which position it has come
     */
    CycleSurvey run(final long accepted, final LongConsumer progress) {
        for (int steps = 1; stop == null; steps++) {
            if (sequence >= until) {
                stop = Stop.END;
            } else if (!step()) {
                goOnBehindDamage(accepted);
            }
            if ((steps & STEPS_PER_REPORT - 1) == 0) {
                progress.accept(position);
            }
        }
        stamp = stampOfLast();
        isIndexDamaged |= until == Long.MAX_VALUE && bound >= CyclePreamble.DATA_START && hasStrayMarks();
        return this;
    }

    private void goOnBehindDamage(final long accepted) {
        final boolean isZero = position + ChronicleFormat.WORD > bound || OffHeap.getInt(base + position) == 0;
        final Gap gap = findNext(isZero ? accepted : Long.MAX_VALUE);
        if (gap == null) {
            stop = stopHere(isZero);
        } else {
            gaps.add(gap);
            position = gap.to();
            sequence = gap.sequence() + gap.messages();
        }
    }

    private Stamp stampOfLast() {
        if (lastRecord == 0) {
            return new Stamp(0, 0, 0);
        }
        return new Stamp(RecordDescriptor.ack(lastRecord), RecordDescriptor.adoption(lastRecord),
            RecordDescriptor.epochNs(lastRecord));
    }

    /** {@return whether the index points to something for messages that there are not} */
    private boolean hasStrayMarks() {
        final long pages = base + ChronicleFormat.INDEX2INDEX + CycleIndex.VALUES_OFFSET;
        final long array = base + CycleIndex.arrayOf(ChronicleFormat.FIRST_INDEX_EXCERPT) + CycleIndex.VALUES_OFFSET;
        boolean isStray = OffHeap.getLong(pages) != ChronicleFormat.FIRST_INDEX_EXCERPT;
        for (long i = 0; i < ChronicleFormat.INDEX_COUNT; i++) {
            final boolean isPageStray = i > 0 && CycleIndex.firstOfPage(i) >= sequence;
            isStray |= isPageStray && OffHeap.getLong(pages + i * Long.BYTES) != 0
                || i * ChronicleFormat.INDEX_SPACING >= sequence && OffHeap.getLong(array + i * Long.BYTES) != 0;
        }
        return isStray;
    }

    private Stop stopHere(final boolean isZero) {
        if (isZero) {
            return Stop.END;
        }
        return OffHeap.getInt(base + position) == ChronicleFormat.END_OF_FILE ? Stop.FINISHED : Stop.DAMAGED;
    }

    /** {@return whether there was an intact excerpt, which is stepped over} */
    private boolean step() {
        if (isRecord(position, sequence)) {
            lastRecord = base + position + ChronicleFormat.WORD;
            mayHideMark |= (RecordDescriptor.flags(lastRecord) & RecordDescriptor.FLAG_TOMBSTONE) != 0;
            checkMark();
            sequence++;
        } else if (!isMetadata()) {
            return false;
        }
        position = CycleSeek.after(position, OffHeap.getInt(base + position));
        return true;
    }

    private boolean isRecord(final long at, final long expected) {
        return isExcerpt(at) && checksum.isIntact(base + at + ChronicleFormat.WORD, OffHeap.getInt(base + at),
            incarnation, ChronicleFormat.index(number, expected));
    }

    /** {@return whether the word at a position can be that of a record, all of which is there} */
    private boolean isExcerpt(final long at) {
        if (at + ChronicleFormat.WORD > bound) {
            return false;
        }
        final int header = OffHeap.getInt(base + at);
        return header >= RecordDescriptor.HEADER_LENGTH && header < ChronicleFormat.META
            && CycleSeek.after(at, header) <= bound;
    }

    private boolean isMetadata() {
        if (position + ChronicleFormat.WORD > bound) {
            return false;
        }
        final int header = OffHeap.getInt(base + position);
        final int length = header & ChronicleFormat.LENGTH_MASK;
        if ((header & ~ChronicleFormat.LENGTH_MASK) != ChronicleFormat.META
            || CycleSeek.after(position, header) > bound) {
            return false;
        }
        if (CycleIndex.isPage(base, position, length)) {
            return true;
        }
        final GenerationMark mark = GenerationMark.decode(OffHeap.window(OffHeap.newWindow(), base + position,
            ChronicleFormat.WORD + length).order(ByteOrder.LITTLE_ENDIAN));
        if (mark != null) {
            marks.add(mark);
        }
        final boolean isFiller = mark == null && TombstoneWriter.isFiller(base + position, length);
        mayHideMark |= isFiller;
        return mark != null || isFiller;
    }

    private void checkMark() {
        if (CycleIndex.isMarked(sequence)) {
            final long marked = CycleIndex.positionOf(base, sequence, bound);
            isIndexDamaged |= marked != 0 && marked != position;
        }
    }

    /** {@return the stretch up to the next intact record, null if there is none} */
    private Gap findNext(final long accepted) {
        for (long at = position + ChronicleFormat.WORD; at + LEAST_EXCERPT <= bound; at += ChronicleFormat.WORD) {
            if (looksLikeRecord(at)) {
                final long messages = messagesBefore(at, accepted);
                if (messages >= 0) {
                    return new Gap(position, at, sequence, messages, stampOfLast());
                }
            }
        }
        return null;
    }

    private boolean looksLikeRecord(final long at) {
        if (!isExcerpt(at)) {
            return false;
        }
        final long record = base + at + ChronicleFormat.WORD;
        return RecordDescriptor.version(record) == RecordDescriptor.VERSION
            && RecordDescriptor.checksumKind(record) == RecordDescriptor.CHECKSUM_CRC32C
            && (RecordDescriptor.flags(record) & ~KNOWN_FLAGS) == 0;
    }

    /** {@return how many messages are between here and an intact record, -1 if it is not one of this log} */
    private long messagesBefore(final long at, final long accepted) {
        final long record = base + at + ChronicleFormat.WORD;
        final long most = Math.min((at - position) / LEAST_EXCERPT,
            accepted - ChronicleFormat.index(number, sequence));
        return checksum.firstIntact(record, OffHeap.getInt(base + at), incarnation,
            ChronicleFormat.index(number, sequence), most);
    }

    List<Gap> gaps() {
        return gaps;
    }

    /** {@return the position behind the last intact excerpt} */
    long end() {
        return position;
    }

    /** {@return how many messages there are up to there, damaged ones included} */
    long messages() {
        return sequence;
    }

    /** {@return how many intact records there are} */
    long intact() {
        long lost = 0;
        for (final Gap gap : gaps) {
            lost += gap.messages();
        }
        return sequence - lost;
    }

    /** {@return what the last intact record was stamped with} */
    Stamp stamp() {
        return stamp;
    }

    /** {@return the highest generation that a mark names, 0 if none does} */
    int generation() {
        return marks.stream().mapToInt(GenerationMark::generation).max().orElse(0);
    }

    /** {@return the generations that begin within the cycle} */
    List<GenerationMark> marks() {
        return marks;
    }

    /** {@return whether something is damaged, or stands for what was, that may have been a generation's mark} */
    boolean mayHideMark() {
        return mayHideMark || !gaps.isEmpty();
    }

    boolean isIndexDamaged() {
        return isIndexDamaged;
    }

    Stop stop() {
        return stop;
    }
}
