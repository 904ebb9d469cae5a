package io.holdfast.store;

import io.holdfast.Durability;
import io.holdfast.PeerName;
import io.holdfast.StoreException;
import io.holdfast.StoreLockedException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A connection that a tool has to itself: it holds the owner lock until it is closed. Nothing but what is acked is ever
 * deleted; what is changed or given up is kept in {@code <root>/<local>/.quarantine-<remote>-<n>/}. One thread.
 */
public final class OfflineConnection implements AutoCloseable {
    private final Path directory;
    private final String localName;
    private final String remoteName;
    private final StoreContext context;
    private final OwnerLock lock;

    private OfflineConnection(final Path directory, final String localName, final String remoteName,
                              final StoreContext context, final OwnerLock lock) {
        this.directory = directory;
        this.localName = localName;
        this.remoteName = remoteName;
        this.context = context;
        this.lock = lock;
    }

    /**
     * Takes a connection from everybody else.
     *
     * @param root       folder of the store
     * @param localName  whose
     * @param remoteName with whom
     * @param options    of the store; the cycle size should be the one that its owner uses
     * @return the connection
     * @throws IllegalArgumentException if a name is not well formed or an option faulty
     * @throws StoreLockedException     if its owner runs; the text tells its pid
     * @throws StoreException           if there is no such connection, its files cannot be used, or others may replace
     *                                  what is in its folders; the text tells the fix
     */
    public static OfflineConnection open(final Path root, final String localName, final String remoteName,
                                         final StoreContext options) {
        final Path directory = require(root, localName, remoteName);
        final StoreContext concluded = options.conclude();
        final StoreAccess access = StoreAccess.of(directory.getParent(), concluded);
        access.enterExisting();
        concluded.disk(access.disk());
        FolderTrust.requireClosed(directory);
        FolderTrust.requireClosed(directory.resolve(Log.FOLDER));
        return opened(new OfflineConnection(directory, localName, remoteName, concluded,
            lock(directory.getParent(), concluded)));
    }

    static Path require(final Path root, final String localName, final String remoteName) {
        PeerName.require("localName", localName);
        PeerName.require("remoteName", remoteName);
        final Path directory = root.resolve(localName).resolve(remoteName);
        if (OwnerLock.isFileName(remoteName) || !Files.isDirectory(directory)) {
            throw new StoreException(directory, "there is no connection of " + localName + " with " + remoteName
                + " here; check the folder of the store and both names");
        }
        if (!Files.exists(directory.resolve(Log.FOLDER)) && !Files.exists(directory.resolve(LogState.FILE))
            && !SessionRecord.exists(directory)) {
            throw new StoreException(directory, "this folder holds no file of a connection; check the folder of the"
                + " store and both names");
        }
        JvmFlags.require(directory);
        return directory;
    }

    private static OfflineConnection opened(final OfflineConnection connection) {
        connection.keepDurability();
        return connection;
    }

    private static OwnerLock lock(final Path folder, final StoreContext concluded) {
        return OwnerLock.take(folder, concluded.bootId() == null ? BootId.ofMachine() : concluded.bootId(),
            concluded.disk());
    }

    /** A log that is synced stays so, whatever the options say. */
    private void keepDurability() {
        try {
            final StateFacts state = StateFacts.of(directory, context.disk());
            if (state.isKnown()) {
                context.durability(state.isSync() ? Durability.SYNC : Durability.PAGE_CACHE);
            }
        } catch (final IOException | StoreException e) {
            close();
            throw e instanceof StoreException known ? known
                : new StoreException(directory, "the connection could not be looked at", e);
        }
    }

    private LogContext logContext() {
        return context.logContext(directory, localName, remoteName);
    }

    /**
     * Puts right what can be, unless something needs a decision: then nothing is changed.
     *
     * @return what was done
     * @throws StoreException if files cannot be read or written; it can be run again
     */
    public RepairReport repair() {
        try {
            return new ConnectionRepair(logContext(), context).run();
        } catch (final IOException e) {
            throw new StoreException(directory, "the repair could not go on; run it again", e);
        }
    }

    /**
     * {@return where both directions stand}
     *
     * @throws StoreException if files cannot be read
     */
    public ConnectionFacts facts() {
        try {
            return new ConnectionReset(logContext(), context).facts();
        } catch (final IOException e) {
            throw new StoreException(directory, "the connection could not be looked at", e);
        }
    }

    /**
     * Gives up all our messages: a new log begins, and the peer will see that it is another.
     *
     * @return the folder that keeps the old one
     * @throws StoreException if files cannot be written; it can be run again
     */
    public Path resetOutgoing() {
        try {
            return new ConnectionReset(logContext(), context).outgoing();
        } catch (final IOException e) {
            throw new StoreException(directory, "the reset could not go on; run it again", e);
        }
    }

    /**
     * Forgets what we hold of the peer's log. At the next login the peer goes on after its own record of our ack, or
     * at its first message if it has none; messages may come again.
     *
     * @return the folder that keeps the old ack file, null if there was none
     * @throws StoreException if files cannot be written; it can be run again
     */
    public Path forgetIncoming() {
        try {
            return new ConnectionReset(logContext(), context).forgetIncoming();
        } catch (final IOException e) {
            throw new StoreException(directory, "the reset could not go on; run it again", e);
        }
    }

    /**
     * {@return what is held of the peer's log}
     *
     * @throws StoreException if the file cannot be read, or is damaged
     */
    public ConnectionFacts.Held held() {
        try {
            return new ConnectionReset(logContext(), context).held();
        } catch (final IOException e) {
            throw new StoreException(directory, "the ack file could not be read", e);
        }
    }

    /**
     * Deletes the cycles whose messages are all acked, as the owner does, and keeps what the options say.
     *
     * @return how many files were deleted
     * @throws StoreException if the log cannot be opened, or a file not be deleted
     */
    public int purge() {
        final ConnectionStore store = ConnectionStore.open(logContext(), context, closed -> { });
        try {
            final SendQueue queue = store.sendQueue();
            int files = 0;
            for (int deleted = -1; deleted != 0; files += deleted) {
                deleted = queue.log().purge(queue.ackedIndex());
            }
            return files;
        } finally {
            store.close();
        }
    }

    /**
     * Sets how far we count the peer's log as consumed, forwards or backwards.
     *
     * @param index of one of the peer's messages, be it purged. Not 0, which would say that nothing is known, so that
     *              the peer would go by its own record
     * @return the folder that keeps the old ack file
     * @throws IllegalArgumentException if the index is not positive
     * @throws StoreException           if no log of the peer is held, or files cannot be used
     */
    public Path setIncoming(final long index) {
        if (index <= 0) {
            throw new IllegalArgumentException("index=" + index);
        }
        try {
            return new ConnectionReset(logContext(), context).setIncoming(index);
        } catch (final IOException e) {
            throw new StoreException(directory, "the change could not go on; run it again", e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (final IOException e) {
            throw new StoreException(directory.getParent(), "the lock could not be freed", e);
        }
    }
}
