package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.RandomAccessFile;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LogCorruptionTest {
    private static final int PAYLOAD = 20;

    @TempDir
    private Path folder;

    @Test
    void findsEveryFlippedBitOfARecordAndNamesPathAndIndex() throws Exception {
        final LogFixture fixture = new LogFixture(folder);
        try (Log log = fixture.open()) {
            fixture.append(log, 1, PAYLOAD);
            final long index = fixture.append(log, 2, PAYLOAD);
            fixture.append(log, 3, PAYLOAD);
            final Path path = CrashCopy.cycles(folder).get(0);
            final int excerpt = ChronicleFormat.WORD + RecordDescriptor.HEADER_LENGTH + PAYLOAD;
            final long start = CyclePreamble.DATA_START + excerpt;

            for (long bit = start * 8; bit < (start + excerpt) * 8; bit++) {
                flip(path, bit);
                try (LogReader reader = log.reader()) {
                    assertTrue(reader.next());
                    final CorruptStoreException error = assertThrows(CorruptStoreException.class, () -> {
                        // a header turned into metadata is stepped over, and the next record is then the wrong one
                        reader.next();
                    }, "bit=" + (bit - start * 8));
                    assertEquals(path, error.path());
                    assertEquals(index, error.index());
                    assertThrows(CorruptStoreException.class, reader::next);
                }
                flip(path, bit);
            }
            assertEquals(LogFixture.numbers(1, 3), LogFixture.readAll(log));
        }
    }

    @Test
    void findsARecordInTheWrongPlace() throws Exception {
        final LogFixture fixture = new LogFixture(folder);
        try (Log log = fixture.open()) {
            fixture.append(log, 1, PAYLOAD);
            final long index = fixture.append(log, 2, PAYLOAD);
            final int excerpt = ChronicleFormat.WORD + RecordDescriptor.HEADER_LENGTH + PAYLOAD;
            try (RandomAccessFile file = new RandomAccessFile(CrashCopy.cycles(folder).get(0).toFile(), "rw")) {
                final byte[] first = new byte[excerpt];
                file.seek(CyclePreamble.DATA_START);
                file.readFully(first);
                file.write(first);
            }

            try (LogReader reader = log.reader()) {
                assertTrue(reader.next());
                assertEquals(index, assertThrows(CorruptStoreException.class, reader::next).index());
            }
        }
    }

    @Test
    void keepsToItsFileWhenItGoesOnAfterARecordOfImpossibleLength() throws Exception {
        final LogFixture fixture = new LogFixture(folder);
        fixture.cycleSize = 1 << 20;
        try (Log log = fixture.open(); LogReader reader = log.reader()) {
            final long index = fixture.append(log, 1, PAYLOAD);
            fixture.append(log, 2, PAYLOAD);
            writeInt(CrashCopy.cycles(folder).get(0), CyclePreamble.DATA_START, ChronicleFormat.META - 100);

            final CorruptStoreException error = assertThrows(CorruptStoreException.class, () -> {
                reader.moveAfter(index);
                reader.next();
            });
            assertEquals(index, error.index());
        }
    }

    @Test
    void doesNotTakeADamagedHeaderForTheEndOfACycle() throws Exception {
        final LogFixture fixture = new LogFixture(folder);
        try (Log log = fixture.open(); LogReader reader = log.reader()) {
            fixture.appendAll(log, 1, 3000);
            writeInt(CrashCopy.cycles(folder).get(0), CyclePreamble.DATA_START, ChronicleFormat.END_OF_FILE);

            assertThrows(CorruptStoreException.class, reader::next);
            assertThrows(CorruptStoreException.class, reader::next);
        }
    }

    @Test
    void opensALogWhoseCountOfMarksCannotBe() throws Exception {
        final LogFixture fixture = new LogFixture(folder);
        try (Log log = fixture.open()) {
            fixture.appendAll(log, 1, 1000);
        }
        for (final int high : new int[] {Integer.MIN_VALUE, -1, Integer.MAX_VALUE}) {
            final Path path = CrashCopy.cycles(folder).get(0);
            writeInt(path, ChronicleFormat.NEXT_INDEXED, 0);
            writeInt(path, ChronicleFormat.NEXT_INDEXED + Integer.BYTES, high);

            try (Log log = fixture.open()) {
                assertEquals(1000, log.lastOrdinal());
            }
        }
    }

    @Test
    void doesWithoutADamagedIndex() throws Exception {
        final LogFixture fixture = new LogFixture(folder);
        try (Log log = fixture.open(); LogReader reader = log.reader()) {
            fixture.appendAll(log, 1, 100);
            final Path path = CrashCopy.cycles(folder).get(0);
            for (final int wild : new int[] {-1, 1, Integer.MAX_VALUE}) {
                writeInt(path, ChronicleFormat.INDEX2INDEX + CycleIndex.VALUES_OFFSET + 4, wild);

                reader.moveAfter(log.lastIndex() - 1);
                assertTrue(reader.next());
                assertEquals(100, LogFixture.numberAt(reader));
            }
        }
    }

    private static void writeInt(final Path path, final long position, final int value) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(position);
            file.writeInt(Integer.reverseBytes(value));
        }
    }

    private static void flip(final Path path, final long bit) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(bit / 8);
            final int before = file.read();
            file.seek(bit / 8);
            file.write(before ^ 1 << bit % 8);
        }
    }
}
