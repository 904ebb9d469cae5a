package io.holdfast.store.journal;

/** How far a {@link Replayer} is: a live view for the thread that drives it, as its last duty cycle left it. */
public final class ReplayProgress {
    private long messages;
    private long bytes;
    private long skipped;
    private long lastIndex;
    private long recordedNs;
    private long sinkIndex;
    private long refusal;
    private long behindNs;
    private long beforeFirstOrdinal = -1;
    private long ordinal;
    private long passedOrdinal;
    private final long endOrdinal;
    private final long maxMessages;
    private boolean isDone;

    /**
     * New progress.
     *
     * @param endOrdinal  of the last message that can be sent, 0 if it is not known
     * @param maxMessages most messages to send
     */
    ReplayProgress(final long endOrdinal, final long maxMessages) {
        this.endOrdinal = endOrdinal;
        this.maxMessages = maxMessages;
    }

    void read(final JournalMessage message) {
        ordinal = message.ordinal();
        if (beforeFirstOrdinal < 0) {
            beforeFirstOrdinal = ordinal - 1;
        }
    }

    void passed(final JournalMessage message) {
        passedOrdinal = message.ordinal();
    }

    void sent(final JournalMessage message, final long result) {
        messages++;
        passedOrdinal = message.ordinal();
        bytes += message.length();
        lastIndex = message.index();
        recordedNs = message.appendedAtNs();
        sinkIndex = result;
        refusal = 0;
    }

    void refused(final long result) {
        refusal = result;
    }

    void skipped(final long count) {
        skipped += count;
    }

    void behindNs(final long ns) {
        behindNs = ns;
    }

    void done() {
        isDone = true;
    }

    /** {@return how many messages the sink took} */
    public long messages() {
        return messages;
    }

    /** {@return the bytes of their payloads} */
    public long bytes() {
        return bytes;
    }

    /** {@return how many messages could not be sent: tombstones, and what does not hold what was written} */
    public long skipped() {
        return skipped;
    }

    /** {@return the journal's index of the last message sent, 0 before the first} */
    public long lastIndex() {
        return lastIndex;
    }

    /** {@return what the sink answered to it: of a connection, the index it has there; 0 before the first} */
    public long sinkIndex() {
        return sinkIndex;
    }

    /** {@return when the last message sent was recorded, in nanoseconds since the epoch; 0 before the first} */
    public long recordedNs() {
        return recordedNs;
    }

    /**
     * {@return the journal's ordinal of the last message that the replay is done with, be it sent or passed over: it
     * would go on behind it; 0 before the first}
     */
    public long passedOrdinal() {
        return passedOrdinal;
    }

    /** {@return with what the sink answers to the message that waits; 0 while it takes them} */
    public long refusal() {
        return refusal;
    }

    /** {@return how late the next message is by the schedule, in nanoseconds; 0 if it is not, or there is none} */
    public long behindNs() {
        return behindNs;
    }

    /** {@return how much of what there is to send was looked at, from 0 to 1; NaN if the end is not known} */
    public double fraction() {
        if (isDone) {
            return 1;
        }
        final boolean hasMost = maxMessages != Long.MAX_VALUE;
        if (endOrdinal == 0 && !hasMost) {
            return Double.NaN;
        }
        final double ofMessages = hasMost ? (double) messages / maxMessages : 0;
        final double ofLog = endOrdinal == 0 || beforeFirstOrdinal < 0 ? 0
            : (double) (ordinal - beforeFirstOrdinal) / (endOrdinal - beforeFirstOrdinal);
        return Math.min(1, Math.max(ofMessages, ofLog));
    }
}
