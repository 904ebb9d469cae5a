package io.holdfast.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The index of a cycle with more messages than two index excerpts hold, after a crash. */
class LogIndexRecoveryTest {
    private static final int PAGE = 1 << 19;
    private static final int BATCH = 1000;
    private static final int LENGTH = 8;

    @TempDir
    private Path folder;

    @Test
    void isWholeAfterAKillRightBehindAnIndexExcerpt() throws IOException {
        assertWhole(LogFixture.BOOT);
    }

    @Test
    void isWholeWhenBuiltAnewAfterAReboot() throws IOException {
        assertWhole(new UUID(2, 2));
    }

    private void assertWhole(final UUID bootId) throws IOException {
        final LogFixture fixture = new LogFixture(folder.resolve("log"));
        fixture.cycleSize = 64 << 20;
        final LogFixture crashed = new LogFixture(folder.resolve("crashed"));
        crashed.cycleSize = fixture.cycleSize;
        crashed.bootId = bootId;
        try (Log log = fixture.open(); BatchBuffer batch = new BatchBuffer(LENGTH)) {
            append(fixture, log, PAGE - BATCH / 2);
            for (int i = 0; i < BATCH; i++) {
                batch.add(1, fixture.buffer, LogFixture.BYTE_BASE, LENGTH);
            }
            assertTrue(log.append(batch, 0) > 0);
            append(fixture, log, 2 * PAGE + 10);
            CrashCopy.copy(fixture.folder, crashed.folder);

            try (Log recovered = Log.open(crashed.context())) {
                assertEquals(log.lastIndex(), recovered.lastIndex());
                for (long sequence = 0; sequence < log.lastOrdinal(); sequence += ChronicleFormat.INDEX_SPACING) {
                    assertEquals(marked(log, sequence), marked(recovered, sequence), "sequence=" + sequence);
                }
                try (LogReader reader = recovered.reader()) {
                    reader.moveAfter(recovered.lastIndex() - PAGE);
                    assertTrue(reader.next());
                }
            }
        }
    }

    private static long marked(final Log log, final long sequence) {
        return CycleIndex.positionOf(log.live().address(), sequence, log.live().reservedTo());
    }

    private static void append(final LogFixture fixture, final Log log, final long messages) {
        while (log.lastOrdinal() < messages) {
            assertTrue(log.append(1, 0, fixture.buffer, LogFixture.BYTE_BASE, LENGTH, 0) > 0);
        }
    }
}
