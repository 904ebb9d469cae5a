package io.holdfast.examples.replay;

import io.holdfast.Connection;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Text;
import io.holdfast.store.BatchBuffer;
import net.openhft.chronicle.core.Jvm;

/**
 * Puts messages that were read where they belong: those of a batch together, all or none, in the order in which they
 * come. Counts, so that whoever has to stop can say how to go on. One thread, one use.
 */
final class LineImport {
    private final LineTarget target;
    private final BatchBuffer batch;
    private final int maxMessageLength;
    private final long skipped;

    private long read;
    private long settled;
    private long messages;
    private long batches;
    private long incompleteBatches;
    private long tombstones;
    private long bytes;
    private long lastIndex;

    // of the batch that is being collected
    private int batchSize;
    private int batchPosition;
    private long batchIndex;
    private long batchLine;
    private long batchBytes;

    /**
     * An import.
     *
     * @param target           takes the messages
     * @param batch            is used for batches; the caller's
     * @param maxMessageLength the longest payload, in bytes
     * @param skipped          how many messages to pass over at the beginning
     */
    LineImport(final LineTarget target, final BatchBuffer batch, final int maxMessageLength, final long skipped) {
        this.target = target;
        this.batch = batch;
        this.maxMessageLength = maxMessageLength;
        this.skipped = skipped;
        settled = skipped;
    }

    /**
     * Takes all that there is.
     *
     * @throws CommandFailure if a line is bad, or its message is not accepted: the text tells how far it came
     */
    void run(final MessageLines lines) {
        try {
            while (lines.next()) {
                read++;
                if (read > skipped) {
                    take(lines);
                }
            }
            flush(read);
        } catch (final BadLineException error) {
            throw new CommandFailure(error.getMessage() + "; " + progress(), error);
        }
        if (read < skipped) {
            throw new CommandFailure("there are only " + read + " messages, fewer than --skip " + skipped);
        }
    }

    private void take(final MessageLines lines) {
        if (lines.isTombstone()) {
            tombstones++;
            settled = batch.size() == 0 ? read : settled;
            return;
        }
        if (lines.payload().length > maxMessageLength) {
            throw new BadLineException(lines.line(), "the payload has " + lines.payload().length
                + " bytes, more than --max-message " + maxMessageLength);
        }
        if (batch.size() > 0 && !isOfBatch(lines)) {
            flush(read - 1);
        }
        if (lines.batchSize() == 1) {
            requireAccepted(target.send(lines.type(), lines.payload()), lines.line());
            messages++;
            bytes += lines.payload().length;
            settled = read;
        } else {
            collect(lines);
        }
    }

    /** Messages of one batch have indices without a gap, so that of its first one follows from each. */
    private boolean isOfBatch(final MessageLines lines) {
        return lines.batchSize() == batchSize && lines.batchPosition() > batchPosition
            && lines.batchIndex() == batchIndex;
    }

    private void collect(final MessageLines lines) {
        if (batch.size() == 0) {
            batchSize = lines.batchSize();
            batchIndex = lines.batchIndex();
            batchLine = lines.line();
        }
        batchPosition = lines.batchPosition();
        final byte[] payload = lines.payload();
        if (batch.add(lines.type(), payload, Jvm.arrayByteBaseOffset(), payload.length) < 0) {
            throw new BadLineException(lines.line(), "the batch that begins on line " + batchLine + " is too large");
        }
        batchBytes += payload.length;
        if (batchPosition == batchSize - 1) {
            flush(read);
        }
    }

    /** Appends what was collected; then all messages up to one are settled. */
    private void flush(final long upTo) {
        final int count = batch.size();
        if (count > 0) {
            requireAccepted(target.send(batch), batchLine);
            messages += count;
            bytes += batchBytes;
            if (count == batchSize) {
                batches++;
            } else {
                incompleteBatches++;
            }
            batch.clear();
            batchBytes = 0;
            settled = upTo;
        }
    }

    private void requireAccepted(final long result, final long line) {
        if (result <= 0) {
            throw new BadLineException(line, "the message, or the batch that begins with it, was not accepted: "
                + Connection.resultName(result));
        }
        lastIndex = result;
    }

    private String progress() {
        if (target.isDry()) {
            return "nothing was appended";
        }
        return (messages == 0 ? "nothing was appended" : messages + " messages were appended, the last with index "
            + Text.hex(lastIndex)) + "; to go on behind them, run it again with --skip " + settled;
    }

    /** {@return what was taken} */
    LineTotals totals() {
        return new LineTotals(messages, bytes, batches, incompleteBatches, tombstones, skipped,
            target.isDry() ? 0 : lastIndex);
    }
}
