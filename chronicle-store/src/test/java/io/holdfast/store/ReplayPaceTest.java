package io.holdfast.store;

import io.holdfast.Connection;
import io.holdfast.store.journal.ReplayContext;
import io.holdfast.store.journal.ReplaySpeed;
import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** When a replay sends what. */
class ReplayPaceTest extends ReplayFixture {
    private static List<Long> everyMs(final long from, final long to, final long step) {
        return LongStream.iterate(from, at -> at <= to, at -> at + step).boxed().toList();
    }

    private void recordEvery(final int gapMs, final int messages) {
        record(LongStream.generate(() -> gapMs).limit(messages - 1).toArray());
    }

    @Test
    void keepsTheDistancesAtWhichTheMessagesWereRecorded() {
        record(10, 0, 35, 1, 2000);
        replay(ReplaySpeed.original());

        runTo(3000);

        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), sent);
        assertEquals(List.of(0L, 10L, 10L, 45L, 46L, 2046L), sentAtMs);
        assertTrue(replayer.isDone());
    }

    @Test
    void goesSeveralTimesAsFastOrAsSlowly() {
        record(10, 0, 30, 2000);
        replay(ReplaySpeed.times(10));
        runTo(300);
        assertEquals(List.of(0L, 1L, 1L, 4L, 204L), sentAtMs);

        sentAtMs.clear();
        reader.toStart();
        replay(ReplaySpeed.times(0.5));
        runTo(300 + 5000);
        assertEquals(List.of(300L, 320L, 320L, 380L, 4380L), sentAtMs);
    }

    @Test
    void aFixedRateDoesNotCareForTheRecordedTimes() {
        record(0, 0, 100_000, -50_000, 0);
        replay(ReplaySpeed.rate(200));

        runTo(100);

        assertEquals(everyMs(0, 25, 5), sentAtMs);
    }

    @Test
    void asFastAsTheSinkTakesThemIsAtOnce() {
        recordEvery(50, 100);
        replay(ReplaySpeed.max());

        assertEquals(60, replayer.doWork(60));
        assertEquals(40, replayer.doWork(60));

        assertEquals(Collections.nCopies(100, 0L), sentAtMs);
    }

    @Test
    void noTimePassesWhereTheRecordedClockSteppedBackAndNoneIsMadeUpFor() {
        record(10, -3_600_000, 10, 10);
        replay(ReplaySpeed.original());

        runTo(100);

        assertEquals(List.of(0L, 10L, 10L, 20L, 30L), sentAtMs);
    }

    @Test
    void aLongPauseInTheRecordingCanBeBounded() {
        record(10, 8 * 3_600_000, 10);
        replay(ReplaySpeed.original().maxGapNs(ms(50)));
        runTo(100);
        assertEquals(List.of(0L, 10L, 60L, 70L), sentAtMs);

        sentAtMs.clear();
        reader.toStart();
        replay(ReplaySpeed.times(2).maxGapNs(ms(50)));
        runTo(200);
        assertEquals(List.of(100L, 105L, 130L, 135L), sentAtMs);
    }

    @Test
    void aPauseMovesTheScheduleAndIsFollowedByNoBurst() {
        recordEvery(10, 5);
        replay(ReplaySpeed.original());
        runTo(14);
        replayer.pause();
        replayer.pause();
        assertTrue(replayer.isPaused());
        assertEquals(Long.MAX_VALUE, replayer.dueInNs());
        runTo(1000);
        assertEquals(List.of(0L, 10L), sentAtMs);

        replayer.resume();
        replayer.resume();
        assertFalse(replayer.isPaused());
        assertEquals(ms(6), replayer.dueInNs());
        runTo(1100);

        assertEquals(List.of(0L, 10L, 1006L, 1016L, 1026L), sentAtMs);
        assertEquals(0, replayer.progress().behindNs());
    }

    @Test
    void aReplayThatWasHeldUpCatchesUpAtTwiceThePace() {
        recordEvery(10, 60);
        replay(ReplaySpeed.original());
        answer = Connection.BACK_PRESSURED;
        runTo(200);
        assertEquals(Connection.BACK_PRESSURED, replayer.progress().refusal());
        assertEquals(ms(200), replayer.progress().behindNs());

        answer = 1;
        runTo(1000);

        // what became due in the last 20 ms goes at once, as after a late duty cycle; from there on, every 5 ms
        assertEquals(everyMs(200, 360, 5), sentAtMs.subList(4, 37));
        assertEquals(Collections.nCopies(4, 200L), sentAtMs.subList(0, 4));
        assertEquals(everyMs(370, 590, 10), sentAtMs.subList(37, 60));
        assertEquals(LogFixture.numbers(1, 60), sent);
        assertEquals(0, replayer.progress().behindNs());
    }

    @Test
    void catchingUpCanBeForbiddenOrUnbounded() {
        recordEvery(10, 40);
        replay(new ReplayContext().speed(ReplaySpeed.original()).catchUp(1));
        answer = Connection.STORE_FULL;
        runTo(100);
        answer = 1;
        runTo(200);
        assertEquals(List.of(100L, 100L, 100L, 110L, 120L), sentAtMs.subList(0, 5));
        assertEquals(ms(70), replayer.progress().behindNs());

        sentAtMs.clear();
        reader.toStart();
        replay(new ReplayContext().speed(ReplaySpeed.original()).catchUp(Double.POSITIVE_INFINITY));
        answer = Connection.STORE_FULL;
        runTo(300);
        answer = 1;
        runTo(320);
        assertEquals(Collections.nCopies(11, 300L), sentAtMs.subList(0, 11));
        assertEquals(List.of(310L, 320L), sentAtMs.subList(11, 13));
    }

    @Test
    void theRateIsKeptWhileItCatchesUpToo() {
        recordEvery(0, 200);
        replay(new ReplayContext().speed(ReplaySpeed.rate(1000)).catchUp(1));
        runTo(10);
        clock.epochNs += ms(1000);
        replayer.doWork(LIMIT);
        assertEquals(11 + 21, sent.size(), "no more than 20 ms' worth although nobody drove it for a second");

        runTo(nowMs() + 50);

        assertEquals(11 + 21 + 50, sent.size());
    }

    @Test
    void aDutyCycleThatComesALittleLateSendsAllThatBecameDue() {
        recordEvery(1, 100);
        replay(ReplaySpeed.original());
        for (int i = 0; i < 10; i++) {
            replayer.doWork(LIMIT);
            clock.epochNs += ms(10);
        }

        assertEquals(91, sent.size());
        assertEquals(LongStream.range(0, 91).mapToObj(i -> (i + 9) / 10 * 10).toList(), sentAtMs);
    }

    @Test
    void waitingForTheLogIsNotBeingBehind() {
        recordEvery(10, 3);
        replay(new ReplayContext().speed(ReplaySpeed.rate(1000)).following(true));
        runTo(500);
        recordEvery(0, 4);
        runTo(520);

        assertEquals(List.of(0L, 1L, 2L, 500L, 501L, 502L, 503L), sentAtMs);
        assertEquals(0, replayer.progress().behindNs());
    }

    @Test
    void aLiveLogIsFollowedAtAConstantDistance() {
        recordEvery(10, 3);
        replay(new ReplayContext().speed(ReplaySpeed.original()).following(true));
        for (int i = 0; i < 30; i++) { // 100 ms later than the recording
            recorded.clock.epochNs += ms(5);
            if (i % 2 == 1) {
                append();
            }
            runTo(nowMs() + 5);
        }

        assertEquals(everyMs(0, 150, 10), sentAtMs);
    }

    @Test
    void tellsHowLongTheNextMessageIsNotDue() {
        recordEvery(10, 2);
        replay(ReplaySpeed.original());
        assertEquals(Long.MAX_VALUE, replayer.dueInNs());

        runTo(4);
        assertEquals(ms(6), replayer.dueInNs());
        clock.epochNs += ms(100);
        assertEquals(0, replayer.dueInNs());
        runTo(200);
        assertEquals(Long.MAX_VALUE, replayer.dueInNs());
    }

    @Test
    void aSpeedThatCannotBeIsMisuse() {
        for (final double value : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> ReplaySpeed.times(value));
            assertThrows(IllegalArgumentException.class, () -> ReplaySpeed.rate(value));
        }
        assertThrows(IllegalArgumentException.class, () -> ReplaySpeed.original().maxGapNs(-1));
        assertThrows(IllegalStateException.class, () -> ReplaySpeed.rate(1).maxGapNs(1));
        assertEquals(List.of("original", "2.5x", "1000/s", "max"), List.of(ReplaySpeed.original().toString(),
            ReplaySpeed.times(2.5).toString(), ReplaySpeed.rate(1000).toString(), ReplaySpeed.max().toString()));
    }
}
