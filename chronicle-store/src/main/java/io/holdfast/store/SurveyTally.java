package io.holdfast.store;

import java.util.List;
import java.util.function.LongConsumer;

/** How much of a log one survey is to look at, and has looked at. One use, one thread. */
final class SurveyTally {
    private final boolean isLive;
    private final VerifyListener listener;
    private long messages;
    private long intact;
    private int cycles;
    private long bytes;
    private long ofBytes;

    /**
     * For one survey.
     *
     * @param isLive   whether somebody may be writing to the log: then it counts as it stood when the survey began
     * @param listener told of progress
     */
    SurveyTally(final boolean isLive, final VerifyListener listener) {
        this.isLive = isLive;
        this.listener = listener;
    }

    /** {@return a tally of a log that nobody writes to, told to nobody} */
    static SurveyTally offline() {
        return new SurveyTally(false, VerifyListener.NONE);
    }

    boolean isLive() {
        return isLive;
    }

    /**
     * {@return how many messages of the last cycle there is to look at}
     *
     * @param state  as it was before the files were listed
     * @param number of the cycle
     */
    long until(final StateFacts state, final int number) {
        if (!isLive || !state.isKnown()) {
            return Long.MAX_VALUE;
        }
        final int ofLast = ChronicleFormat.cycleOf(state.lastIndex());
        if (ofLast == number) {
            return ChronicleFormat.sequenceOf(state.lastIndex()) + 1;
        }
        return ofLast < number ? 0 : Long.MAX_VALUE;
    }

    /** All files are known, none was looked at. */
    void begin(final List<CycleFile> all) {
        ofBytes = all.stream().mapToLong(CycleFile::length).sum();
    }

    /** {@return who is to be told how far the walk through a cycle has come} */
    LongConsumer progress() {
        final long before = bytes;
        return position -> listener.onProgress(messages, before + position, ofBytes);
    }

    /** A cycle has been walked through. */
    void add(final CycleFile cycle) {
        messages += cycle.survey().messages();
        intact += cycle.survey().intact();
        bytes += cycle.length();
        cycles++;
        listener.onProgress(messages, bytes, ofBytes);
    }

    /** {@return how many messages the files hold up to the last intact one of each, damaged ones included} */
    long messages() {
        return messages;
    }

    /** {@return how many of them are intact} */
    long intact() {
        return intact;
    }

    /** {@return how many cycles} */
    int cycles() {
        return cycles;
    }

    /** {@return how long their files are} */
    long bytes() {
        return bytes;
    }
}
