package io.holdfast.examples.bench;

import io.holdfast.Clock;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.store.Log;
import io.holdfast.store.LogContext;
import net.openhft.chronicle.bytes.Bytes;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A log of one day, whose messages are spread over it evenly. */
final class JournalDay implements Clock {
    private static final long DAY_NS = TimeUnit.DAYS.toNanos(1);
    private static final long BEGIN_NS = 20_000 * DAY_NS;
    private static final int MESSAGES_PER_ROUND_OF_HOUSEKEEPING = 256;

    private final Path folder;
    private final long count;
    private long nowNs = BEGIN_NS;

    JournalDay(final Path folder, final long count) {
        this.folder = folder;
        this.count = count;
    }

    /** {@return the time by which a part of the day's messages was appended, in nanoseconds since the epoch} */
    long timeOf(final long message) {
        return BEGIN_NS + (long) (DAY_NS / (double) count * message);
    }

    /**
     * Writes the log.
     *
     * @param length   of each payload in bytes
     * @param progress is told
     */
    void fill(final int length, final Progress progress) {
        final Bytes<?> payload = Bytes.allocateDirect(new byte[length]);
        final LogContext context = new LogContext().directory(folder).localName("bench").remoteName("nobody")
            .singleAppender(true).clock(this);
        try (Log log = Log.open(context)) {
            for (long i = 0; i < count; i++) {
                nowNs = timeOf(i);
                final long result = log.append(1, 0, null, payload.addressForRead(0), length, 0);
                if (result < 0) {
                    throw new CommandFailure("the log did not accept a message: result=" + result);
                }
                if (i % MESSAGES_PER_ROUND_OF_HOUSEKEEPING == 0) {
                    log.doWork();
                }
                progress.at(i);
            }
        } finally {
            payload.releaseLast();
        }
    }

    @Override
    public long epochNs() {
        return nowNs;
    }

    @Override
    public long monotonicNs() {
        return nowNs;
    }
}
