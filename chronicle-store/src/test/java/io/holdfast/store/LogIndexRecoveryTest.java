package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The index of a cycle with more messages than two index excerpts hold, after a crash. */
class LogIndexRecoveryTest {
    private static final int PAGE = 1 << 19;
    private static final int BATCH = 1000;
    private static final int LENGTH = 8;

    /** Where Chronicle's header says how far the index goes, and the first entries of its two levels begin. */
    private static final int FIRST_FLIPPED_BYTE = 200;
    private static final int FLIPPED_BYTES = 80;

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

    @Test
    void losesNoMessageWhicheverBitOfTheIndexIsFlipped() throws IOException {
        final int messages = 2000;
        final LogFixture fixture = new LogFixture(folder.resolve("log"));
        try (Log log = fixture.open()) {
            append(fixture, log, messages);
            for (int bit = 0; bit < FLIPPED_BYTES * Byte.SIZE; bit++) {
                final LogFixture crashed = new LogFixture(folder.resolve("crashed" + bit));
                CrashCopy.copy(fixture.folder, crashed.folder);
                flip(CrashCopy.cycles(crashed.folder).get(0), FIRST_FLIPPED_BYTE + bit / Byte.SIZE, bit % Byte.SIZE);

                assertEquals(messages, readable(crashed, messages), "bit=" + bit);
            }
        }
    }

    /** All messages also counts as readable when the log refuses to open, and so changes nothing. */
    private static long readable(final LogFixture crashed, final long all) {
        try (Log recovered = Log.open(crashed.context()); LogReader reader = recovered.reader()) {
            long count = 0;
            while (reader.next()) {
                count++;
            }
            return count;
        } catch (final CorruptStoreException refused) {
            return all;
        }
    }

    private static void flip(final Path file, final long position, final int bit) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(position);
            final int value = bytes.read();
            bytes.seek(position);
            bytes.write(value ^ 1 << bit);
        }
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
