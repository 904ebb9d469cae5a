package io.holdfast.store;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LogAllocationTest {
    private static final int MESSAGES = 50_000;
    private static final int BATCHES = 1000;
    private static final int ROUNDS = 5;

    @TempDir
    private Path folder;

    @Test
    void appendingReadingAndHousekeepingAllocateNothingWithinACycle() {
        final LogFixture fixture = new LogFixture(folder);
        fixture.cycleSize = 64L << 20;
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Log log = fixture.open(); LogReader reader = log.reader(); BatchBuffer batch = new BatchBuffer(100)) {
            long least = Long.MAX_VALUE;
            for (int n = 0; n < ROUNDS; n++) {
                final long before = threads.getCurrentThreadAllocatedBytes();
                final long read = run(fixture, log, reader, batch);
                // the first rounds link call sites, once each
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
                assertEquals(MESSAGES + BATCHES * 3L, read);
            }
            assertEquals(0, least, "bytes allocated");
        }
    }

    private static long run(final LogFixture fixture, final Log log, final LogReader reader, final BatchBuffer batch) {
        long read = 0;
        for (int n = 0; n < MESSAGES; n++) {
            log.append(n, 0, fixture.buffer, LogFixture.BYTE_BASE, 64, 0);
            log.doWork();
            while (reader.next()) {
                read++;
                log.positionOf(reader.index());
                log.ordinalOf(reader.index());
            }
        }
        for (int n = 0; n < BATCHES; n++) {
            for (int i = 0; i < 3; i++) {
                batch.add(i, fixture.buffer, LogFixture.BYTE_BASE, 50);
            }
            log.append(batch, 0);
            batch.clear();
            log.purge(log.lastIndex());
        }
        while (reader.next()) {
            read++;
        }
        return read;
    }
}
