package io.holdfast.examples.echo;

import io.holdfast.Action;
import io.holdfast.Clock;
import io.holdfast.Connection;
import io.holdfast.Message;
import io.holdfast.MessageHandler;
import org.HdrHistogram.Histogram;

/** Checks each answer and measures its round trip. Allocates nothing but a larger buffer for a longer message. */
final class AnswerCheck implements MessageHandler {
    private static final int SIGNIFICANT_DIGITS = 3;

    private final AnswerSequence sequence;
    private final Clock clock;
    private final long firstOwnNumber;
    private final Histogram roundTripsNs = new Histogram(SIGNIFICANT_DIGITS);
    private byte[] payload = new byte[4096];
    private long answers;

    /**
     * A check.
     *
     * @param sequence       judges the order
     * @param clock          the one the sender stamps with
     * @param firstOwnNumber the first number this process sends; only from there on round trips are measured, as a
     *                       monotonic clock means nothing beyond its process
     */
    AnswerCheck(final AnswerSequence sequence, final Clock clock, final long firstOwnNumber) {
        this.sequence = sequence;
        this.clock = clock;
        this.firstOwnNumber = firstOwnNumber;
    }

    @Override
    public Action onMessage(final Connection connection, final Message message) {
        final int length = message.length();
        if (payload.length < length) {
            payload = new byte[length];
        }
        message.copyTo(payload, 0);
        final long number = EchoPayload.number(payload, length, message.type());
        if (number == EchoPayload.DAMAGED) {
            sequence.onDamaged();
        } else {
            if (number >= firstOwnNumber) {
                roundTripsNs.recordValue(Math.max(0, clock.monotonicNs() - EchoPayload.sendTimeNs(payload)));
            }
            sequence.onAnswer(number, message.isRedelivered());
        }
        answers++;
        return Action.CONSUMED;
    }

    /** {@return how many answers this process was given} */
    long answers() {
        return answers;
    }

    /** {@return round trips of this process's own messages, in nanoseconds} */
    Histogram roundTripsNs() {
        return roundTripsNs;
    }
}
