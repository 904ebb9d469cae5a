package io.holdfast.store.shm;

import io.holdfast.StoreException;
import io.holdfast.store.CycleFolder;
import io.holdfast.store.CycleView;
import io.holdfast.store.PeerFolder;
import io.holdfast.store.RecordChecksum;
import io.holdfast.store.StateView;
import net.openhft.chronicle.core.UnsafeMemory;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads the messages of a peer's log where that process writes them. Each record is copied into memory of this process
 * and its checksum verified on the copy: the peer may write to its files while we read, and the JVM would not survive
 * computing a checksum over a file that is cut. One thread. Allocates when it enters a cycle or meets a longer record
 * than any before.
 * <p>
 * What is wrong with the peer's files is told by {@link PeerFaultException} and nothing else.
 */
public final class PeerLog implements AutoCloseable {
    private static final int LEAST_LENGTH = 4096;
    private static final int MOST_KEPT = 1 << 20;

    private final Path folder;
    private final CycleFolder cycles;
    private final long incarnation;
    private final RecordChecksum checksum = new RecordChecksum();
    private final StateView state;
    private CycleView cycle;
    private long record;
    private int recordCapacity;
    private int recordLength;
    private long index;
    private long ordinal;
    private boolean isFirstOfCycle;
    private boolean isSync;

    private PeerLog(final PeerFolder connection, final CycleFolder.Owner owner, final int maxMessageLength,
                    final StateView state) {
        folder = connection.path();
        incarnation = owner.incarnation();
        cycles = new CycleFolder(connection, owner, maxMessageLength);
        this.state = state;
    }

    /**
     * Opens a log and goes to behind a message.
     *
     * @param connection       the folder of the peer's connection with us
     * @param owner            whose log it must be
     * @param after            index of a message, or 0; the first one after it is next
     * @param maxMessageLength the longest payload to take, in bytes
     * @return the log
     * @throws PeerFaultException if it is not there, is another's, or does not hold what it should
     */
    public static PeerLog open(final PeerFolder connection, final CycleFolder.Owner owner, final long after,
                               final int maxMessageLength) throws PeerFaultException {
        PeerLog log = null;
        try {
            log = new PeerLog(connection, owner, maxMessageLength, StateView.open(connection));
            log.state.requireIncarnation(owner.incarnation());
            log.cycle = log.cycles.openAfter(after);
            log.isSync = log.state.isSync(); // after, lest the cycle be one that a later opening of the log has begun
            return log;
        } catch (final IOException | StoreException | InternalError e) {
            if (log != null) {
                log.close();
            }
            throw fault(connection.path(), e);
        }
    }

    /**
     * Goes to the next message. When there is none, {@link #settle()} is to be called before anything else of the
     * caller's runs; after a fault it can only be closed.
     *
     * @return whether there is one; if not, the accessors tell nothing
     * @throws PeerFaultException if what is there cannot be, or the file was cut
     */
    public boolean next() throws PeerFaultException {
        try {
            int length = cycle.poll();
            if (length == CycleView.END_OF_CYCLE && enterNext()) {
                length = cycle.poll(); // another end here is for the next call: there may be no end of them
            }
            if (length > 0 && isReadable()) {
                take(length);
                return true;
            }
            return false;
        } catch (final IOException | StoreException | InternalError e) {
            throw fault(cycle.path(), e);
        }
    }

    /**
     * Lets out what the JVM has noted while the peer's files were read.
     *
     * @throws PeerFaultException if memory was read that is gone
     */
    public void settle() throws PeerFaultException {
        try {
            cycle.settle();
        } catch (final InternalError e) {
            throw fault(cycle.path(), e);
        }
    }

    /** {@return whether {@link #next()} would find something, be it a fault; allocates nothing} */
    public boolean hasNext() {
        try {
            final int length = cycle.poll();
            final boolean hasNext = length == CycleView.END_OF_CYCLE ? hasLaterCycle()
                : length != CycleView.NOTHING && isReadable();
            cycle.settle();
            return hasNext;
        } catch (final IOException | StoreException | InternalError e) {
            return true;
        }
    }

    /** The owner begins a cycle when it comes to want its messages synced, so it is enough to ask at each of them. */
    private boolean isReadable() {
        return !isSync || cycle.nextIndex() <= state.lastIndex();
    }

    private void take(final int length) throws PeerFaultException {
        if (length > recordCapacity) {
            grow(length);
        }
        index = cycle.nextIndex();
        ordinal = cycle.nextOrdinal();
        isFirstOfCycle = cycle.isFirst();
        cycle.take(record, length);
        recordLength = length;
        if (!checksum.isIntact(record, length, incarnation, index)) {
            cycle.settle();
            throw new PeerFaultException("a message does not hold what was written: path=" + cycle.path() + " index="
                + Long.toHexString(index));
        }
    }

    private void grow(final int length) {
        free();
        recordCapacity = Math.max(LEAST_LENGTH, Integer.highestOneBit(length - 1) << 1);
        record = UnsafeMemory.INSTANCE.allocate(recordCapacity);
    }

    /** Gives back the memory that a long message took. To be called now and then; the copy of a record is gone. */
    public void rest() {
        if (recordCapacity > MOST_KEPT) {
            free();
            recordCapacity = 0;
        }
    }

    /** The end mark is written before the next file gets its name, and its first message after both. */
    private boolean enterNext() throws IOException {
        if (!hasLaterCycle()) {
            return false;
        }
        final CycleView next = cycles.openAfter(cycle);
        cycle.close();
        cycle = next;
        isSync = state.isSync();
        return true;
    }

    private boolean hasLaterCycle() {
        return CycleView.numberOf(state.lastIndex()) > cycle.number();
    }

    /**
     * Looks whether the peer's files are still what they were. To be called now and then.
     *
     * @throws PeerFaultException if a file was cut
     */
    public void requireWhole() throws PeerFaultException {
        try {
            state.requireWhole();
            cycle.requireWhole();
            cycle.settle();
        } catch (final IOException | InternalError e) {
            throw fault(cycle.path(), e);
        }
    }

    /** {@return whether the log is still in its folder} */
    public boolean isThere() {
        return state.isThere();
    }

    /**
     * {@return the index of the last message that we may read, as the peer says}
     *
     * @throws PeerFaultException if the file that says so was cut
     */
    public long lastIndex() throws PeerFaultException {
        try {
            return state.lastIndex();
        } catch (final InternalError e) {
            throw fault(folder, e);
        }
    }

    /**
     * Drops an error that the JVM may still raise for what was read of this log or of the peer's other files: to be
     * called by who ends the session because of a damage, before anything else of the caller's runs.
     */
    public static void dropError() {
        CycleView.dropError();
    }

    /** {@return the message's index} */
    public long index() {
        return index;
    }

    /** {@return how many messages the log had accepted with this one} */
    public long ordinal() {
        return ordinal;
    }

    /** {@return whether the message begins a cycle, so that its index is not the one before + 1} */
    public boolean isFirstOfCycle() {
        return isFirstOfCycle;
    }

    /** {@return where the copy of the record, header and payload, is; valid until the next call} */
    public long recordAddress() {
        return record;
    }

    /** {@return length of header and payload in bytes} */
    public int recordLength() {
        return recordLength;
    }

    private static PeerFaultException fault(final Path path, final Throwable cause) {
        return cause instanceof PeerFaultException known ? known
            : new PeerFaultException("the peer's log cannot be read: path=" + path, cause);
    }

    private void free() {
        if (record != 0) {
            UnsafeMemory.INSTANCE.freeMemory(record, recordCapacity);
            record = 0;
        }
    }

    @Override
    public void close() {
        free();
        recordCapacity = 0;
        state.close();
        if (cycle != null) {
            cycle.close();
        }
    }
}
