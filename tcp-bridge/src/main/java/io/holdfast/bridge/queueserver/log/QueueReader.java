package io.holdfast.bridge.queueserver.log;

import io.holdfast.store.LogReader;
import io.holdfast.store.RecordDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the messages of a {@link QueueLog} in order, straight from the mapped files. Passes over what a repair left in
 * the place of damaged messages, and over records that are none of ours; both are logged. One thread at a time;
 * allocates only when it enters a file of the log. Must be closed.
 */
public final class QueueReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueReader.class);

    private final LogReader reader;
    private long payload;
    private long passedInARow;
    private long firstPassed;
    private long lastPassed;

    QueueReader(final LogReader reader) {
        this.reader = reader;
    }

    /**
     * Makes {@link #next()} give the first message after an index.
     *
     * @param index of a message, or 0; if it is not kept any more, the first message kept after it is next
     * @throws IllegalArgumentException          if the index is beyond the last one that may be read
     * @throws io.holdfast.CorruptStoreException if the files on the way are not intact
     */
    public void moveAfter(final long index) {
        reader.moveAfter(index);
    }

    /**
     * Goes to the next message.
     *
     * @return whether there is one; if not, the accessors tell nothing
     * @throws io.holdfast.CorruptStoreException if the next message does not hold what was written
     */
    public boolean next() {
        while (reader.next()) {
            payload = reader.payloadAddress();
            final boolean isTombstone = (reader.flags() & RecordDescriptor.FLAG_TOMBSTONE) != 0;
            if (!isTombstone && reader.type() == QueueRecord.TYPE
                && QueueRecord.isWhole(payload, reader.payloadLength())) {
                tellPassedOver();
                return true;
            }
            if (passedInARow++ == 0) {
                firstPassed = reader.index();
            }
            lastPassed = reader.index();
        }
        return false;
    }

    /** One line for what stands together, however much a repair has left there. */
    private void tellPassedOver() {
        if (passedInARow > 0) {
            LOG.warn("passed over records that are no messages any more: count={} from={} to={}", passedInARow,
                Long.toHexString(firstPassed), Long.toHexString(lastPassed));
            passedInARow = 0;
        }
    }

    /** {@return the message's index: the server-wide sequence} */
    public long index() {
        return reader.index();
    }

    /** {@return when it was appended, in nanoseconds since the epoch} */
    public long epochNs() {
        return reader.epochNs();
    }

    /** {@return its sequence within its queue, from 1} */
    public long queueSequence() {
        return QueueRecord.queueSequence(payload);
    }

    /** {@return who sent it, 0 for a producer without a name} */
    public long producerId() {
        return QueueRecord.producerId(payload);
    }

    /** {@return the producer's own sequence, 0 for none} */
    public long producerSequence() {
        return QueueRecord.producerSequence(payload);
    }

    /** {@return where the name of its queue is; valid until the next call of this reader} */
    public long nameAddress() {
        return payload + QueueRecord.HEADER_LENGTH;
    }

    /** {@return length of that name in bytes} */
    public int nameLength() {
        return QueueRecord.nameLength(payload);
    }

    /** {@return where the message is; valid until the next call of this reader} */
    public long messageAddress() {
        return nameAddress() + nameLength();
    }

    /** {@return length of the message in bytes} */
    public int messageLength() {
        return reader.payloadLength() - QueueRecord.HEADER_LENGTH - nameLength();
    }

    @Override
    public void close() {
        reader.close();
    }
}
