package io.holdfast.store;

import io.holdfast.Clock;
import net.openhft.chronicle.core.Jvm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Connections of "Client" to "Server" in small cycles, at one fixed time. */
final class Connections {
    static final long CYCLE_SIZE = LogContext.MIN_CYCLE_SIZE;
    static final int MAX_MESSAGE_LENGTH = 32 << 10;
    static final long PEER = 0xfeed_0000_0000_0001L;
    static final Clock CLOCK = new Clock() {
        @Override
        public long epochNs() {
            return 1_760_000_000_000_000_000L;
        }

        @Override
        public long monotonicNs() {
            return 0;
        }
    };

    private static final byte[] PAYLOAD = new byte[MAX_MESSAGE_LENGTH + 1];

    private Connections() {
    }

    static StoreContext context() {
        return new StoreContext().clock(CLOCK).cycleSize(CYCLE_SIZE).maxMessageLength(MAX_MESSAGE_LENGTH)
            .bootId(new UUID(1, 1));
    }

    static StoreRoot root(final Path folder) {
        return StoreRoot.open(folder, "Client", context());
    }

    static long offer(final SendQueue queue, final int length) {
        return offer(queue, 1, length);
    }

    static long offer(final SendQueue queue, final int type, final int length) {
        return queue.offer(type, 0, PAYLOAD, Jvm.arrayByteBaseOffset(), length);
    }

    static long reply(final SendQueue queue, final int length, final long sourceIndex) {
        return queue.reply(1, PAYLOAD, Jvm.arrayByteBaseOffset(), length, sourceIndex);
    }

    static BatchBuffer batch(final int messages, final int length) {
        final BatchBuffer batch = new BatchBuffer(MAX_MESSAGE_LENGTH);
        for (int i = 0; i < messages; i++) {
            batch.add(i, PAYLOAD, Jvm.arrayByteBaseOffset(), length);
        }
        return batch;
    }

    /** Runs something on a thread of its own: a common pool may have too few to run all that wait for each other. */
    static CompletableFuture<Void> onAThread(final Runnable task) {
        return CompletableFuture.runAsync(task, command -> {
            final Thread thread = new Thread(command);
            thread.setDaemon(true);
            thread.start();
        });
    }

    /** {adoption, ack} of each record kept, in order. */
    static List<long[]> stamps(final SendQueue queue) {
        final List<long[]> stamps = new ArrayList<>();
        try (LogReader reader = queue.reader()) {
            reader.moveAfter(0);
            while (reader.next()) {
                stamps.add(new long[] {reader.adoption(), reader.ack()});
            }
        }
        return stamps;
    }
}
