package io.holdfast.bridge.queueserver.log;

import io.holdfast.Connection;
import io.holdfast.StoreException;
import io.holdfast.store.CheckpointFile;
import io.holdfast.store.ConnectionStore;
import io.holdfast.store.Disk;
import io.holdfast.store.Log;
import io.holdfast.store.SendQueue;
import io.holdfast.store.StoreContext;
import io.holdfast.store.StoreRoot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * All messages of a queue server, in one log that it owns: {@code <store>/<name>/queues}. The log's index is the
 * server-wide sequence; each queue counts its own; each named producer's last sequence is known, so that what it sends
 * again is recognised.
 * <p>
 * Any thread may append and ask; each reader belongs to one thread; one thread keeps house. Appending allocates nothing
 * unless a queue or a producer is new or a file begins.
 * <p>
 * Invariant: the store's acked index, up to which files may be deleted, never passes the checkpoint's.
 */
public final class QueueLog implements AutoCloseable {
    /** The peer name under which the store keeps the log. */
    public static final String REMOTE_NAME = "queues";

    /** The checkpoint's file, beside the log. */
    public static final String CHECKPOINT_FILE = "counters";

    /** Answer to an append: the producer has sent that before, it is in the log. */
    public static final long DUPLICATE = 0;

    /** Answer to an append: the queue would be one too many, or all names too long together. */
    public static final long TOO_MANY_QUEUES = -101;

    /** Answer to an append: the producer would be one too many. */
    public static final long TOO_MANY_PRODUCERS = -102;

    private static final Logger LOG = LoggerFactory.getLogger(QueueLog.class);
    private static final long CHECKPOINT_EVERY = 4_000_000;
    private static final int CYCLE_SHIFT = Integer.SIZE;

    /** Of what is counted with each append. */
    private final Object lock = new Object();
    /** Of what the store leaves to one thread at a time. */
    private final Object house = new Object();
    private final NameTable queues = new NameTable();
    private final ProducerMarks producers = new ProducerMarks();
    private final StoreRoot root;
    private final ConnectionStore store;
    private final SendQueue sendQueue;
    private final Log log;
    private final QueueCheckpoint checkpoint;
    private final int maxQueues;
    private final long maxNameBytes;
    private final int maxProducers;

    /** Whether the last append found no room. */
    private volatile boolean isFull;

    // of the thread that keeps house
    private long checkpointOrdinal;
    private long failedOrdinal = -1;
    private boolean isClosed;

    private QueueLog(final StoreRoot root, final QueueLimits limits) {
        this.root = root;
        maxQueues = limits.maxQueues();
        maxNameBytes = limits.maxNameBytes();
        maxProducers = limits.maxProducers();
        store = root.connection(REMOTE_NAME);
        sendQueue = store.sendQueue();
        log = sendQueue.log();
        checkpoint = new QueueCheckpoint(
            new CheckpointFile(store.directory().resolve(CHECKPOINT_FILE), root.disk(),
                "delete the file to have what it holds counted anew from the log"), queues, producers);
        new CounterRecovery(log, checkpoint, queues, producers).recover();
        checkpointOrdinal = log.lastOrdinal();
    }

    /**
     * Becomes the owner of a server's folder, and opens its log or creates it.
     *
     * @param folder  root of the store
     * @param name    of the server, a peer name
     * @param options of the store
     * @param limits  on what the log counts
     * @return the log
     * @throws IllegalArgumentException               naming all faults of the options
     * @throws io.holdfast.StoreLockedException       if there is another owner
     * @throws io.holdfast.CorruptStoreException      if messages that had been accepted cannot be read
     * @throws StoreException                         if files cannot be used
     */
    public static QueueLog open(final Path folder, final String name, final StoreContext options,
                                final QueueLimits limits) {
        final StoreRoot root = StoreRoot.open(folder, name, options);
        try {
            return new QueueLog(root, limits);
        } catch (final RuntimeException e) {
            try {
                root.close();
            } catch (final RuntimeException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /**
     * Appends a message. Any thread.
     *
     * @param draft the message; only its queue sequence is changed
     * @return the index; {@link #DUPLICATE}; or {@link #TOO_MANY_QUEUES}, {@link #TOO_MANY_PRODUCERS}, or
     *     {@code STORE_FULL}, {@code STORE_FAILED}, {@code TOO_LONG} or {@code CLOSED} of
     *     {@link io.holdfast.Connection}
     */
    public long append(final MessageDraft draft) {
        final long id = draft.producerId();
        final long sequence = draft.producerSequence();
        synchronized (lock) {
            if (id != 0 && sequence <= producers.sequence(id)) {
                return DUPLICATE;
            }
            final int known = queues.find(draft.nameHash(), draft.nameAddress(), draft.nameLength());
            if (known < 0 && (queues.size() >= maxQueues || queues.bytes() + draft.nameLength() > maxNameBytes)) {
                return TOO_MANY_QUEUES;
            }
            if (id != 0 && producers.size() >= maxProducers && !producers.knows(id)) {
                return TOO_MANY_PRODUCERS;
            }
            final long queueSequence = known < 0 ? 1 : queues.first(known) + 1;
            draft.queueSequence(queueSequence);
            final long index = log.append(QueueRecord.TYPE, 0, null, draft.address(), draft.length(), 0);
            noteFull(index == Connection.STORE_FULL);
            if (index > 0) {
                final int slot = known >= 0 ? known
                    : queues.add(draft.nameHash(), draft.nameAddress(), draft.nameLength());
                queues.set(slot, queueSequence, index);
                if (id != 0) {
                    producers.set(id, sequence, index);
                }
            }
            return index;
        }
    }

    private void noteFull(final boolean isFullNow) {
        if (isFullNow != isFull) {
            isFull = isFullNow;
        }
    }

    /** {@return whether the last append found no room; any thread} */
    public boolean isFull() {
        return isFull;
    }

    /**
     * {@return a new reader before the first message kept, the caller's to close; it goes no further than {@link
     * #readableIndex()}; any thread}
     */
    public QueueReader reader() {
        return new QueueReader(log.peerReader());
    }

    /** {@return index of the last message accepted, 0 if none ever was; any thread} */
    public long lastIndex() {
        return log.lastIndex();
    }

    /** {@return how many messages were ever accepted; any thread} */
    public long lastOrdinal() {
        return log.lastOrdinal();
    }

    /** {@return the index up to which messages may be delivered and confirmed: of a synced log the synced one} */
    public long readableIndex() {
        return log.peerIndex();
    }

    /** {@return the index of the last message that is not kept any more, 0 if all are; any thread} */
    public long purgedIndex() {
        return log.beforeFirstIndex();
    }

    /** {@return index of the first message kept, 0 if none is; any thread} */
    public long firstIndex() {
        return log.firstIndex();
    }

    /** {@return whether the next {@link #sync()} has something to wait for; any thread} */
    public boolean isUnsynced() {
        return log.isUnsynced();
    }

    /** {@return up to where messages are known to be needed by nobody; any thread} */
    public long retentionMark() {
        return sendQueue.ackedIndex();
    }

    /**
     * Counts. Any thread.
     *
     * @param index of a message, or {@link #purgedIndex()}
     * @return how many messages were ever accepted up to that; -1 if it is not kept, or no message
     */
    public long ordinalOf(final long index) {
        return index == 0 && log.beforeFirstIndex() != 0 ? -1 : log.ordinalOf(index);
    }

    /**
     * Measures. Any thread; may have to map a file.
     *
     * @param index of a message, or 0
     * @return how many bytes of the log come after it
     */
    public long bytesAfter(final long index) {
        synchronized (house) {
            return log.lastPosition() - log.positionOf(index);
        }
    }

    /**
     * Tells how far a named producer has come. Any thread.
     *
     * @param producerId of the producer
     * @return the last of its sequences that was accepted, 0 if none was
     */
    public long producerSequence(final long producerId) {
        synchronized (lock) {
            return producers.sequence(producerId);
        }
    }

    /**
     * Tells how far a queue has come. Any thread.
     *
     * @param name       address of its name
     * @param nameLength in bytes
     * @return the sequence of its last message, 0 if there never was one
     */
    public long queueSequence(final long name, final int nameLength) {
        synchronized (lock) {
            final int slot = queues.find(NameHash.of(name, nameLength), name, nameLength);
            return slot < 0 ? 0 : queues.first(slot);
        }
    }

    /** {@return the folder that the log was opened in} */
    public Path storeFolder() {
        return root.directory().getParent();
    }

    /** {@return the folder of the log and of what belongs to it} */
    public Path folder() {
        return store.directory();
    }

    /** {@return what files beside the log are to be made and changed through} */
    public Disk disk() {
        return root.disk();
    }

    /** {@return the random id of this log's life} */
    public long incarnation() {
        return log.incarnation();
    }

    /** {@return how many queues there ever were; any thread} */
    public int queueCount() {
        synchronized (lock) {
            return queues.size();
        }
    }

    /**
     * If the log is synced, waits until the disk has what was appended by now, unless there is nothing new or another
     * thread is at it. Any thread.
     *
     * @throws StoreException if the disk failed, now or before: nothing is accepted any more
     */
    public void sync() {
        if (log.isUnsynced()) {
            log.sync();
        }
    }

    /**
     * A bounded piece of housekeeping: space ahead, the checkpoint, and deleting what is needed by nobody and not
     * retained. One thread at a time.
     *
     * @param neededAfter the index after which somebody may still need messages; beyond the last one: nobody needs any.
     *                    Lower than before: what is retained after it stays for now
     * @return how much was done
     * @throws StoreException if the disk fails other than by being full
     */
    public int doWork(final long neededAfter) {
        final long mark = Math.min(neededAfter, log.lastIndex());
        final long acked = sendQueue.ackedIndex();
        int workCount = 0;
        if (isCheckpointDue(mark, acked)) {
            writeCheckpoint();
            workCount++;
        }
        final long purgeable = Math.min(mark, checkpoint.index());
        if (purgeable > acked && sendQueue.acked(purgeable)) {
            workCount++;
        }
        sendQueue.keepAfter(neededAfter);
        synchronized (house) {
            return workCount + sendQueue.doWork();
        }
    }

    /** When it lets a file go, or is old. */
    private boolean isCheckpointDue(final long mark, final long acked) {
        final long ordinal = log.lastOrdinal();
        if (ordinal == failedOrdinal || ordinal == checkpointOrdinal) {
            return false;
        }
        final boolean isInWay = mark > checkpoint.index()
            && (mark >>> CYCLE_SHIFT > acked >>> CYCLE_SHIFT || mark == log.lastIndex() && isFull);
        return isInWay || ordinal - checkpointOrdinal >= CHECKPOINT_EVERY;
    }

    /** The disk may be full just now, so a fault is no reason to stop; it is tried again after the next message. */
    private void writeCheckpoint() {
        final ByteBuffer content;
        final long ordinal;
        synchronized (lock) {
            content = checkpoint.encoded(log.incarnation(), log.lastIndex());
            ordinal = log.lastOrdinal();
        }
        try {
            checkpoint.write(content);
            checkpointOrdinal = ordinal;
        } catch (final StoreException e) {
            failedOrdinal = ordinal;
            LOG.warn("{}: the counters could not be written, so nothing is deleted until they are: {}",
                store.directory(), e.getMessage(), e);
        }
    }

    /** Lets go of the files; no append or reader may be under way, and house is not kept any more. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try {
            log.endAppends();
            if (checkpoint.index() != log.lastIndex()) {
                writeCheckpoint();
            }
        } finally {
            root.close();
        }
    }
}
