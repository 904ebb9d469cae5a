package io.holdfast.bridge.queueserver.log;

import io.holdfast.CorruptStoreException;
import io.holdfast.store.CheckpointFile;
import net.openhft.chronicle.core.Jvm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The counters of queues and producers as of an index of the log, in the file {@code counters}. Written before messages
 * are purged and now and then, so that a restart reads only what came after. One thread at a time.
 * <pre>
 *   0 i64 incarnation of the log   8 i64 index   16 u32 queues   20 u32 producers
 *   then per queue     u64 last sequence, i64 its index, u32 name length, name
 *   then per producer  u64 id, u64 last sequence, i64 its index
 * </pre>
 */
final class QueueCheckpoint {
    private static final Logger LOG = LoggerFactory.getLogger(QueueCheckpoint.class);
    private static final int HEADER_LENGTH = 24;
    private static final int QUEUE_LENGTH = 20;
    private static final int PRODUCER_LENGTH = 24;

    private final CheckpointFile file;
    private final NameTable queues;
    private final ProducerMarks producers;

    /** As of this index; 0 if there is none that the log can go on from. */
    private long index;
    private long incarnation;

    QueueCheckpoint(final CheckpointFile file, final NameTable queues, final ProducerMarks producers) {
        this.file = file;
        this.queues = queues;
        this.producers = producers;
    }

    long index() {
        return index;
    }

    /** {@return the incarnation of the log that the checkpoint is of, 0 if there is none} */
    long incarnation() {
        return incarnation;
    }

    /** Fills the tables with what was written last; leaves them empty if that is not there, or damaged. */
    void read() {
        try {
            final ByteBuffer content = file.read();
            if (content != null) {
                take(content);
            }
        } catch (final CorruptStoreException e) {
            LOG.error("the counters are counted anew from the messages that are kept; queues without any begin at 1"
                + " again: {}", e.getMessage());
        }
    }

    private void take(final ByteBuffer content) {
        incarnation = content.getLong();
        index = content.getLong();
        final int queueCount = content.getInt();
        final int producerCount = content.getInt();
        final ByteBuffer name = ByteBuffer.allocateDirect(content.capacity());
        for (int i = 0; i < queueCount; i++) {
            final long sequence = content.getLong();
            final long last = content.getLong();
            final int length = content.getInt();
            name.put(0, content, content.position(), length);
            content.position(content.position() + length);
            final long address = Jvm.address(name);
            queues.set(queues.add(NameHash.of(address, length), address, length), sequence, last);
        }
        for (int i = 0; i < producerCount; i++) {
            producers.set(content.getLong(), content.getLong(), content.getLong());
        }
    }

    /**
     * {@return the tables as bytes, to be written}
     *
     * @param incarnationNow of the log
     * @param indexNow       of the last message that the tables count
     */
    ByteBuffer encoded(final long incarnationNow, final long indexNow) {
        long length = HEADER_LENGTH + (long) producers.size() * PRODUCER_LENGTH;
        for (int slot = 0; slot < queues.capacity(); slot++) {
            length += queues.name(slot) == null ? 0 : QUEUE_LENGTH + queues.name(slot).length;
        }
        final ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
        content.putLong(incarnationNow).putLong(indexNow).putInt(queues.size()).putInt(producers.size());
        for (int slot = 0; slot < queues.capacity(); slot++) {
            if (queues.name(slot) != null) {
                content.putLong(queues.first(slot)).putLong(queues.second(slot))
                    .putInt(queues.name(slot).length).put(queues.name(slot));
            }
        }
        producers.forEach((id, sequence, last) -> content.putLong(id).putLong(sequence).putLong(last));
        return content.flip();
    }

    /** Makes what {@link #encoded} gave the checkpoint. */
    void write(final ByteBuffer content) {
        file.write(content);
        incarnation = content.getLong(0);
        index = content.getLong(Long.BYTES);
    }
}
