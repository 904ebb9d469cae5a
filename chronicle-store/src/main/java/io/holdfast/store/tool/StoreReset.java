package io.holdfast.store.tool;

import io.holdfast.StoreException;
import io.holdfast.store.ConnectionFacts;
import io.holdfast.store.OfflineConnection;
import io.holdfast.store.StoreContext;

import java.nio.file.Path;
import java.util.function.Function;

/**
 * Gives up one direction of a connection while nobody uses it, as a person decided: the way out of a refusal with
 * {@code INDEX_MISMATCH} and of damage that cannot be repaired. What is given up is moved aside, never deleted. One
 * thread.
 */
public final class StoreReset {
    private final Path root;
    private final String localName;
    private final StoreContext options;

    /**
     * What a reset did.
     *
     * @param before     where the connection stood; {@code unacked} messages were given up by a reset of the outgoing
     *                   direction
     * @param after      where it stands
     * @param quarantine the folder that keeps what was given up, null if there was nothing
     */
    public record Result(ConnectionFacts before, ConnectionFacts after, Path quarantine) {
    }

    /**
     * A tool for a peer's connections. Opens nothing yet.
     *
     * @param root      folder of the store
     * @param localName the peer's name
     * @param options   of the store
     */
    public StoreReset(final Path root, final String localName, final StoreContext options) {
        this.root = root;
        this.localName = localName;
        this.options = options;
    }

    /**
     * Looks where a connection stands, and changes nothing.
     *
     * @param remoteName with whom
     * @return the facts
     * @throws StoreException if its owner runs, or there is no such connection
     */
    public ConnectionFacts facts(final String remoteName) {
        try (OfflineConnection connection = OfflineConnection.open(root, localName, remoteName, options)) {
            return connection.facts();
        }
    }

    /**
     * Gives up all our messages: a new log begins, and the peer's listener is told that it is another.
     *
     * @param remoteName with whom
     * @return what was done
     * @throws StoreException if its owner runs, there is no such connection, or its files cannot be written
     */
    public Result outgoing(final String remoteName) {
        return reset(remoteName, OfflineConnection::resetOutgoing);
    }

    /**
     * Forgets what we hold of the peer's log. The peer goes on after its own record of our ack, or at its first message
     * if it has none; messages may come again.
     *
     * @param remoteName with whom
     * @return what was done
     * @throws StoreException if its owner runs, there is no such connection, or its files cannot be written
     */
    public Result forgetIncoming(final String remoteName) {
        return reset(remoteName, OfflineConnection::forgetIncoming);
    }

    private Result reset(final String remoteName, final Function<OfflineConnection, Path> change) {
        try (OfflineConnection connection = OfflineConnection.open(root, localName, remoteName, options)) {
            final ConnectionFacts before = connection.facts();
            final Path quarantine = change.apply(connection);
            return new Result(before, connection.facts(), quarantine);
        }
    }
}
