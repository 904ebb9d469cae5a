package io.holdfast.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LogThreadsTest {
    private static final int THREADS = 8;
    private static final int MESSAGES_EACH = 20_000;
    private static final int BATCH = 5;

    @TempDir
    private Path folder;

    @Test
    void manyThreadsAppendWhileOneReadsAndOneReservesRollsAndPurges() throws Exception {
        final LogFixture fixture = new LogFixture(folder);
        final ExecutorService executor = Executors.newFixedThreadPool(THREADS + 1);
        try (Log log = fixture.open(); LogReader reader = log.reader()) {
            final AtomicLong read = new AtomicLong();
            final AtomicBoolean isDone = new AtomicBoolean();
            final List<Future<?>> appenders = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                final int id = thread;
                appenders.add(executor.submit(() -> append(log, id)));
            }
            final Future<Integer> housekeeper = executor.submit(() -> keepHouse(fixture, log, read, isDone));

            final long[] lastOfThread = new long[THREADS];
            for (long n = 1; n <= (long) THREADS * MESSAGES_EACH; n++) {
                while (!reader.next()) {
                    Thread.onSpinWait();
                    failFast(appenders);
                }
                assertEquals(n, reader.ordinal());
                final long number = OffHeap.getLong(reader.payloadAddress());
                assertEquals(++lastOfThread[reader.type()], number);
                read.setRelease(reader.index());
            }

            for (final Future<?> appender : appenders) {
                appender.get();
            }
            isDone.set(true);
            assertTrue(housekeeper.get() > 10, "cycles deleted");
            assertTrue(log.diskBytes() < 3 * fixture.cycleSize, "bytes=" + log.diskBytes());
        } finally {
            executor.shutdown();
            assertTrue(executor.awaitTermination(10, TimeUnit.SECONDS));
        }
    }

    private static void append(final Log log, final int id) {
        final byte[] buffer = new byte[200];
        try (BatchBuffer batch = new BatchBuffer(200)) {
            for (int number = 1; number <= MESSAGES_EACH;) {
                if (number % 3 == 0 && number + BATCH <= MESSAGES_EACH) {
                    for (int i = 0; i < BATCH; i++) {
                        batch.add(id, LogFixture.fill(buffer, number + i, 60), LogFixture.BYTE_BASE, 60);
                    }
                    assertTrue(log.append(batch, 0) > 0);
                    batch.clear();
                    number += BATCH;
                } else {
                    final int length = 8 + number % 190;
                    LogFixture.fill(buffer, number, length);
                    assertTrue(log.append(id, 0, buffer, LogFixture.BYTE_BASE, length, 0) > 0);
                    number++;
                }
            }
        }
    }

    private static int keepHouse(final LogFixture fixture, final Log log, final AtomicLong read,
                                 final AtomicBoolean isDone) {
        int deleted = 0;
        int rounds = 0;
        while (!isDone.get() || log.firstIndex() == 0) {
            log.doWork();
            deleted += log.purge(read.getAcquire());
            if (++rounds % 10_000 == 0) {
                fixture.clock.epochNs += LogFixture.DAY_NS;
            }
            assertTrue(log.lastOrdinal() >= log.firstOrdinal() - 1);
            assertTrue(log.positionOf(read.getAcquire()) <= log.lastPosition());
        }
        for (int n = 1; n > 0;) {
            n = log.purge(read.getAcquire());
            deleted += n;
        }
        return deleted;
    }

    private static void failFast(final List<Future<?>> appenders) throws Exception {
        for (final Future<?> appender : appenders) {
            if (appender.isDone()) {
                appender.get();
            }
        }
    }
}
