package io.holdfast.store.tool;

import io.holdfast.PeerName;
import io.holdfast.StoreException;
import io.holdfast.store.ConnectionVerify;
import io.holdfast.store.OfflineConnection;
import io.holdfast.store.RepairReport;
import io.holdfast.store.StoreContext;
import io.holdfast.store.VerifyListener;
import io.holdfast.store.VerifyReport;

import java.nio.file.Path;

/**
 * Verifies the connections of one peer, and repairs them while nobody uses them. A repair keeps every intact record at
 * its index, lays a tombstone at that of each damaged one, which the receiver is told of by
 * {@code ConnectionListener.onLost}, makes anew what can be derived from the other files, and begins a new generation
 * where the tail of the log may have been lost. The files as they were are kept beside the connection. Killed at any
 * point, it can be run again. One thread.
 */
public final class StoreRepair {
    private final Path root;
    private final String localName;
    private final StoreContext options;

    /**
     * Tools for a peer's connections. Opens nothing yet.
     *
     * @param root      folder of the store
     * @param localName the peer's name
     * @param options   of the store
     */
    public StoreRepair(final Path root, final String localName, final StoreContext options) {
        this.root = root;
        this.localName = PeerName.require("localName", localName);
        this.options = options;
    }

    /**
     * Looks at every record and file of a connection, and changes nothing; as {@link ConnectionVerify} does, whether
     * its owner runs or not.
     *
     * @param remoteName with whom
     * @param listener   told of progress
     * @return what was found
     * @throws StoreException if there is no such connection, or it cannot be read
     */
    public VerifyReport verify(final String remoteName, final VerifyListener listener) {
        return ConnectionVerify.run(root, localName, remoteName, options, listener);
    }

    /**
     * What {@link #verify} does for cycle files that have no connection around them.
     *
     * @param folder   that holds them
     * @param options  of the store
     * @param listener told of progress
     * @return what was found
     * @throws StoreException if no file tells whose log it is, or they cannot be read
     */
    public static VerifyReport verifyBare(final Path folder, final StoreContext options,
                                          final VerifyListener listener) {
        return ConnectionVerify.runBare(folder, options, listener);
    }

    /**
     * Puts a connection right, unless that would mean guessing: then nothing is changed, and the findings say what is
     * left to do.
     *
     * @param remoteName with whom
     * @return what was found and done
     * @throws io.holdfast.StoreLockedException if its owner runs; the text tells its pid
     * @throws StoreException                   if there is no such connection, or its files cannot be written
     */
    public RepairReport repair(final String remoteName) {
        try (OfflineConnection connection = OfflineConnection.open(root, localName, remoteName, options)) {
            return connection.repair();
        }
    }
}
