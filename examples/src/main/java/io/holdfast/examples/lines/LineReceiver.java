package io.holdfast.examples.lines;

import io.holdfast.Action;
import io.holdfast.Connection;
import io.holdfast.Message;
import io.holdfast.MessageHandler;
import io.holdfast.examples.command.CommandFailure;

/**
 * Writes messages as lines and acks them once they are out of this process. Belongs to the polling thread.
 * <p>
 * An earlier process may have been killed between writing and acking: its last lines are delivered again, flagged, and
 * acked without being written. What was lost at the sender counts as a line that is there, as {@link LostLines} tells.
 */
final class LineReceiver implements MessageHandler {
    private final long count;
    private final LostLines lost;
    private final boolean isStandardOutput;
    private LineFile file;
    private Connection connection;
    private long unackedIndex;
    private long written;

    /**
     * A receiver.
     *
     * @param file  where lines go; null for standard output, which cannot be asked what it holds, so that the first
     *              message to come is taken for the next line
     * @param lost  what is known to be lost
     * @param count the number of the last line to take; messages beyond it stay unacked
     */
    LineReceiver(final LineFile file, final LostLines lost, final long count) {
        this.file = file;
        this.lost = lost;
        this.count = count;
        isStandardOutput = file == null;
    }

    @Override
    public Action onMessage(final Connection from, final Message message) {
        final long ordinal = message.ordinal();
        if (ordinal > count) {
            return Action.RETRY;
        }
        if (file == null) {
            file = LineFile.standardOutput(ordinal - 1 - (lost.isPendingExact() ? lost.pending() : 0));
        }
        lost.place(nextOrdinal(ordinal), ordinal);
        if (ordinal > lost.covered(file.lines())) {
            write(message);
        } else if (!message.isRedelivered()) {
            throw doesNotFit("line " + ordinal + " comes for the first time: it holds another connection's lines, or"
                + " the sender's store was made anew");
        }
        connection = from;
        unackedIndex = message.index();
        return Action.DEFER;
    }

    /** {@return the line to come next, unless the message that comes is an open end once more} */
    private long nextOrdinal(final long ordinal) {
        final long next = lost.covered(file.lines()) + 1;
        return file.hasOpenLine() && ordinal > next ? lost.covered(file.lines() + 1) + 1 : next;
    }

    private CommandFailure doesNotFit(final String but) {
        final long lostCount = lost.covered(file.lines()) - file.lines();
        return new CommandFailure(file.name() + " has " + file.lines() + " lines"
            + (lostCount == 0 ? "" : " beside " + lostCount + " lost ones") + ", but " + but
            + "; it is not acked. Name with --append the file that this connection's lines went to, or leave --append"
            + " out and write to a new file, as in 'receive ... > NEWFILE', which goes on with the line that comes");
    }

    private void write(final Message message) {
        final long ordinal = message.ordinal();
        if (file.hasOpenLine()) {
            if (ordinal == lost.covered(file.lines()) + 1) {
                file.dropOpenLine();
            } else {
                file.closeOpenLine();
            }
        }
        final long next = lost.covered(file.lines()) + 1;
        if (ordinal != next) {
            throw doesNotFit("line " + ordinal + " comes next; those between were acked before, so that this is not"
                + " the file they were written to");
        }
        file.write(message, message.type() != LineType.UNTERMINATED_LINE);
        written++;
    }

    /**
     * Takes note of messages that will never come, before they count as consumed.
     *
     * @param fromIndex first index
     * @param toIndex   last index
     */
    void lost(final long fromIndex, final long toIndex) {
        if (file != null) {
            file.flush();
        }
        lost.told(fromIndex, toIndex);
    }

    /**
     * Takes note that the sender goes on with another log than before, made anew or known from before that, whose lines
     * have numbers of their own. Standard output goes on with whatever line comes; a file cannot hold both.
     */
    void onOtherLog() {
        if (isStandardOutput && file != null) {
            if (file.hasOpenLine()) {
                file.closeOpenLine();
            }
            file.flush();
            file = null;
            unackedIndex = 0;
            lost.restart();
        }
    }

    /** {@return how many lines this process wrote} */
    long written() {
        return written;
    }

    /**
     * Hands over and acks what has been delivered. Called after each poll.
     *
     * @return whether there was anything
     */
    boolean ackDelivered() {
        if (unackedIndex == 0) {
            return false;
        }
        file.flush();
        connection.ack(unackedIndex);
        unackedIndex = 0;
        return true;
    }

    /** {@return whether the last line to take is written, or looks so as long as nothing else is delivered} */
    boolean isComplete() {
        return file != null && lost.covered(file.lines() + (file.hasOpenLine() ? 1 : 0)) + lost.pending() >= count;
    }

    /** {@return whether only a delivery can tell that the end is not whole: an open line, or that more was not lost} */
    boolean hasDoubtfulEnd() {
        return file != null && file.hasOpenLine() && connection == null || !lost.isPendingExact();
    }
}
