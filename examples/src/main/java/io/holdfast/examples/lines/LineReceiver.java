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
 * acked without being written.
 */
final class LineReceiver implements MessageHandler {
    private final long count;
    private LineFile file;
    private Connection connection;
    private long unackedIndex;
    private long written;

    /**
     * A receiver.
     *
     * @param file  where lines go; null for standard output, which cannot be asked what it holds, so that the first
     *              message to come is taken for the next line
     * @param count the number of the last line to take; messages beyond it stay unacked
     */
    LineReceiver(final LineFile file, final long count) {
        this.file = file;
        this.count = count;
    }

    @Override
    public Action onMessage(final Connection from, final Message message) {
        final long ordinal = message.ordinal();
        if (ordinal > count) {
            return Action.RETRY;
        }
        if (file == null) {
            file = LineFile.standardOutput(ordinal - 1);
        }
        if (ordinal > file.lines()) {
            write(message);
        } else if (!message.isRedelivered()) {
            throw new CommandFailure("the file has " + file.lines() + " lines, but line " + ordinal
                + " comes for the first time; is it another connection's file?");
        }
        connection = from;
        unackedIndex = message.index();
        return Action.DEFER;
    }

    private void write(final Message message) {
        final long ordinal = message.ordinal();
        if (file.hasOpenLine()) {
            if (ordinal == file.lines() + 1) {
                file.dropOpenLine();
            } else {
                file.closeOpenLine();
            }
        }
        if (ordinal != file.lines() + 1) {
            throw new CommandFailure("the file has " + file.lines() + " lines, but line " + ordinal
                + " comes next; those between were acked before: is it the file they were written to?");
        }
        file.write(message, message.type() != LineType.UNTERMINATED_LINE);
        written++;
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
        return file != null && file.lines() + (file.hasOpenLine() ? 1 : 0) >= count;
    }

    /** {@return whether the file ends with an open line of which only a delivery can tell that it is not whole} */
    boolean hasDoubtfulEnd() {
        return file != null && file.hasOpenLine() && connection == null;
    }
}
