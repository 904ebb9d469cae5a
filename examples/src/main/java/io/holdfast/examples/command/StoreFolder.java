package io.holdfast.examples.command;

import io.holdfast.StoreException;
import io.holdfast.store.journal.ConnectionRef;
import io.holdfast.store.journal.StoreView;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * The option {@code --store}, also taken from {@code HOLDFAST_STORE} or the current folder. What kind of folder it is
 * shows in what it holds: a store, the folder of one of its peers, that of a connection, or of a bare log. Nothing is
 * opened or written.
 */
public final class StoreFolder {
    @Option(names = "--store", paramLabel = "DIR", defaultValue = "${env:HOLDFAST_STORE:-.}",
        description = "Folder of the store, of one of its peers, of a connection, or of a bare log. Default: "
            + "HOLDFAST_STORE, else the current folder.")
    private Path store;

    /** What a folder is. */
    public enum Kind {
        /** The root of a store. */
        STORE,
        /** {@code <root>/<local>}. */
        PEER,
        /** {@code <root>/<local>/<remote>}. */
        CONNECTION,
        /** Cycle files without a connection around them. */
        LOG
    }

    /** {@return the folder as it was given} */
    public Path path() {
        return store;
    }

    /**
     * {@return the folder that is meant, absolute and without symbolic links; for the {@code send} folder of a
     * connection that of the connection}
     *
     * @throws CommandFailure if there is none
     */
    public Path folder() {
        final Path real = real();
        final Path above = real.getParent();
        final boolean isInConnection = above != null && isBelowRoot(above, 2) && StoreView.isConnection(above);
        return isInConnection && real.endsWith("send") ? above : real;
    }

    /**
     * {@return what the folder is}
     *
     * @throws CommandFailure if it is nothing of Holdfast's
     * @throws StoreException if it cannot be looked at
     */
    public Kind kind() {
        final Path folder = folder();
        if (StoreView.isLog(folder)) {
            return Kind.LOG;
        }
        if (isBelowRoot(folder, 2) && StoreView.isConnection(folder)) {
            return Kind.CONNECTION;
        }
        if (isBelowRoot(folder, 1) && isPeer(folder)) {
            return Kind.PEER;
        }
        final List<Path> peers = StoreView.of(folder).peers();
        if (peers.stream().anyMatch(StoreFolder::isPeer)) {
            return Kind.STORE;
        }
        final String hidden = peers.stream().filter(StoreView::isHidden).findFirst()
            .map(peer -> " (this user may not look into " + peer + ")").orElse("");
        throw new CommandFailure("no store, connection or log of Holdfast is in " + folder + hidden
            + "; name one with --store DIR or HOLDFAST_STORE");
    }

    /**
     * {@return the root of the store that the folder is, or is in}
     *
     * @throws CommandFailure if it is a bare log, or nothing of Holdfast's
     */
    public Path root() {
        final Path folder = folder();
        return switch (kind()) {
            case STORE -> folder;
            case PEER -> folder.getParent();
            case CONNECTION -> folder.getParent().getParent();
            case LOG -> throw bareLog(folder);
        };
    }

    /**
     * {@return the connections in the folder, in their order}
     *
     * @param isNeeded which local peers must not be left out because this user may not look into their folders
     * @throws CommandFailure if it is a bare log, or nothing of Holdfast's
     * @throws StoreException if it cannot be looked at
     */
    public List<ConnectionRef> connections(final Predicate<String> isNeeded) {
        final Path folder = folder();
        return switch (kind()) {
            case STORE, LOG -> StoreView.of(root()).peers().stream()
                .filter(peer -> !StoreView.isHidden(peer) || isNeeded.test(peer.getFileName().toString()))
                .flatMap(peer -> StoreView.connectionsOf(peer).stream()).toList();
            case PEER -> StoreView.connectionsOf(folder);
            case CONNECTION -> List.of(ConnectionRef.of(folder));
        };
    }

    /** {@return the failure of what needs more than cycle files} */
    static CommandFailure bareLog(final Path folder) {
        return new CommandFailure(folder + " is a bare log, and this needs a connection; name the store with --store"
            + " DIR");
    }

    private Path real() {
        if (store.toString().isEmpty()) {
            throw new CommandFailure("--store, or HOLDFAST_STORE, is empty; name a store, or . for the current folder");
        }
        try {
            final Path real = store.toRealPath();
            if (Files.isDirectory(real)) {
                return real;
            }
        } catch (final NoSuchFileException error) {
            throw new CommandFailure("--store " + store.toAbsolutePath().normalize() + " is not there; name a store"
                + " with --store DIR or HOLDFAST_STORE", error);
        } catch (final IOException error) {
            throw new CommandFailure("cannot use --store " + store.toAbsolutePath().normalize() + ": "
                + Reason.of(error) + "; name a store with --store DIR or HOLDFAST_STORE", error);
        }
        throw new CommandFailure("--store " + store.toAbsolutePath().normalize() + " is a file, not the folder of a"
            + " store, a connection or a log");
    }

    /** A peer that never had a connection has left the file that tells its owner, or that which it locks. */
    private static boolean isPeer(final Path folder) {
        return Files.isRegularFile(folder.resolve("owner.lock")) || Files.isRegularFile(folder.resolve("owner"))
            || !StoreView.isHidden(folder) && StoreView.connectionsOf(folder).stream()
            .anyMatch(connection -> StoreView.isConnection(connection.folder()));
    }

    private static boolean isBelowRoot(final Path folder, final int depth) {
        return folder.getNameCount() >= depth;
    }
}
