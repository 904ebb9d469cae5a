package io.holdfast.store;

import io.holdfast.SystemClock;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;

/** A process that appends until it is killed, and tells the ordinal after each append. */
final class KilledAppender {
    private static final int LARGEST_BATCH = 40;

    private KilledAppender() {
    }

    public static void main(final String[] args) throws IOException {
        final LogFixture fixture = new LogFixture(Path.of(args[0]));
        final Random random = new Random(Long.parseLong(args[1]));
        try (Log log = Log.open(fixture.context().clock(SystemClock.INSTANCE));
             FileOutputStream out = new FileOutputStream(FileDescriptor.out);
             BatchBuffer batch = new BatchBuffer(fixture.maxMessageLength)) {
            long number = log.lastOrdinal();
            while (true) {
                number = random.nextInt(3) == 0 ? appendBatch(fixture, log, batch, number, random)
                    : appendOne(fixture, log, number, random);
                out.write((number + "\n").getBytes(StandardCharsets.US_ASCII));
                if (random.nextInt(20) == 0) {
                    log.doWork();
                }
            }
        }
    }

    private static long appendOne(final LogFixture fixture, final Log log, final long number, final Random random) {
        if (fixture.append(log, number + 1, length(random)) <= 0) {
            throw new IllegalStateException("number=" + number);
        }
        return number + 1;
    }

    private static long appendBatch(final LogFixture fixture, final Log log, final BatchBuffer batch,
                                    final long number, final Random random) {
        final int size = 1 + random.nextInt(LARGEST_BATCH);
        for (int i = 1; i <= size; i++) {
            final int length = 8 + random.nextInt(1000);
            batch.add(i, LogFixture.fill(fixture.buffer, number + i, length), LogFixture.BYTE_BASE, length);
        }
        if (log.append(batch, 0) <= 0) {
            throw new IllegalStateException("number=" + number);
        }
        batch.clear();
        return number + size;
    }

    private static int length(final Random random) {
        return 8 + random.nextInt(random.nextInt(10) == 0 ? 60 << 10 : 500);
    }
}
