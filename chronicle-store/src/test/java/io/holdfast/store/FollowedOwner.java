package io.holdfast.store;

import io.holdfast.Durability;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/**
 * A process that owns a connection. For each byte of its input it appends a burst of messages, one by one and in
 * batches, whose payloads tell their ordinals, and answers with a byte; now and then it acks, and so purges. It ends in
 * order with its input.
 */
final class FollowedOwner {
    private static final int LARGEST_BATCH = 12;
    private static final int LARGEST_BURST = 400;
    private static final int LARGEST = 2000;

    private final ConnectionStore store;
    private final Random random;
    private final byte[] buffer = new byte[Connections.MAX_MESSAGE_LENGTH];

    private FollowedOwner(final ConnectionStore store, final Random random) {
        this.store = store;
        this.random = random;
    }

    public static void main(final String[] args) throws IOException {
        final StoreContext context = Connections.context().durability(Durability.valueOf(args[1]));
        try (StoreRoot root = StoreRoot.open(Path.of(args[0]), "Client", context);
             FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            final FollowedOwner owner =
                new FollowedOwner(root.connection("Server"), new Random(Long.parseLong(args[2])));
            while (System.in.read() >= 0) {
                owner.appendBurst();
                out.write('\n');
            }
            owner.keepHouse();
        }
    }

    private void appendBurst() {
        final SendQueue queue = store.sendQueue();
        for (int left = 1 + random.nextInt(LARGEST_BURST); left > 0; left--) {
            final long next = queue.lastOrdinal() + 1;
            final long index = random.nextInt(10) == 0 ? appendBatch(queue, next)
                : queue.offer(1, 0, fill(next), LogFixture.BYTE_BASE, length(next));
            if (index <= 0) {
                throw new IllegalStateException("ordinal=" + next + " result=" + index);
            }
            if (random.nextInt(300) == 0) {
                queue.acked(index);
            }
            if (random.nextInt(20) == 0) {
                keepHouse();
            }
        }
        keepHouse();
    }

    private long appendBatch(final SendQueue queue, final long first) {
        try (BatchBuffer batch = new BatchBuffer(LARGEST_BATCH * LARGEST)) {
            final int size = 1 + random.nextInt(LARGEST_BATCH);
            for (long ordinal = first; ordinal < first + size; ordinal++) {
                batch.add(1, fill(ordinal), LogFixture.BYTE_BASE, length(ordinal));
            }
            return queue.offer(batch, 0);
        }
    }

    private byte[] fill(final long ordinal) {
        return LogFixture.fill(buffer, ordinal, length(ordinal));
    }

    static int length(final long ordinal) {
        return Long.BYTES + 1 + (int) (ordinal * 7919 % LARGEST);
    }

    private void keepHouse() {
        store.sync();
        store.sendQueue().doWork();
    }
}
