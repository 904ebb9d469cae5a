package io.holdfast.store.journal;

import io.holdfast.PeerName;
import io.holdfast.StoreException;
import io.holdfast.store.ConnectionFiles;
import io.holdfast.store.CycleView;
import io.holdfast.store.Owner;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The connections of a store as they stand, without lock or effect: beside their owners, after their end, or of a copy.
 * What an owner makes or deletes meanwhile is in a listing or not; nothing fails for it. Keeps nothing open between
 * calls; any thread.
 */
public final class StoreView {
    private final Path root;

    private StoreView(final Path root) {
        this.root = root;
    }

    /**
     * {@return a view of a store; nothing is opened yet}
     *
     * @param root folder of the store
     */
    public static StoreView of(final Path root) {
        return new StoreView(root);
    }

    /** {@return folder of the store} */
    public Path root() {
        return root;
    }

    /**
     * {@return the folders that may be those of local peers, by name}
     *
     * @throws StoreException if the folder of the store cannot be listed
     */
    public List<Path> peers() {
        return namedFolders(root);
    }

    /**
     * {@return the connections of all local peers, session days included, in their order; folders that an owner uses
     * for itself (their names begin with a dot) are none}
     *
     * @throws StoreException if the folder of the store or of a peer in it cannot be listed
     */
    public List<ConnectionRef> connections() {
        if (!Files.isDirectory(root)) {
            throw new StoreException(root, "there is no folder of a store here; check its name");
        }
        final List<ConnectionRef> all = new ArrayList<>();
        for (final Path peer : namedFolders(root)) {
            all.addAll(connectionsOf(peer));
        }
        return List.copyOf(all);
    }

    /**
     * {@return the connections of one local peer, in their order; a folder into which this user may not look counts as
     * one, and its summary tells}
     *
     * @param peer folder of the peer
     * @throws StoreException if it cannot be listed
     */
    public static List<ConnectionRef> connectionsOf(final Path peer) {
        return namedFolders(peer).stream().filter(folder -> isHidden(folder) || isConnection(folder))
            .map(folder -> new ConnectionRef(peer.getFileName().toString(), folder.getFileName().toString(), folder))
            .toList();
    }

    /**
     * {@return how a connection stands now; damage and what cannot be read are told in
     * {@link ConnectionSummary#problem()}, nothing is thrown}
     *
     * @param connection of this store
     */
    public ConnectionSummary summary(final ConnectionRef connection) {
        return summary(connection, owner(connection.localName()));
    }

    /**
     * What {@link #summary(ConnectionRef)} does, for who asks for many connections and has asked for their owner.
     *
     * @param connection of this store
     * @param owner      of its local peer's folder
     * @return how it stands now
     */
    public ConnectionSummary summary(final ConnectionRef connection, final Owner owner) {
        return new SummaryReader(connection, owner).read();
    }

    /**
     * {@return what each cycle file of a connection's log holds now, oldest first; damage and what cannot be read are
     * told in {@link CycleSummary#problem()}}
     *
     * @param connection of this store
     * @throws StoreException if the folder of the connection cannot be listed
     */
    public List<CycleSummary> cycles(final ConnectionRef connection) {
        return CycleSummaries.of(connection.folder());
    }

    /**
     * {@return who owns the connections of a local peer, without touching the lock}
     *
     * @param localName the peer's name
     */
    public Owner owner(final String localName) {
        return Owner.of(root.resolve(PeerName.require("localName", localName)));
    }

    /**
     * {@return whether a folder is seen to hold a connection, whole or damaged}
     *
     * @param folder that may hold one
     * @throws StoreException if its log cannot be looked at
     */
    public static boolean isConnection(final Path folder) {
        final Path log = folder.resolve("send");
        return ConnectionFiles.areIn(folder) || Files.isDirectory(log) && isLog(log);
    }

    /** {@return whether this user may not look into a folder} */
    public static boolean isHidden(final Path folder) {
        return Files.isDirectory(folder) && !(Files.isReadable(folder) && Files.isExecutable(folder));
    }

    /**
     * {@return whether a folder holds cycle files}
     *
     * @param folder that may hold some
     * @throws StoreException if it is there and cannot be listed
     */
    public static boolean isLog(final Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (final Path file : files) {
                if (CycleView.numberOf(file) >= 0) {
                    return true;
                }
            }
            return false;
        } catch (final NoSuchFileException | NotDirectoryException none) {
            return false;
        } catch (final IOException e) {
            throw unlistable(folder, e);
        } catch (final DirectoryIteratorException e) {
            throw unlistable(folder, e.getCause());
        }
    }

    /** {@return the folders in a folder that bear the name of a peer, sorted} */
    private static List<Path> namedFolders(final Path folder) {
        if (isHidden(folder)) {
            throw unlistable(folder, new AccessDeniedException(folder.toString()));
        }
        final List<Path> named = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (final Path one : all) {
                if (PeerName.isValid(one.getFileName().toString()) && Files.isDirectory(one)) {
                    named.add(one);
                }
            }
        } catch (final NoSuchFileException purgedMeanwhile) {
            return List.of();
        } catch (final IOException e) {
            throw unlistable(folder, e);
        } catch (final DirectoryIteratorException e) {
            throw unlistable(folder, e.getCause());
        }
        named.sort(null);
        return named;
    }

    private static StoreException unlistable(final Path folder, final IOException cause) {
        return new StoreException(folder, "this folder of a store cannot be listed", cause);
    }
}
