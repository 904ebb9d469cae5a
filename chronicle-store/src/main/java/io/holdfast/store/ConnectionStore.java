package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.Durability;
import io.holdfast.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The files of one connection. Opened by {@link StoreRoot#connection(String)}; each part says its own threads.
 *
 * <pre>
 *   send/     Chronicle Queue of our messages         {@link SendQueue}, {@link Log}
 *   state     mapped: where that log ends             LogState
 *   ack       mapped: how far we received the peer's  {@link ReceiveState}
 *   session   text: names, principal, logs left       {@link SessionRecord}
 * </pre>
 *
 * When a connection is created its session record is written last. So a folder without one is of a connection in the
 * making, to which nothing was accepted.
 */
public final class ConnectionStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionStore.class);
    private static final int ACK_DELAY_CYCLES = 16;

    private final Path directory;
    private final SessionRecord session;
    private final ReceiveState receiveState;
    private final SendQueue sendQueue;
    private final Consumer<ConnectionStore> closeListener;
    private final boolean isSync;
    private int ackDelay;
    private boolean isClosed;

    private ConnectionStore(final LogContext logOptions, final SessionRecord session, final StoreContext context,
                            final Consumer<ConnectionStore> closeListener) {
        directory = logOptions.directory();
        this.session = session;
        isSync = context.durability() == Durability.SYNC;
        this.closeListener = closeListener;
        receiveState = logOptions.created() ? ReceiveState.create(directory, session, context)
            : ReceiveState.open(directory, session, context);
        Log log = null;
        try {
            if (receiveState.isBeyondSynced() && !isSameBoot(logOptions)) {
                receiveState.backToSynced();
            }
            log = Log.open(logOptions.ackStamp(receiveState.ackStamp()));
            receiveState.recover(log.stampedAdoption(), log.stampedAck());
            sendQueue = new SendQueue(log, context);
        } catch (final RuntimeException e) {
            closeAfter(e, receiveState, log);
            throw e;
        }
    }

    private static boolean isSameBoot(final LogContext logOptions) {
        try {
            final StateFacts state = StateFacts.of(logOptions.directory(), logOptions.disk());
            return state.isKnown() && !LogState.hasForceFailed(logOptions.directory())
                && logOptions.bootId(logOptions.directory().resolve(LogState.FILE)).equals(state.bootId());
        } catch (final IOException e) {
            throw new StoreException(logOptions.directory(), "the state file could not be read", e);
        }
    }

    /** Creates a connection in a folder that does not exist. */
    static ConnectionStore create(final LogContext logOptions, final StoreContext context,
                                  final Consumer<ConnectionStore> closeListener) {
        final Path directory = logOptions.directory();
        try {
            context.disk().createFolder(directory);
        } catch (final IOException e) {
            throw new StoreException(directory, "cannot create the folder of the connection", e);
        }
        try {
            final SessionRecord session = SessionRecord.prepare(directory, logOptions.localName(),
                logOptions.remoteName(), context.clock().epochNs(), context.disk());
            final ConnectionStore store = new ConnectionStore(logOptions.created(true), session, context,
                closeListener);
            try {
                store.forceCreated(context.disk());
            } catch (final StoreException e) {
                closeAfter(e, store.receiveState, store.sendQueue.log());
                throw e;
            }
            return store;
        } catch (final RuntimeException e) {
            deleteAfter(e, directory, context.disk());
            throw e;
        }
    }

    /** Waits once for all that was written: most of the time of a force is for what one before it has done already. */
    private void forceCreated(final Disk disk) {
        try {
            sendQueue.log().forceCreated();
            receiveState.forceCreated();
            session.create();
            disk.forceFolder(directory.getParent());
        } catch (final IOException e) {
            throw new StoreException(directory, "the new connection could not be forced to disk", e);
        }
    }

    /** Removes what there is of a connection that could not be created, lest each attempt leave files behind. */
    private static void deleteAfter(final RuntimeException reason, final Path directory, final Disk disk) {
        try (Stream<Path> walk = Files.walk(directory)) {
            for (final Path one : walk.sorted(Comparator.reverseOrder()).toList()) {
                disk.delete(one);
            }
        } catch (final IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Opens a connection whose session record exists. */
    static ConnectionStore open(final LogContext logOptions, final StoreContext context,
                                final Consumer<ConnectionStore> closeListener) {
        final Path directory = logOptions.directory();
        final SessionRecord session = SessionRecord.open(directory, context.disk());
        if (!session.localName().equals(logOptions.localName())
            || !session.remoteName().equals(logOptions.remoteName())) {
            throw new StoreException(directory, "this folder is of the connection " + session.localName() + " to "
                + session.remoteName() + "; it was copied or renamed");
        }
        if (!Files.exists(directory.resolve(AckFile.FILE_NAME))) {
            LOG.warn("{} has no ack file: how far this side consumed is lost, the peer's record of it will decide",
                directory);
        }
        return new ConnectionStore(logOptions, session, context, closeListener);
    }

    /**
     * Fails if a folder without a session record holds messages.
     *
     * @throws CorruptStoreException if it does
     */
    static void requireNothingAccepted(final Path directory, final String localName, final String remoteName,
                                       final StoreContext context) {
        final Path record = directory.resolve(SessionRecord.FILE_NAME);
        final String remedy = Advice.REPAIR + ", or move the folder away to begin anew";
        try {
            final StateFacts state = StateFacts.of(directory, context.disk());
            if (AckSurvey.of(directory).isInUse() || state.isInUse()) {
                throw new CorruptStoreException(record, state.lastIndex(), "the session record is gone while the state"
                    + " or ack file shows that the connection was in use; " + remedy);
            }
        } catch (final IOException e) {
            throw new StoreException(directory, "cannot look at what is left of the connection", e);
        }
        if (!Files.exists(directory.resolve(Log.FOLDER))) {
            return;
        }
        try (Log log = Log.open(context.logContext(directory, localName, remoteName))) {
            if (log.lastOrdinal() > 0) {
                throw new CorruptStoreException(record, log.lastIndex(), "the session record is gone while the log has"
                    + " accepted " + log.lastOrdinal() + " messages; " + remedy);
            }
        }
    }

    /** {@return whether the next {@link #sync()} has something to wait for} */
    public boolean isUnsynced() {
        return sendQueue.log().isUnsynced() || receiveState.isUnsynced();
    }

    /**
     * Waits for the disk if the durability is {@code SYNC} and there is something new: then what the peer may see
     * covers all that was appended and consumed by now. Polling thread only; allocates nothing unless cycles came to an
     * end, or another thread is at it and has to be waited for.
     *
     * @throws StoreException if the disk failed, now or before: nothing is accepted any more
     */
    public void sync() {
        if (isSync) {
            sendQueue.log().syncAll();
            syncAll();
        }
    }

    /**
     * What {@link #sync()} does, unless another thread is at it, and acks alone are left for a while to the next
     * message, which takes them along.
     *
     * @param isBusy whether messages came in this duty cycle, so that answers are likely to follow
     * @throws StoreException if the disk failed, now or before: nothing is accepted any more
     */
    public void sync(final boolean isBusy) {
        if (isSync && (!isBusy || ++ackDelay >= ACK_DELAY_CYCLES || sendQueue.log().isUnsynced())) {
            ackDelay = 0;
            syncAll();
        }
    }

    private void syncAll() {
        final Log log = sendQueue.log();
        final long stamped = receiveState.stamped(); // before the index: its record is within that
        final long lastIndex = log.lastIndex();
        log.sync();
        if (receiveState.isUnsynced() && log.syncedIndex() >= lastIndex) { // an answer must not come after its ack
            try {
                receiveState.sync(stamped);
            } catch (final StoreException e) {
                throw log.fail(e);
            }
        }
    }

    /** {@return our messages} */
    public SendQueue sendQueue() {
        return sendQueue;
    }

    /** {@return how far we received the peer's} */
    public ReceiveState receiveState() {
        return receiveState;
    }

    /** {@return what else is known of the connection} */
    public SessionRecord session() {
        return session;
    }

    /** {@return the peer's name} */
    public String remoteName() {
        return session.remoteName();
    }

    /** {@return the folder} */
    public Path directory() {
        return directory;
    }

    /**
     * Lets go of the files. Discards nothing; a second call does nothing.
     *
     * @throws StoreException if a file could not be closed cleanly
     */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try {
            closeSynced();
        } finally {
            try {
                receiveState.close();
            } finally {
                closeListener.accept(this);
            }
        }
    }

    private void closeSynced() {
        try {
            sendQueue.log().close();
        } finally {
            if (receiveState.isUnsynced() && !sendQueue.log().hasFailed()) {
                receiveState.sync(0);
            }
        }
    }

    private static void closeAfter(final RuntimeException reason, final ReceiveState receiveState, final Log log) {
        try {
            if (log != null) {
                log.close();
            }
        } catch (final RuntimeException e) {
            reason.addSuppressed(e);
        }
        try {
            receiveState.close();
        } catch (final RuntimeException e) {
            reason.addSuppressed(e);
        }
    }
}
