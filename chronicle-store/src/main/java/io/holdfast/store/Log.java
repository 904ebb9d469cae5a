package io.holdfast.store;

import io.holdfast.Connection;
import io.holdfast.StoreException;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * An owner-written Chronicle Queue: append, read, roll, purge, recover. The caller holds the owner lock, so no other
 * process writes here; any process may read. Its life: {@link #open}, any number of appends and readers while one
 * housekeeping thread runs {@link #doWork()} and {@link #purge(long)}, then {@link #close()} when none of them runs.
 * <pre>
 *   append ──&gt; LogAppender ──&gt; live cycle &lt;── LogReader
 *                  │  roll         │
 *              CycleRoller ──&gt; CycleTable &lt;── LogHousekeeping (space ahead, day roll, purge)
 * </pre>
 */
public final class Log implements AutoCloseable {
    /** The generation a log begins with. */
    public static final int FIRST_GENERATION = 1;

    static final String FOLDER = "send";

    private final LogContext context;
    private final LogState state;
    private final CycleTable table;
    private final CycleRoller roller;
    private final LogAppender appender;
    private final LogHousekeeping housekeeping;
    private final long stampedAck;
    private final int stampedAdoption;
    /** Null unless the durability is {@code SYNC}. */
    private final LogSync sync;
    private volatile boolean isClosed;

    private Log(final LogContext context, final LogState state, final LogRecovery recovery,
                final CycleRoller roller, final LogSync sync) {
        this.context = context;
        this.state = state;
        this.roller = roller;
        this.sync = sync;
        this.table = roller.table();
        this.appender = new LogAppender(context, state, roller, recovery.lastIndex());
        this.housekeeping = new LogHousekeeping(appender, roller, context, state);
        this.stampedAck = recovery.stampedAck();
        this.stampedAdoption = recovery.stampedAdoption();
    }

    /** {@return a random id for a log to be created, not 0; any thread} */
    public static long newIncarnation() {
        long incarnation = 0;
        while (incarnation == 0) {
            incarnation = new SecureRandom().nextLong();
        }
        return incarnation;
    }

    /**
     * Opens a log, creating or recovering it.
     *
     * @param context concluded here unless it already is
     * @return the log
     * @throws IllegalArgumentException               if an option is faulty
     * @throws StoreException                         if the files cannot be used or Java lacks the flags
     * @throws io.holdfast.CorruptStoreException      if messages that had been accepted are not readable any more
     */
    public static Log open(final LogContext context) {
        context.conclude();
        final Path folder = context.directory().resolve(FOLDER);
        JvmFlags.require(folder);
        LogState state = null;
        LogRecovery recovery = null;
        CycleRoller roller = null;
        boolean isOpen = false;
        try {
            createFolder(context, folder);
            ChronicleFormat.deleteScratch(folder);
            state = LogState.open(context.directory(), context.disk());
            final boolean wasClean = state.isClean();
            recovery = new LogRecovery(context, folder, state);
            final CycleTable table = recovery.recover();
            final LogSync sync = LogSync.begin(context, folder, state, table, recovery);
            if (!recovery.isSameBoot()) {
                ChronicleFormat.deleteListing(folder);
            }
            roller = new CycleRoller(folder, context, state, table);
            roller.openListing(wasClean && !recovery.hasBegunCycle());
            final Log log = new Log(context, state, recovery, roller, sync);
            isOpen = true;
            return log;
        } catch (final IOException e) {
            throw new StoreException(folder, "the log could not be opened", e);
        } finally {
            if (!isOpen) {
                abandon(state, recovery, roller);
            }
        }
    }

    private static void createFolder(final LogContext context, final Path folder) throws IOException {
        if (context.created()) {
            context.disk().createFolder(folder);
        } else {
            DurableFile.createFolders(context.disk(), folder);
        }
    }

    /** Waits until a log that was just created, and to which nothing was appended, is on disk, but for its folder. */
    void forceCreated() throws IOException {
        table.live().force();
        state.force();
        context.disk().forceFolder(table.live().path().getParent());
    }

    private static void abandon(final LogState state, final LogRecovery recovery, final CycleRoller roller) {
        if (roller != null) {
            roller.close();
        }
        if (recovery != null) {
            recovery.abandon();
        }
        if (state != null) {
            state.close();
        }
    }

    /**
     * Appends a message. Any thread, or one if the context says so; allocates nothing unless it begins a cycle.
     *
     * @param type       the sender's own
     * @param flags      of {@link RecordDescriptor}
     * @param base       the array that holds the payload, or null if {@code offset} is an address
     * @param offset     where the payload begins, as {@code Unsafe} counts
     * @param length     of the payload in bytes
     * @param ackRequest index of the peer's log to ack with it, 0 for none
     * @return the index, or {@code STORE_FULL}, {@code STORE_FAILED}, {@code TOO_LONG} or {@code CLOSED} of
     *     {@link io.holdfast.Connection}
     * @throws IllegalArgumentException if the length is negative
     */
    @SuppressWarnings("checkstyle:parameternumber")
    public long append(final int type, final int flags, final Object base, final long offset, final int length,
                       final long ackRequest) {
        return hasFailed() && !isClosed ? Connection.STORE_FAILED
            : appender.append(type, flags, base, offset, length, ackRequest);
    }

    /**
     * Appends all messages of a batch or none, in one cycle. Threads as for a single message.
     *
     * @param batch      is left as it is
     * @param ackRequest index of the peer's log to ack with it, 0 for none
     * @return the last message's index, or a negative code; {@code TOO_LONG} if it does not fit into one cycle
     * @throws IllegalStateException if the batch is empty
     */
    public long append(final BatchBuffer batch, final long ackRequest) {
        return hasFailed() && !isClosed ? Connection.STORE_FAILED : appender.append(batch, ackRequest);
    }

    /** {@return whether something that belongs to the log could not be forced to disk} */
    boolean hasFailed() {
        return sync != null && sync.hasFailed();
    }

    /** {@return the random id of this log's life} */
    public long incarnation() {
        return state.incarnation();
    }

    /** {@return the generation within the incarnation, from 1} */
    public int generation() {
        return state.generation();
    }

    /** {@return index of the first message kept, 0 if none is; any thread} */
    public long firstIndex() {
        return table.firstIndex(appender.lastIndex());
    }

    /** {@return the index before the first message kept: of the last one purged, 0 if none ever was; any thread} */
    public long beforeFirstIndex() {
        return table.first().preamble().previousLast();
    }

    /** {@return index of the last message ever accepted, purged or not, 0 if there was none; any thread} */
    public long lastIndex() {
        return appender.lastIndex();
    }

    /** {@return the index up to which a power loss takes nothing back; 0 unless the log is synced; any thread} */
    public long syncedIndex() {
        return sync == null ? 0 : sync.syncedIndex();
    }

    /**
     * {@return the index up to which a peer may read: the synced one of a log that is synced, else the last; any
     * thread}
     */
    public long peerIndex() {
        return sync == null ? appender.lastIndex() : sync.syncedIndex();
    }

    /** {@return whether the next {@link #sync()} has something to wait for; any thread} */
    public boolean isUnsynced() {
        return sync != null && sync.isPending(appender.lastIndex());
    }

    /**
     * If the log is synced, waits until the disk has what was appended by now, unless there is nothing new or another
     * thread is at it. Any thread; allocates nothing unless cycles came to an end.
     *
     * @throws StoreException if the disk failed, now or before: nothing is accepted any more
     */
    public void sync() {
        if (sync != null && !isClosed) {
            sync.sync(appender.lastIndex());
        }
    }

    /** What {@link #sync()} does, and waits for another thread that is at it. */
    void syncAll() {
        if (sync != null && !isClosed) {
            sync.syncAll(appender.lastIndex());
        }
    }

    /** What {@link #sync()} does; that the disk fails is logged, and left for that to tell. */
    public void syncQuietly() {
        if (sync != null && !isClosed) {
            sync.syncQuietly(appender.lastIndex());
        }
    }

    /** Stops the log because something that belongs to it is not on disk; returns the fault. */
    StoreException fail(final StoreException cause) {
        return sync.fail(cause);
    }

    /**
     * Returns when {@link #lastIndex()} covers each message that a reader in another process could have read by now:
     * a message can be read there a moment before it counts here. Waits for an append under way, as an append would.
     */
    public void awaitAppends() {
        appender.awaitAppends();
    }

    /** {@return ordinal of the first message kept, or of the next one if none is; any thread} */
    public long firstOrdinal() {
        return table.first().preamble().firstOrdinal();
    }

    /** {@return how many messages were ever accepted; any thread} */
    public long lastOrdinal() {
        while (true) {
            final long ordinal = ordinalOf(appender.lastIndex());
            if (ordinal >= 0) {
                return ordinal;
            }
            // rolled and purged in between
            Thread.onSpinWait();
        }
    }

    /**
     * Counts. Any thread.
     *
     * @param index of a message, or 0
     * @return the message's ordinal; for 0 and for the last index before the first cycle kept, the ordinal before the
     *     first kept; -1 if its cycle is not kept or there is no such message
     */
    public long ordinalOf(final long index) {
        return table.ordinalOf(index, appender.lastIndex());
    }

    /** {@return bytes of excerpts ever appended; any thread} */
    public long lastPosition() {
        final Cycle live = table.live();
        return live.cumulative(live.end());
    }

    /**
     * Measures in the scale of {@link #lastPosition()}. The housekeeping thread only, as it may map a file.
     *
     * @param index of a message, or 0
     * @return bytes of excerpts up to and including the message; up to the first message kept, if it is not kept
     */
    public long positionOf(final long index) {
        return housekeeping.positionOf(index);
    }

    /**
     * Tells how much of a former generation is left.
     *
     * @param generation up to the current one
     * @return the last index of that generation which every later one still has, {@link #lastIndex()} for the current
     *     one, -1 if it is not known any more
     */
    public long lastIndexOfGeneration(final int generation) {
        return generation == state.generation() ? lastIndex() : state.lastIndexOfGeneration(generation);
    }

    /** {@return the ack stamped into the newest record or preamble that was there when this log was opened} */
    public long stampedAck() {
        return stampedAck;
    }

    /** {@return the adoption number that {@link #stampedAck()} belongs to} */
    public int stampedAdoption() {
        return stampedAdoption;
    }

    /** {@return a new reader before the first message kept, owned by the caller; any thread} */
    public LogReader reader() {
        return new LogReader(this, table, false);
    }

    /** {@return a reader that goes no further than {@link #peerIndex()}; otherwise as {@link #reader()}} */
    public LogReader peerReader() {
        return new LogReader(this, table, true);
    }

    /**
     * Housekeeping: reserves and touches space ahead and ends the cycle of a day that is over. Bounded, never waits for
     * appends; one thread at a time.
     *
     * @return how much was done
     * @throws StoreException if the disk fails other than by being full
     */
    public int doWork() {
        return isClosed || hasFailed() ? 0 : housekeeping.doWork();
    }

    /**
     * Deletes cycles whose messages are all acked, oldest first: never the live one, never one under a reader. A few
     * at most per call; the housekeeping thread.
     *
     * @param ackedIndex up to where messages are not needed any more
     * @return how many cycles were deleted
     * @throws StoreException if a file cannot be deleted
     */
    public int purge(final long ackedIndex) {
        return isClosed || sync != null && !sync.isLiveSynced() ? 0 : housekeeping.purge(ackedIndex);
    }

    /** {@return what the cycle files occupy, in bytes; any thread} */
    public long diskBytes() {
        return table.diskBytes();
    }

    /** {@return the folder that holds {@code send/} and {@code state}} */
    public Path directory() {
        return context.directory();
    }

    /** {@return the cycle that is appended to} */
    Cycle live() {
        return table.live();
    }

    /** {@return the state file, whose words beyond the log's own belong to the send queue} */
    LogState state() {
        return state;
    }

    /**
     * Accepts no more messages: appends answer {@code CLOSED} from here on. Returns when those under way are done; so
     * the last index stays what it is then. Any thread, but with a single appender only that.
     */
    public void endAppends() {
        appender.close();
    }

    /** Ends it in order. Appends after it answer {@code CLOSED}; readers keep what they hold until they are closed. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        appender.close();
        roller.close();
        state.lastOrdinal(lastOrdinal());
        try {
            if (sync == null) {
                state.clean(true);
            } else if (!sync.hasFailed()) {
                sync.close(appender.lastIndex());
            }
        } finally {
            table.live().release();
            state.close();
        }
    }
}
