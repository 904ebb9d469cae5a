package io.holdfast.store;

import io.holdfast.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Group commit of a log whose durability is {@code SYNC}: one wait for the disk covers all that was appended since the
 * last one. Any thread; while one waits for the disk, others go on with what was synced before.
 * <p>
 * Invariants: every message up to {@link #syncedIndex()} would outlive a power loss, and so would the names of the
 * cycles up to {@code newest}; the word in {@code state} never exceeds this index, for peers go by it. Once a force has
 * failed, nobody can say what is on disk: nothing more is synced, accepted or deleted until the log is opened anew.
 */
final class LogSync {
    private static final Logger LOG = LoggerFactory.getLogger(LogSync.class);
    private static final VarHandle SYNCED;

    static {
        try {
            SYNCED = MethodHandles.lookup().findVarHandle(LogSync.class, "synced", long.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Disk disk;
    private final Path folder;
    private final LogState state;
    private final CycleTable table;
    private final ReentrantLock lock = new ReentrantLock();
    private long synced;
    private volatile Cycle newest;
    private volatile StoreException failure;

    private LogSync(final LogContext context, final Path folder, final LogState state, final CycleTable table) {
        disk = context.disk();
        this.folder = folder;
        this.state = state;
        this.table = table;
    }

    /**
     * Before the first append. The state file must not tell of an orderly end any more, nor of other readers' limits.
     *
     * @return null unless the durability is {@code SYNC}
     */
    static LogSync begin(final LogContext context, final Path folder, final LogState state, final CycleTable table,
                         final LogRecovery recovery) throws IOException {
        final boolean isAnother = state.isSync() != context.isSync();
        final LogSync sync = context.isSync() ? open(context, folder, state, table, recovery) : null;
        state.clean(false);
        state.sync(context.isSync());
        if ((context.isSync() || isAnother) && !context.created()) {
            state.force();
        }
        return sync;
    }

    /**
     * Waits until all that a recovery found is on disk.
     *
     * @param recovery that made the table
     * @throws IOException if the disk fails
     */
    private static LogSync open(final LogContext context, final Path folder, final LogState state,
                                final CycleTable table, final LogRecovery recovery) throws IOException {
        final LogSync sync = new LogSync(context, folder, state, table);
        if (!context.created()) {
            forceAll(sync, recovery);
        }
        sync.newest = table.live();
        sync.synced(recovery.lastIndex());
        return sync;
    }

    private static void forceAll(final LogSync sync, final LogRecovery recovery) throws IOException {
        final LogState state = sync.state;
        final int from = recovery.isSameBoot() ? ChronicleFormat.cycleOf(state.synced()) : 0;
        final boolean isRewritten = state.hasForceFailed();
        for (final Cycle cycle : sync.table.snapshot()) {
            if (cycle.number() >= from) {
                if (isRewritten) {
                    DurableFile.rewrite(sync.disk, cycle.path());
                }
                cycle.force();
            }
        }
        sync.disk.forceFolder(sync.folder);
        sync.disk.forceFolder(sync.folder.getParent());
    }

    /** {@return the index up to which a power loss takes nothing back} */
    long syncedIndex() {
        return (long) SYNCED.getAcquire(this);
    }

    /** First here, then where peers look: what one of them can have read is never beyond what this side tells. */
    private void synced(final long index) {
        SYNCED.setRelease(this, index);
        state.synced(index);
    }

    /** {@return whether there is something to wait for, or a failure to tell} */
    boolean isPending(final long lastIndex) {
        return lastIndex > syncedIndex() || table.live() != newest || failure != null;
    }

    /** {@return whether the live cycle would outlive a power loss, so that those before it may go} */
    boolean isLiveSynced() {
        return table.live() == newest && failure == null;
    }

    /** {@return whether a force has failed} */
    boolean hasFailed() {
        return failure != null;
    }

    /**
     * Syncs, unless another thread is at it.
     *
     * @param lastIndex that the caller knows of; what comes later may be left for the next time
     * @throws StoreException if the disk fails, or did before
     */
    void sync(final long lastIndex) {
        requireGood();
        if (isPending(lastIndex) && lock.tryLock()) {
            try {
                commit(lastIndex);
            } finally {
                lock.unlock();
            }
        }
    }

    /** What {@link #sync} does; a failure is logged and left for the next call of that to tell. */
    void syncQuietly(final long lastIndex) {
        if (failure == null && isPending(lastIndex)) {
            try {
                sync(lastIndex);
            } catch (final StoreException e) {
                LOG.debug("the thread that polls is to tell: path={}", folder, e);
            }
        }
    }

    /**
     * Syncs; waits for another thread that is at it.
     *
     * @throws StoreException if the disk fails, or did before
     */
    void syncAll(final long lastIndex) {
        lock.lock();
        try {
            requireGood();
            if (isPending(lastIndex)) {
                commit(lastIndex);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The cycle of the last index is in the table before that index is seen, and so are those between. */
    private void commit(final long lastIndex) {
        requireGood();
        final Cycle[] kept = table.snapshot();
        final Cycle live = kept[kept.length - 1];
        try {
            for (final Cycle cycle : kept) {
                if (cycle.number() >= newest.number()) {
                    cycle.force();
                }
            }
            if (live != newest) {
                disk.forceFolder(folder);
            }
        } catch (final IOException e) {
            throw fail(new StoreException(live.path(), "what was accepted could not be forced to disk", e));
        }
        newest = live;
        if (lastIndex > syncedIndex()) {
            synced(lastIndex);
        }
    }

    /** An orderly end is told only once the disk has all that it speaks of. */
    void close(final long lastIndex) {
        syncAll(lastIndex);
        try {
            state.force();
            state.clean(true);
            state.force();
        } catch (final IOException e) {
            throw new StoreException(state.path(), "the state file could not be forced", e);
        }
    }

    /**
     * Stops for good because of something that is not on disk, even if that was for want of room; returns the fault.
     */
    StoreException fail(final StoreException cause) {
        if (failure == null) {
            failure = cause;
            state.forceFailed();
            LOG.error("the disk failed; the log stops until it is opened anew: path={} syncedIndex={} cause={}", folder,
                Long.toHexString(syncedIndex()), cause.getMessage());
            LOG.debug("the disk failed: path={}", folder, cause);
        }
        return failed(cause);
    }

    private StoreException failed(final StoreException cause) {
        return new StoreException(folder, "the disk failed; nothing is accepted until the log is opened anew", cause);
    }

    private void requireGood() {
        final StoreException known = failure;
        if (known != null) {
            throw failed(known);
        }
    }
}
