package io.holdfast.examples.echo;

import io.holdfast.examples.echo.EchoProgress.Counter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;

class AnswerSequenceTest {
    @TempDir
    private Path folder;
    private EchoProgress progress;
    private AnswerSequence sequence;

    @BeforeEach
    void open() {
        progress = EchoProgress.open(EchoProgress.file(folder, "C", "S"));
        sequence = new AnswerSequence(progress);
    }

    private void answers(final long... numbers) {
        for (final long number : numbers) {
            sequence.onAnswer(number, false);
        }
    }

    private void assertCounts(final long received, final long gaps, final long outOfOrder, final long duplicates) {
        assertEquals(received, progress.count(Counter.RECEIVED), "received");
        assertEquals(gaps, progress.count(Counter.GAPS), "gaps");
        assertEquals(outOfOrder, progress.count(Counter.OUT_OF_ORDER), "outOfOrder");
        assertEquals(duplicates, progress.count(Counter.DUPLICATES), "duplicates");
    }

    @Test
    void completeAndInOrderIsGood() {
        answers(1, 2, 3);

        assertCounts(3, 0, 0, 0);
    }

    @Test
    void everyNumberLeftOutIsAGap() {
        answers(1, 5);

        assertCounts(5, 3, 0, 0);
    }

    @Test
    void aNumberLeftOutThatComesLaterIsOutOfOrderAndNoGapAnyMore() {
        answers(1, 4, 2);

        assertCounts(4, 1, 1, 0);
    }

    @Test
    void aNumberThatComesAgainIsADuplicate() {
        answers(1, 2, 2, 1);

        assertCounts(2, 0, 0, 2);
    }

    @Test
    void anAnswerSeenByAProcessThatDiedBeforeTheAckIsRedeliveredAndNoDuplicate() {
        answers(1, 2);

        sequence.onAnswer(2, true);
        answers(3);

        assertCounts(3, 0, 0, 0);
        assertEquals(1, progress.count(Counter.REDELIVERED));
    }

    @Test
    void anAnswerRedeliveredToAProcessThatNeverSawItCountsOnce() {
        answers(1);

        sequence.onAnswer(2, true);

        assertCounts(2, 0, 0, 0);
        assertEquals(1, progress.count(Counter.REDELIVERED));
    }

    @Test
    void anAnswerConsumedByNobodyButSkippedByTheLibraryIsAGapAcrossProcesses() {
        answers(1, 2);

        new AnswerSequence(EchoProgress.open(EchoProgress.file(folder, "C", "S"))).onAnswer(4, false);

        assertCounts(4, 1, 0, 0);
    }

    @Test
    void aDamagedAnswerStandsForTheNextNumber() {
        answers(1);
        sequence.onDamaged();
        answers(3);

        assertCounts(3, 0, 0, 0);
        assertEquals(1, progress.count(Counter.DAMAGED));
    }
}
