package io.holdfast.examples.bench.link;

import io.holdfast.SystemClock;
import io.holdfast.store.RecordDescriptor;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A stock Chronicle Queue with default options, and its upkeep: each turn writes a file of its own, at whose begin its
 * writer deletes the files of earlier turns, which have been read. A record is as long as Holdfast's is on disk.
 */
final class StockQueue implements AutoCloseable {
    private static final long ROLL_MS = TimeUnit.DAYS.toMillis(1);

    private final TurnTime time = new TurnTime();
    private final SingleChronicleQueue queue;

    private StockQueue(final LinkSettings settings, final String name) {
        queue = SingleChronicleQueueBuilder.binary(settings.folder().resolve("stock").resolve(name))
            .rollCycle(RollCycles.FAST_DAILY).timeProvider(time).build();
    }

    /** {@return the queue of what is measured} */
    static StockQueue there(final LinkSettings settings) {
        return new StockQueue(settings, "there");
    }

    /** {@return the queue of what is sent back} */
    static StockQueue back(final LinkSettings settings) {
        return new StockQueue(settings, "back");
    }

    /** {@return the content of a record of one kind} */
    static Bytes<?> record(final LinkSettings settings, final byte kind) {
        final byte[] content = new byte[RecordDescriptor.HEADER_LENGTH + settings.length()];
        content[0] = kind;
        return Bytes.allocateDirect(content);
    }

    ChronicleQueue queue() {
        return queue;
    }

    /** Begins a turn of the end that writes this queue. */
    void beginTurn() {
        final File[] files = queue.file().listFiles((folder, name) -> name.endsWith(SingleChronicleQueue.SUFFIX));
        Arrays.sort(files);
        for (int i = 0; i < files.length - 1; i++) {
            delete(files[i]);
        }
        time.days++;
    }

    private static void delete(final File file) {
        try {
            Files.delete(file.toPath());
        } catch (final IOException error) {
            throw new UncheckedIOException("cannot delete " + file, error);
        }
    }

    @Override
    public void close() {
        queue.close();
    }

    /** The machine's clock, read for each message as stock Chronicle does, a day further on with each turn. */
    private static final class TurnTime implements TimeProvider {
        private int days;

        @Override
        public long currentTimeMillis() {
            return SystemClock.INSTANCE.epochNs() / TimeUnit.MILLISECONDS.toNanos(1) + days * ROLL_MS;
        }
    }
}
