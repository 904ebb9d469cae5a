package io.holdfast.examples.echo;

import io.holdfast.examples.echo.EchoProgress.Counter;

import java.util.HashSet;
import java.util.Set;

/** Judges the order in which numbers come back. */
final class AnswerSequence {
    private static final int MOST_REMEMBERED = 100_000;

    private final EchoProgress progress;
    private final Set<Long> leftOut = new HashSet<>();

    AnswerSequence(final EchoProgress progress) {
        this.progress = progress;
    }

    /** {@return the highest number seen so far} */
    long received() {
        return progress.count(Counter.RECEIVED);
    }

    /**
     * Judges one whole answer.
     *
     * @param number        its number
     * @param isRedelivered whether the library says that an earlier process was given it and did not ack it; such a
     *                      one may have been counted already, if that process died between looking at it and the ack
     */
    void onAnswer(final long number, final boolean isRedelivered) {
        final long expected = received() + 1;
        if (isRedelivered) {
            progress.add(Counter.REDELIVERED, 1);
        }
        if (number == expected) {
            progress.set(Counter.RECEIVED, number);
        } else if (number > expected) {
            onGap(expected, number);
        } else if (leftOut.remove(number)) {
            progress.add(Counter.GAPS, -1);
            progress.add(Counter.OUT_OF_ORDER, 1);
        } else if (!isRedelivered) {
            progress.add(Counter.DUPLICATES, 1);
        }
    }

    /** Counts an answer that is not what was sent; it stands for the next number. */
    void onDamaged() {
        progress.add(Counter.DAMAGED, 1);
        progress.add(Counter.RECEIVED, 1);
    }

    private void onGap(final long expected, final long number) {
        for (long missing = expected; missing < number && leftOut.size() < MOST_REMEMBERED; missing++) {
            leftOut.add(missing);
        }
        progress.add(Counter.GAPS, number - expected);
        progress.set(Counter.RECEIVED, number);
    }
}
