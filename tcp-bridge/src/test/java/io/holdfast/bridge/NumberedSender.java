package io.holdfast.bridge;

import io.holdfast.Batch;
import io.holdfast.Connection;
import net.openhft.chronicle.bytes.Bytes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/** One of several threads that send on one connection: numbered messages of its own type, some of them in batches. */
final class NumberedSender implements Callable<List<Long>> {
    private static final int BATCH = 3;

    private final Connection connection;
    private final int type;
    private final int count;
    private final BooleanSupplier isOver;
    private final ByteBuffer payload = ByteBuffer.allocateDirect(4096);

    NumberedSender(final Connection connection, final int type, final int count, final BooleanSupplier isOver) {
        this.connection = connection;
        this.type = type;
        this.count = count;
        this.isOver = isOver;
    }

    /** {@return the indices of its messages} */
    @Override
    public List<Long> call() {
        final List<Long> indices = new ArrayList<>();
        try (Batch batch = connection.batch()) {
            while (indices.size() < count && !isOver.getAsBoolean()) {
                final boolean isBatch = indices.size() % 10 == 7 && indices.size() + BATCH <= count;
                final long result = isBatch ? sendBatch(batch, indices.size()) : send(indices.size());
                if (result > 0) {
                    for (long index = result - (isBatch ? BATCH : 1) + 1; index <= result; index++) {
                        indices.add(index);
                    }
                } else if (result == Connection.BACK_PRESSURED) {
                    Thread.yield();
                } else {
                    throw new AssertionError("offer answered " + Connection.resultName(result));
                }
            }
        }
        return indices;
    }

    private long send(final int number) {
        return connection.offer(type, fill(number));
    }

    private long sendBatch(final Batch batch, final int number) {
        batch.clear();
        for (int i = 0; i < BATCH; i++) {
            final ByteBuffer bytes = fill(number + i);
            final byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            batch.add(type, Bytes.wrapForRead(copy), 0, copy.length);
        }
        return batch.commit();
    }

    private ByteBuffer fill(final int number) {
        return payload.clear().putInt(0, number).limit(length(number));
    }

    /** {@return how long the message with a number is} */
    static int length(final int number) {
        return number % 50 == 0 ? 4000 : 4 + number % 300;
    }
}
