package io.holdfast.store;

import com.sun.management.ThreadMXBean;
import io.holdfast.store.journal.ChecksumState;
import io.holdfast.store.journal.Journal;
import io.holdfast.store.journal.JournalFilter;
import io.holdfast.store.journal.JournalReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JournalAllocationTest {
    private static final int MESSAGES = 20_000;
    private static final int ROUNDS = 8;

    @TempDir
    private Path folder;
    private final byte[] copy = new byte[64];
    private long sum;

    @Test
    void readingForwardsAndBackAndFollowingAllocateNothingWithinACycle() {
        final LogFixture fixture = new LogFixture(folder);
        fixture.cycleSize = 64L << 20;
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Log log = fixture.open(); Journal journal = Journal.open(folder); JournalReader reader = journal.reader(
            JournalFilter.ANY.types(3, 4).payloadContains(new byte[] {4, 5}).where(message -> message.length() > 1))) {
            long least = Long.MAX_VALUE;
            for (int n = 0; n < ROUNDS; n++) {
                final long before = threads.getCurrentThreadAllocatedBytes();
                assertEquals(MESSAGES, append(fixture, log, reader));
                back(reader, MESSAGES * (n + 1) - 1); // not to the start, where older files are looked for
                assertEquals(MESSAGES * (n + 1) - 1, forth(reader));
                // the first rounds link call sites, once each
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertEquals(0, least, "bytes allocated");
            assertTrue(sum != 0);
        }
    }

    private int append(final LogFixture fixture, final Log log, final JournalReader reader) {
        int read = 0;
        for (int i = 0; i < copy.length; i++) {
            fixture.buffer[i] = (byte) i;
        }
        for (int n = 0; n < MESSAGES; n++) {
            log.append(3 + n % 2, 0, fixture.buffer, LogFixture.BYTE_BASE, copy.length, 0);
            log.append(5, 0, fixture.buffer, LogFixture.BYTE_BASE, copy.length, 0);
            while (reader.next()) {
                look(reader);
                read++;
            }
        }
        return read;
    }

    private int forth(final JournalReader reader) {
        int read = 0;
        while (reader.next()) {
            look(reader);
            read++;
        }
        return read;
    }

    private void back(final JournalReader reader, final int count) {
        for (int i = 0; i < count; i++) {
            assertTrue(reader.previous());
            look(reader);
        }
    }

    private void look(final JournalReader reader) {
        reader.message().copyTo(copy, 0);
        sum += reader.message().payload().readLong(8) + reader.message().index() + reader.message().appendedAtNs();
        sum += reader.message().checksum() == ChecksumState.INTACT ? 1 : 0;
    }
}
