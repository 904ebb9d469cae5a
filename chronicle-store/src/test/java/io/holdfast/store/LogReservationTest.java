package io.holdfast.store;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How far a log reserves ahead, and in what steps. */
class LogReservationTest {
    private static final long QUIET = 160 << 10;
    private static final int LARGE = 60 << 10;
    private static final long BUSY_END = 48L << 20;

    @TempDir
    private Path folder;
    private LogFixture fixture;

    @BeforeEach
    void prepare() {
        fixture = new LogFixture(folder.resolve("log"));
        fixture.cycleSize = 64L << 20;
    }

    @Test
    void aQuietLogStaysSmall() {
        try (Log log = fixture.open()) {
            fixture.append(log, 1, 100);
            keepHouse(log);

            assertTrue(log.diskBytes() <= QUIET, "bytes=" + log.diskBytes());
        }
    }

    @Test
    void aBusyLogReservesFarAheadInSmallWholePieces() {
        try (Log log = fixture.open()) {
            final Cycle live = fillWithoutHousekeeping(log);
            final long missing = live.end() + LogHousekeeping.ahead(live.end()) - live.reservedTo();

            long before = live.reservedTo();
            long most = 0;
            while (log.doWork() > 0) {
                most = Math.max(most, live.reservedTo() - before);
                before = live.reservedTo();
            }

            assertTrue(missing > 16L * ZeroWriter.PIECE, "missing=" + missing);
            assertTrue(most <= missing / 4 + ZeroWriter.PIECE, "most=" + most);
            assertEquals(0, live.reservedTo() % ZeroWriter.PIECE);
            assertTrue(live.reservedTo() >= live.end() + LogHousekeeping.ahead(live.end()) - ZeroWriter.PIECE);
        }
    }

    @Test
    void anAppendReservesNoMoreThanItMayMakeOthersWaitFor() {
        try (Log log = fixture.open()) {
            final Cycle live = fillWithoutHousekeeping(log);

            assertTrue(live.reservedTo() - live.end() <= ZeroWriter.PIECE + LARGE + 2 * Cycle.SLACK,
                "ahead=" + (live.reservedTo() - live.end()));
        }
    }

    @Test
    void housekeepingKeepsUpWithHastyAppends() {
        try (Log log = fixture.open()) {
            final Cycle live = fillWithoutHousekeeping(log);
            keepHouse(log);

            for (int i = 0; i < 6; i++) {
                appendMany(log, 1 << 20);
                log.doWork();

                assertTrue(live.reservedTo() - live.end() > 2L << 20, "ahead=" + (live.reservedTo() - live.end()));
            }
        }
    }

    @Test
    void theSpaceAheadIsZeroAndReservedToTheEndOfTheCycle() throws IOException {
        try (Log log = fixture.open()) {
            final Cycle live = fillWithoutHousekeeping(log);
            while (live.end() < fixture.cycleSize - (1 << 20)) {
                appendMany(log, 1 << 19);
                keepHouse(log);
            }

            assertEquals(fixture.cycleSize, live.reservedTo());
            for (long at = live.end(); at < live.reservedTo() - Integer.BYTES; at += Integer.BYTES) {
                assertEquals(0, OffHeap.getInt(live.address() + at));
            }
        }
    }

    @Test
    void zerosAreWrittenUpToTheEndOfAPiece() throws IOException {
        final Path path = folder.resolve("zeros");
        Files.write(path, new byte[]{1, 2, 3});
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            final ZeroWriter zeros = new ZeroWriter(Disk.REAL, file);

            assertEquals(ZeroWriter.PIECE - 2, zeros.write(path, 2, 3L * ZeroWriter.PIECE));
            assertEquals(ZeroWriter.PIECE, zeros.write(path, ZeroWriter.PIECE, 3L * ZeroWriter.PIECE));
            assertEquals(7, zeros.write(path, 2L * ZeroWriter.PIECE, 7));
        }

        final byte[] content = new byte[2 * ZeroWriter.PIECE + 7];
        content[0] = 1;
        content[1] = 2;
        assertEquals(-1, Arrays.mismatch(content, Files.readAllBytes(path)));
    }

    private Cycle fillWithoutHousekeeping(final Log log) {
        appendMany(log, BUSY_END);
        return log.live();
    }

    private void appendMany(final Log log, final long bytes) {
        for (long appended = 0; appended < bytes; appended += LARGE) {
            assertTrue(fixture.append(log, 1, LARGE) > 0);
        }
    }

    private static void keepHouse(final Log log) {
        while (log.doWork() > 0) {
            Thread.onSpinWait();
        }
    }
}
