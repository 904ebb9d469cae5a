package io.holdfast.bridge.queueserver.log;

import io.holdfast.store.Log;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What opening a log makes of the checkpoint and of the messages after it. */
final class CounterRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(CounterRecovery.class);

    private final Log log;
    private final QueueCheckpoint checkpoint;
    private final NameTable queues;
    private final ProducerMarks producers;

    CounterRecovery(final Log log, final QueueCheckpoint checkpoint, final NameTable queues,
                    final ProducerMarks producers) {
        this.log = log;
        this.checkpoint = checkpoint;
        this.queues = queues;
        this.producers = producers;
    }

    /** Fills the tables, and writes the checkpoint if it is not of the log as it stands. */
    void recover() {
        checkpoint.read();
        final long last = log.lastIndex();
        final boolean isOfThisLog = checkpoint.incarnation() == log.incarnation();
        final boolean hasLostTail = isOfThisLog && checkpoint.index() > last;
        if (hasLostTail || !isOfThisLog) {
            forgetLostMarks(isOfThisLog ? last : 0);
        }
        final long from = hasLostTail || !isOfThisLog ? 0 : checkpoint.index();
        if (log.beforeFirstIndex() > from && from > 0) {
            LOG.error("{}: messages after {} up to {} were deleted before they were counted; queues may use their"
                + " sequences again", log.directory(), Long.toHexString(from),
                Long.toHexString(log.beforeFirstIndex()));
        }
        final long read = replay(from);
        LOG.info("{}: queues={} producers={} lastIndex={} counted after the checkpoint: {}", log.directory(),
            queues.size(), producers.size(), Long.toHexString(last), read);
        if (from != last || hasLostTail || !isOfThisLog) {
            checkpoint.write(checkpoint.encoded(log.incarnation(), last)); // before an index is used a second time
        }
    }

    /** Which messages of a producer were lost is not known: those kept decide, and what it sends again is taken. */
    private void forgetLostMarks(final long last) {
        final ProducerMarks lost = new ProducerMarks();
        producers.forEach((id, sequence, index) -> {
            if (index > last) {
                lost.set(id, sequence, index);
            }
        });
        lost.forEach((id, sequence, index) -> {
            LOG.warn("{}: producer {} has lost messages up to its sequence {}: the log ends at {} instead of {}",
                log.directory(), Long.toHexString(id), sequence, Long.toHexString(last), Long.toHexString(index));
            producers.set(id, 0, 0);
        });
    }

    private long replay(final long after) {
        long count = 0;
        try (QueueReader reader = new QueueReader(log.reader())) {
            reader.moveAfter(after);
            while (reader.next()) {
                count(reader);
                count++;
            }
        }
        return count;
    }

    private void count(final QueueReader reader) {
        final long hash = NameHash.of(reader.nameAddress(), reader.nameLength());
        final int known = queues.find(hash, reader.nameAddress(), reader.nameLength());
        final int slot = known >= 0 ? known : queues.add(hash, reader.nameAddress(), reader.nameLength());
        queues.set(slot, Math.max(queues.first(slot), reader.queueSequence()), reader.index());
        final long id = reader.producerId();
        if (id != 0) {
            producers.set(id, Math.max(producers.sequence(id), reader.producerSequence()), reader.index());
        }
    }
}
