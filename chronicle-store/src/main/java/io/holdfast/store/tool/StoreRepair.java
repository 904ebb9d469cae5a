package io.holdfast.store.tool;

import io.holdfast.PeerName;
import io.holdfast.StoreException;
import io.holdfast.store.Finding;
import io.holdfast.store.OfflineConnection;
import io.holdfast.store.RepairReport;
import io.holdfast.store.StoreContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Verifies and repairs the connections of one peer while nobody uses them. A repair keeps every intact record at its
 * index, lays a tombstone at that of each damaged one, which the receiver is told of by
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
     * {@return with whom there are connections, damaged ones included}
     *
     * @throws StoreException if the folder cannot be read
     */
    public List<String> remoteNames() {
        final Path folder = root.resolve(localName);
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory).map(path -> path.getFileName().toString())
                .filter(PeerName::isValid).sorted().toList();
        } catch (final IOException e) {
            throw new StoreException(folder, "there is no store of " + localName + " here" + days() + "; check the"
                + " folder of the store and the name", e);
        }
    }

    /** {@return in words, what the name is with the dates that there are} */
    private String days() {
        if (!Files.isDirectory(root)) {
            return "";
        }
        try (Stream<Path> all = Files.list(root)) {
            final List<String> days = all.filter(Files::isDirectory).map(path -> path.getFileName().toString())
                .filter(name -> name.startsWith(localName) && name.substring(localName.length()).matches("\\d{8}"))
                .sorted().toList();
            return days.isEmpty() ? "" : ", but of its session days " + String.join(", ", days);
        } catch (final IOException e) {
            return " (" + root + " cannot be listed: " + e + ")";
        }
    }

    /**
     * Checks that the owner does not run.
     *
     * @throws io.holdfast.StoreLockedException if it does; the text tells its pid
     * @throws StoreException                   if that cannot be found out
     */
    public void requireUnused() {
        OfflineConnection.requireUnused(root, localName, options);
    }

    /**
     * Looks at every record and file of a connection, and changes nothing. Where nothing can be written it is done
     * without the lock, and a finding says so.
     *
     * @param remoteName with whom
     * @return what is wrong, empty if nothing is
     * @throws io.holdfast.StoreLockedException if its owner runs; the text tells its pid
     * @throws StoreException                   if there is no such connection, or it cannot be read
     */
    public List<Finding> verify(final String remoteName) {
        try (OfflineConnection connection = OfflineConnection.look(root, localName, remoteName, options)) {
            return connection.verify();
        }
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
