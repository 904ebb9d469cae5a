package io.holdfast.store.tool;

import io.holdfast.StoreException;
import io.holdfast.store.AckFacts;
import io.holdfast.store.ConnectionFacts.Held;
import io.holdfast.store.OfflineConnection;
import io.holdfast.store.StoreContext;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Sets, while nobody uses a connection, how far the peer's log counts as consumed, as a person decided: further back to
 * have messages again, further on to pass over some. The ack file as it was is kept. One thread.
 */
public final class StoreAck {
    private final Path root;
    private final String localName;
    private final StoreContext options;

    /**
     * What was done.
     *
     * @param before     what was held of the peer's log
     * @param after      what is held
     * @param quarantine the folder that keeps the ack file as it was
     */
    public record Result(Held before, Held after, Path quarantine) {
    }

    /**
     * A tool for a peer's connections. Opens nothing yet.
     *
     * @param root      folder of the store
     * @param localName the peer's name
     * @param options   of the store
     */
    public StoreAck(final Path root, final String localName, final StoreContext options) {
        this.root = root;
        this.localName = localName;
        this.options = options;
    }

    /**
     * Looks what is held, and changes nothing.
     *
     * @param remoteName with whom
     * @return what is held of the peer's log
     * @throws StoreException if its owner runs, there is no such connection, or the file cannot be read
     */
    public Held held(final String remoteName) {
        try (OfflineConnection connection = OfflineConnection.open(root, localName, remoteName, options)) {
            return connection.held();
        }
    }

    /**
     * What {@link #held} says, without the lock and beside a running owner.
     *
     * @param remoteName with whom
     * @return what is held of the peer's log
     * @throws StoreException if the file is not there, is damaged or cannot be read
     */
    public Held look(final String remoteName) {
        final Path folder = root.resolve(localName).resolve(remoteName);
        try {
            final AckFacts ack = AckFacts.of(folder);
            if (!ack.isIntact()) {
                throw new StoreException(folder, "the ack file is " + (ack.isThere() ? "damaged" : "not there")
                    + "; run 'holdfast verify' on this connection");
            }
            return new Held(ack.incarnation(), ack.generation(), ack.consumed());
        } catch (final IOException e) {
            throw new StoreException(folder, "the ack file cannot be read", e);
        }
    }

    /**
     * Sets how far we count the peer's log as consumed.
     *
     * @param remoteName with whom
     * @param index      up to which it counts as consumed: that of one of the peer's messages, be it purged. Not 0,
     *                   which the peer would take for a state that was lost, and go by its own record
     * @return what was done
     * @throws IllegalArgumentException if the index is not positive
     * @throws StoreException           if its owner runs, there is no such connection, no log of the peer is held, or
     *                                  files cannot be used
     */
    public Result set(final String remoteName, final long index) {
        try (OfflineConnection connection = OfflineConnection.open(root, localName, remoteName, options)) {
            final Held before = connection.held();
            final Path quarantine = connection.setIncoming(index);
            return new Result(before, connection.held(), quarantine);
        }
    }
}
