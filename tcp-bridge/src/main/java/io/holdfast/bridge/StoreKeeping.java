package io.holdfast.bridge;

import io.holdfast.StoreException;
import io.holdfast.store.ConnectionStore;

/** The housekeeping of a connection's files, up to letting go of them: two threads, one at a time. */
final class StoreKeeping {
    private final PeerConnection connection;
    private volatile boolean isReleased;
    private boolean isKeptBadly;

    // of the housekeeping thread
    private long seenLastIndex;
    private long seenAckedIndex;

    StoreKeeping(final PeerConnection connection) {
        this.connection = connection;
    }

    /** {@return how much was done to the files; housekeeping thread} */
    synchronized int doWork() {
        final ConnectionStore store = connection.store();
        if (connection.slot().status().isOver() || store == null) {
            return 0;
        }
        if (connection.slot().identity() == null) {
            store.sendQueue().log().syncQuietly(); // perhaps nobody polls
        }
        return isKeptBadly ? 0 : doHousekeeping(store);
    }

    /** {@return whether messages or acks have come since this was last asked; housekeeping thread} */
    boolean hasNews() {
        final ConnectionStore store = connection.store();
        if (isReleased || store == null) {
            return false;
        }
        final long lastIndex = store.sendQueue().lastIndex();
        final long ackedIndex = store.sendQueue().ackedIndex();
        final boolean isNews = lastIndex != seenLastIndex || ackedIndex != seenAckedIndex;
        seenLastIndex = lastIndex;
        seenAckedIndex = ackedIndex;
        return isNews;
    }

    /** A fault concerns this connection only; the thread that polls takes it from here. */
    private int doHousekeeping(final ConnectionStore store) {
        try {
            return store.sendQueue().doWork();
        } catch (final StoreException e) {
            isKeptBadly = true;
            connection.slot().status().housekeepingFault(e);
            connection.doorbell().ringPoller();
            return 1;
        }
    }

    /** Lets go of the files. The polling thread, or the one that closes all. */
    synchronized void release() {
        try {
            if (connection.store() != null) {
                connection.store().close();
            }
        } finally {
            isReleased = true;
        }
    }

    /** {@return whether the files are let go of, so that they can be opened anew; any thread} */
    boolean isReleased() {
        return isReleased;
    }
}
