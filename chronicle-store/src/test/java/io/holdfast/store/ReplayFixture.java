package io.holdfast.store;

import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalMessage;
import io.holdfast.store.journal.JournalReader;
import io.holdfast.store.journal.ReplayContext;
import io.holdfast.store.journal.ReplaySpeed;
import io.holdfast.store.journal.Replayer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A log, and a replay of it on a clock of its own that the test moves a millisecond at a time. */
abstract class ReplayFixture {
    static final int LIMIT = 1000;
    static final int LENGTH = 20;

    @TempDir
    Path folder;
    LogFixture recorded;
    Log log;
    Journal journal;
    JournalReader reader;
    Replayer replayer;
    final LogFixture.ManualClock clock = new LogFixture.ManualClock();
    final List<Long> sent = new ArrayList<>();
    final List<Long> sentAtMs = new ArrayList<>();
    long answer = 1;
    private long startNs;

    @BeforeEach
    final void open() {
        clock.epochNs = 7;
        startNs = clock.epochNs;
        recorded = new LogFixture(folder);
        log = recorded.open();
        journal = Journal.open(folder);
        reader = journal.reader();
    }

    @AfterEach
    final void close() {
        reader.close();
        journal.close();
        log.close();
    }

    /** Appends a message for each number, the first at once and each other some milliseconds after the one before. */
    final void record(final long... gapsMs) {
        append();
        for (final long gapMs : gapsMs) {
            recorded.clock.epochNs += ms(gapMs);
            append();
        }
    }

    final void append() {
        recorded.append(log, log.lastOrdinal() + 1, LENGTH);
    }

    final void replay(final ReplaySpeed speed) {
        replay(new ReplayContext().speed(speed));
    }

    final void replay(final ReplayContext context) {
        replayer = Replayer.of(reader, this::take, context.clock(clock));
    }

    private long take(final JournalMessage message) {
        if (answer > 0) {
            final long number = message.payload().readLong();
            if (message.type() != number || message.length() != LENGTH || message.ordinal() != number) {
                throw new AssertionError("number=" + number + " type=" + message.type());
            }
            sent.add(number);
            sentAtMs.add(nowMs());
        }
        return answer > 0 ? 1000 + message.index() : answer;
    }

    final long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(clock.epochNs - startNs);
    }

    /** Lets it work at every millisecond up to one, that one included. */
    final void runTo(final long untilMs) {
        replayer.doWork(LIMIT);
        while (nowMs() < untilMs) {
            clock.epochNs += ms(1);
            replayer.doWork(LIMIT);
        }
    }

    static long ms(final long milliseconds) {
        return TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }
}
