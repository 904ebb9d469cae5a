package io.holdfast.store;

import com.sun.management.ThreadMXBean;
import io.holdfast.Connection;
import io.holdfast.store.journal.JournalFilter;
import io.holdfast.store.journal.ReplayContext;
import io.holdfast.store.journal.ReplaySpeed;
import io.holdfast.store.journal.Replayer;
import io.holdfast.store.journal.SinkRefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a replay sends, where it ends, and what it tells. */
class ReplayerTest extends ReplayFixture {
    private static final int EXCERPT = ChronicleFormat.WORD + RecordDescriptor.HEADER_LENGTH + LENGTH;

    private final List<String> skipped = new ArrayList<>();

    private static ReplayContext max() {
        return new ReplayContext().speed(ReplaySpeed.max());
    }

    private void append(final int messages) {
        for (int i = 0; i < messages; i++) {
            append();
        }
    }

    private ReplayContext noting() {
        return max().listener((reason, from, to, text) -> skipped.add(reason + " " + ChronicleFormat.sequenceOf(from)
            + ".." + ChronicleFormat.sequenceOf(to)));
    }

    @Test
    void sendsEveryMessageInOrderOverRollsAndEndsWithTheOneThatWasTheLast() {
        append(10_000);
        final long last = log.lastIndex();
        replay(max());
        append(5);
        while (replayer.doWork(777) > 0) {
            assertTrue(sent.size() <= 10_000);
        }

        assertEquals(LogFixture.numbers(1, 10_000), sent);
        assertTrue(ChronicleFormat.cycleOf(last) > ChronicleFormat.cycleOf(journal.firstIndex()), "over rolls");
        assertTrue(replayer.isDone());
        assertEquals(last, replayer.progress().lastIndex());
        assertEquals(1000 + last, replayer.progress().sinkIndex());
        assertEquals(10_000, replayer.progress().messages());
        assertEquals(10_000L * LENGTH, replayer.progress().bytes());
        assertEquals(recorded.clock.epochNs, replayer.progress().recordedNs());
    }

    @Test
    void followsTheLogIfAsked() {
        append(3);
        replay(max().following(true));
        replayer.doWork(LIMIT);
        assertFalse(replayer.isDone());
        assertTrue(Double.isNaN(replayer.progress().fraction()));

        append(10_000);
        while (replayer.doWork(LIMIT) > 0) {
            assertFalse(replayer.isDone());
        }
        clock.epochNs += ms(5000);

        assertEquals(0, replayer.doWork(LIMIT));
        assertEquals(LogFixture.numbers(1, 10_003), sent);
    }

    @Test
    void anEmptyLogIsDoneAtOnceUnlessItIsFollowed() {
        replay(max());
        assertEquals(0, replayer.doWork(LIMIT));
        assertTrue(replayer.isDone());
        assertEquals(1, replayer.progress().fraction());

        replay(max().following(true));
        replayer.doWork(LIMIT);
        append(1);
        replayer.doWork(LIMIT);
        assertEquals(List.of(1L), sent);
        assertFalse(replayer.isDone());
    }

    @Test
    void oneDutyCycleLooksAtNoMoreThanItsLimit() {
        append(100);
        replay(max().filter(JournalFilter.ANY.types(1, 50, 99)));

        final List<Integer> sentAfter = new ArrayList<>();
        while (!replayer.isDone()) {
            assertTrue(replayer.doWork(10) <= 10);
            sentAfter.add(sent.size());
        }

        assertEquals(List.of(1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3), sentAfter);
        assertEquals(List.of(1L, 50L, 99L), sent);
        assertEquals(0, replayer.doWork(10));
    }

    @Test
    void endsAtTheBoundsOfItsOptions() {
        append(20);
        replay(max().maxMessages(7));
        replayer.doWork(LIMIT);
        assertEquals(LogFixture.numbers(1, 7), sent);
        assertTrue(replayer.isDone());

        sent.clear();
        reader.toStart();
        replay(max().maxBytes(4 * LENGTH + LENGTH - 1));
        replayer.doWork(LIMIT);
        assertEquals(LogFixture.numbers(1, 4), sent);
        assertTrue(replayer.isDone());

        sent.clear();
        reader.toStart();
        replay(max().maxMessages(0).following(true));
        replayer.doWork(LIMIT);
        assertEquals(List.of(), sent);
        assertTrue(replayer.isDone());
    }

    @Test
    void endsBehindTheLastIndexOfItsFilterAlsoWhenItFollows() {
        append(20);
        replay(max().filter(JournalFilter.ANY.fromIndex(log.lastIndex() - 4).toIndex(log.lastIndex() + 2))
            .following(true));
        replayer.doWork(LIMIT);
        assertFalse(replayer.isDone());
        append(5);
        replayer.doWork(LIMIT);

        assertEquals(LogFixture.numbers(16, 22), sent);
        assertTrue(replayer.isDone());
    }

    @Test
    void whatTheSinkRefusesIsGivenToItAgain() {
        append(5);
        replay(max());
        assertEquals(2, replayer.doWork(2));
        answer = Connection.BACK_PRESSURED;

        assertEquals(0, replayer.doWork(LIMIT));
        assertEquals(0, replayer.doWork(LIMIT));
        assertEquals(Connection.BACK_PRESSURED, replayer.progress().refusal());
        answer = 1;
        assertEquals(3, replayer.doWork(LIMIT));

        assertEquals(LogFixture.numbers(1, 5), sent);
        assertEquals(0, replayer.progress().refusal());
    }

    @ParameterizedTest
    @ValueSource(longs = {Connection.TOO_LONG, Connection.CLOSED, Connection.SESSION_ENDED, Connection.STORE_FAILED})
    void whatTheSinkWillNeverTakeEndsItWithAReasonInsteadOfBeingTriedForEver(final long result) {
        append(5);
        replay(max());
        replayer.doWork(2);
        answer = result;

        final SinkRefusedException refused =
            assertThrows(SinkRefusedException.class, () -> replayer.doWork(LIMIT));
        assertThrows(SinkRefusedException.class, () -> replayer.doWork(LIMIT), "asked again");

        assertEquals(result, refused.result());
        assertEquals(log.lastIndex() - 2, refused.index());
        assertTrue(refused.getMessage().contains("result=" + Connection.resultName(result) + " index="),
            refused.getMessage());
        assertEquals(2, replayer.progress().passedOrdinal());
        assertFalse(replayer.isDone());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Connection.BACK_PRESSURED, Connection.STORE_FULL, Connection.NO_SESSION})
    void whatTheSinkDoesNotTakeYetIsNoReasonToEnd(final long result) {
        append(1);
        replay(max());
        answer = result;

        assertEquals(0, replayer.doWork(LIMIT));
        assertEquals(0, replayer.progress().passedOrdinal());
        answer = 1;
        assertEquals(1, replayer.doWork(LIMIT));
        assertEquals(1, replayer.progress().passedOrdinal());
    }

    @Test
    void whatTheSinkFailedAtIsGivenToItAgain() {
        append(2);
        final List<Integer> given = new ArrayList<>();
        replayer = Replayer.of(reader, message -> {
            given.add(message.type());
            if (given.size() == 1) {
                throw new IllegalStateException("the first time");
            }
            return 1;
        }, ReplaySpeed.max(), clock);

        assertThrows(IllegalStateException.class, () -> replayer.doWork(LIMIT));
        assertEquals(2, replayer.doWork(LIMIT));

        assertEquals(List.of(1, 1, 2), given);
        assertEquals(2, replayer.progress().messages());
    }

    @Test
    void tombstonesAndDamagedMessagesAreToldAndCountedAndNeverSent() throws IOException {
        append(3);
        log.append(0, RecordDescriptor.FLAG_TOMBSTONE, recorded.buffer, LogFixture.BYTE_BASE, LENGTH, 0);
        append(6);
        overwrite(CyclePreamble.DATA_START + 6 * EXCERPT + EXCERPT - 1, 0x77);
        replay(noting());

        replayer.doWork(LIMIT);

        assertEquals(List.of(1L, 2L, 3L, 5L, 6L, 8L, 9L, 10L), sent);
        assertTrue(replayer.isDone());
        assertEquals(List.of("TOMBSTONE 3..3", "DAMAGED 6..6"), skipped);
        assertEquals(2, replayer.progress().skipped());
        assertEquals(8, replayer.progress().messages());
        assertEquals(10, replayer.progress().passedOrdinal());
    }

    @Test
    void aDamagedMessageIsToldWhateverTypeItSeemsToHave() throws IOException {
        append(3);
        overwrite(CyclePreamble.DATA_START + EXCERPT + ChronicleFormat.WORD + RecordDescriptor.TYPE_OFFSET, 99);
        replay(noting().filter(JournalFilter.ANY.types(1, 2, 3)));

        replayer.doWork(LIMIT);

        assertEquals(List.of(1L, 3L), sent);
        assertEquals(List.of("DAMAGED 1..1"), skipped);
    }

    @Test
    void goesOnBehindAPlaceWhereNothingCanBeRead() throws IOException {
        append(10);
        for (int i = 0; i < ChronicleFormat.WORD; i++) {
            overwrite(CyclePreamble.DATA_START + 4 * EXCERPT + i, 0x7f);
        }
        replay(noting());

        replayer.doWork(LIMIT);

        assertEquals(List.of(1L, 2L, 3L, 4L, 6L, 7L, 8L, 9L, 10L), sent);
        assertEquals(List.of("DAMAGED 4..4"), skipped);
        assertEquals(1, replayer.progress().skipped());
        assertTrue(replayer.isDone());
    }

    private void overwrite(final long position, final int value) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(CrashCopy.cycles(folder).get(0).toFile(), "rw")) {
            file.seek(position);
            file.write(value);
        }
    }

    @Test
    void tellsHowMuchIsDone() {
        append(200);
        reader.moveTo(log.lastIndex() - 99);
        replay(max());
        assertEquals(0, replayer.progress().fraction());

        replayer.doWork(25);
        assertEquals(0.25, replayer.progress().fraction(), 0.001);
        replayer.doWork(LIMIT);
        assertEquals(1, replayer.progress().fraction());

        reader.toStart();
        replay(max().maxMessages(50));
        replayer.doWork(20);
        assertEquals(0.4, replayer.progress().fraction(), 0.001);
    }

    @Test
    void whatWasPurgedUnderItIsToldAndItCanGoOn() throws IOException {
        append(3);
        replay(max().following(true));
        replayer.doWork(LIMIT);
        append(15_000);
        assertTrue(CrashCopy.cycles(folder).size() > 2);
        for (int i = 0; i < 10; i++) {
            log.purge(log.lastIndex());
        }
        assertEquals(1, CrashCopy.cycles(folder).size());
        final PurgedException gone = assertThrows(PurgedException.class, () -> {
            while (replayer.doWork(LIMIT) > 0) {
                assertFalse(replayer.isDone());
            }
        });

        reader.moveTo(gone.toIndex());
        sent.clear();
        while (replayer.doWork(LIMIT) > 0) {
            assertFalse(replayer.isDone());
        }

        assertEquals(log.lastOrdinal(), sent.get(sent.size() - 1));
        assertEquals(journal.lastIndex(), replayer.progress().lastIndex());
    }

    @Test
    void allThatIsWrongWithTheOptionsIsToldAtOnce() {
        final IllegalArgumentException error = assertThrows(IllegalArgumentException.class,
            () -> replay(new ReplayContext().catchUp(0.5).maxMessages(-1).speed(null)));

        for (final String name : List.of("catchUp", "maxMessages", "speed")) {
            assertTrue(error.getMessage().contains(name), error.getMessage());
        }
    }

    @Test
    void allocatesNothingPerMessage() {
        recorded.cycleSize = 64L << 20;
        log.close();
        log = recorded.open();
        append(50_000);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            reader.toStart();
            replayer = Replayer.of(reader, message -> message.payload().readLong(), ReplaySpeed.rate(1e9), clock);
            replayer.doWork(1);
            long count = 1;
            final long before = threads.getCurrentThreadAllocatedBytes();
            while (!replayer.isDone()) {
                clock.epochNs += 100;
                count += replayer.doWork(1000);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            assertEquals(50_000, count);
        }
        assertEquals(0, least, "bytes allocated");
    }
}
