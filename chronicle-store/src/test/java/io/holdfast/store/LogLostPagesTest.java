package io.holdfast.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import static io.holdfast.store.LogFixture.numbers;
import static io.holdfast.store.LogFixture.readAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Power failures that lose pages at random: what is left opens as a prefix, in a new generation or life. */
class LogLostPagesTest {
    private static final int PAGE = 4096;
    private static final int ROUNDS = 40;
    private static final int MESSAGES = 4000;

    @TempDir
    private Path folder;

    @Test
    void opensAsAPrefixWhateverPagesAreLost() throws IOException {
        final LogFixture fixture = new LogFixture(folder.resolve("log"));
        try (Log log = fixture.open(); BatchBuffer batch = new BatchBuffer(fixture.maxMessageLength)) {
            for (long number = 1; number <= MESSAGES; number += 50) {
                fixture.appendAll(log, number, number + 29);
                for (long n = number + 30; n < number + 50; n++) {
                    final int length = LogFixture.lengthOf(n);
                    batch.add(1, LogFixture.fill(fixture.buffer, n, length), LogFixture.BYTE_BASE, length);
                }
                assertTrue(log.append(batch, 0) > 0);
                batch.clear();
            }
            for (int round = 0; round < ROUNDS; round++) {
                final long seed = System.nanoTime();
                final LogFixture lossy = new LogFixture(folder.resolve("lossy" + round));
                CrashCopy.copy(fixture.folder, lossy.folder);
                lossy.bootId = new UUID(2, round);
                lose(lossy.folder, new Random(seed));

                assertPrefix(lossy, log.incarnation(), "seed=" + seed);
            }
        }
    }

    private static void lose(final Path log, final Random random) throws IOException {
        final List<Path> files = CrashCopy.cycles(log);
        for (int losses = 1 + random.nextInt(4); losses > 0; losses--) {
            final Path path = files.get(random.nextInt(files.size()));
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                final long page = random.nextInt((int) (file.length() / PAGE) + 1) * (long) PAGE;
                if (random.nextInt(4) == 0) {
                    file.setLength(page);
                } else if (page < file.length()) {
                    file.seek(page);
                    file.write(new byte[(int) Math.min(PAGE * (1L + random.nextInt(9)), file.length() - page)]);
                }
            }
        }
    }

    private static void assertPrefix(final LogFixture lossy, final long incarnation, final String seed) {
        final int left;
        try (Log log = lossy.open()) {
            final List<Long> all = readAll(log);
            left = all.size();
            assertEquals(numbers(1, left), all, seed);
            assertTrue(log.incarnation() == incarnation ? log.generation() == 2 : left == 0, seed);
            lossy.appendAll(log, left + 1, left + 600);
            assertEquals(numbers(1, left + 600), readAll(log), seed);
        }
        try (Log log = lossy.open(); LogReader reader = log.reader()) {
            assertEquals(numbers(1, left + 600), readAll(log), seed);
            reader.moveAfter(log.lastIndex() - 1);
            assertTrue(reader.next(), seed);
        }
    }
}
