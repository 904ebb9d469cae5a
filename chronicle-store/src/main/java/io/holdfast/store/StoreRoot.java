package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.PeerName;
import io.holdfast.StoreException;
import io.holdfast.StoreLockedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Everything one peer keeps: a folder per connection, and one owner at a time. Thread-safe.
 *
 * <pre>
 *   &lt;root&gt;/&lt;local&gt;/owner.lock   exclusive lock of the owner
 *   &lt;root&gt;/&lt;local&gt;/owner        who that is, for people and tools
 *   &lt;root&gt;/&lt;local&gt;/&lt;remote&gt;/    a {@link ConnectionStore}
 *   &lt;root&gt;/&lt;local&gt;/.unfinished-&lt;remote&gt;-&lt;n&gt;/
 *                  what a kill left of a connection in the making; may be deleted
 *   &lt;root&gt;/&lt;local&gt;/.purged-&lt;remote&gt;/
 *                  a connection that ended long ago while it is deleted, see {@link EndedPurge}
 * </pre>
 */
public final class StoreRoot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreRoot.class);

    private final Path directory;
    private final String localName;
    private final StoreContext context;
    private final OwnerLock ownerLock;
    private final DiskBudget budget;

    /** Connections take themselves out while they close, which any thread may do while another closes all. */
    private final Map<String, ConnectionStore> open = new ConcurrentHashMap<>();
    /** By name in lower case; only this owner makes folders here. */
    private final Map<String, String> names = new HashMap<>();
    private boolean isClosed;

    private StoreRoot(final Path directory, final String localName, final StoreContext context) {
        this.directory = directory;
        this.localName = localName;
        this.context = context;
        budget = new DiskBudget(directory, context.diskQuotaBytes(), context.minFreeBytes());
        ownerLock = OwnerLock.take(directory, context.bootId() == null ? BootId.ofMachine() : context.bootId(),
            context.disk());
    }

    private synchronized void listNames() {
        try (Stream<Path> list = Files.list(directory)) {
            list.map(StoreRoot::name).forEach(name -> names.put(name.toLowerCase(Locale.ROOT), name));
        } catch (final IOException e) {
            throw closed(ownerLock, directory, new StoreException(directory, "cannot list the connections", e));
        }
    }

    /**
     * Becomes the owner of a peer's folder, which is created if need be.
     *
     * @param root      folder of the store, which may hold several local peers
     * @param localName this peer's name
     * @param options   for all its connections
     * @return the store
     * @throws IllegalArgumentException if the name is not well formed or differs from that of another local peer only
     *                                  in case, or naming all faults of the options
     * @throws StoreLockedException     if there is another owner, in this process or another
     * @throws StoreException           if the files cannot be written, Java lacks the flags the store needs, or others
     *                                  may replace what is in the folders; the text tells the fix
     */
    public static StoreRoot open(final Path root, final String localName, final StoreContext options) {
        PeerName.require("localName", localName);
        final StoreContext concluded = options.conclude();
        final Path directory = root.resolve(localName);
        JvmFlags.require(directory);
        try {
            return open(root, directory, localName, concluded);
        } catch (final StoreException | UncheckedIOException e) {
            final String advice = ProcessLimits.ofThisProcess().advice(e, -1);
            throw advice.isEmpty() ? e : new StoreException(directory, "the store cannot be opened" + advice, e);
        }
    }

    private static StoreRoot open(final Path root, final Path directory, final String localName,
                                  final StoreContext concluded) {
        final StoreAccess access = StoreAccess.of(directory, concluded);
        concluded.disk(access.disk());
        try {
            DurableFile.createFolders(concluded.disk(), root);
            requireNoTwin(root, localName);
            access.enter(root);
        } catch (final IOException e) {
            throw new StoreException(directory, "cannot create the folder of the store", e);
        }
        final StoreRoot opened = new StoreRoot(directory, localName, concluded);
        opened.listNames();
        opened.measure();
        return opened;
    }

    /**
     * Opens the store of a connection, or creates it. What a kill left of one in the making, to which nothing was
     * accepted yet, is moved aside first.
     *
     * @param remoteName the peer's name
     * @return the store, which the caller keeps until it closes it
     * @throws IllegalArgumentException if the name is not well formed, differs from another only in case, or is that of
     *                                  one of the store's own files
     * @throws IllegalStateException    if that connection is open already, or this store is closed
     * @throws CorruptStoreException    if a file does not hold what was written
     * @throws StoreException           if files cannot be read or written, or what is in the folder of that name is not
     *                                  of this store
     */
    public ConnectionStore connection(final String remoteName) {
        return connection(remoteName, 0);
    }

    /**
     * What {@link #connection(String)} does, with a say in the incarnation of the connection's log if it is created.
     *
     * @param remoteName     the peer's name
     * @param newIncarnation from {@link Log#newIncarnation()}, 0 for a random one
     * @return the store, which the caller keeps until it closes it
     */
    public synchronized ConnectionStore connection(final String remoteName, final long newIncarnation) {
        PeerName.require("remoteName", remoteName);
        requireNotOwnFile(remoteName);
        if (isClosed) {
            throw new IllegalStateException("the store is closed: " + directory);
        }
        if (open.containsKey(remoteName)) {
            throw new IllegalStateException("the connection is open already: " + localName + " to " + remoteName);
        }
        final Path folder = directory.resolve(remoteName);
        try {
            prepare(folder, remoteName);
            return open(folder, remoteName, newIncarnation);
        } catch (final StoreException | UncheckedIOException e) {
            throw withAdvice(folder, e);
        } finally {
            measure(remoteName);
        }
    }

    /** {@return an exception that says what to do if it was for lack of descriptors or mappings; else the same} */
    private RuntimeException withAdvice(final Path folder, final RuntimeException cause) {
        final String advice = ProcessLimits.ofThisProcess().advice(cause, open.size());
        return advice.isEmpty() ? cause
            : new StoreException(folder, "the connection cannot be opened" + advice, cause);
    }

    private void prepare(final Path folder, final String remoteName) {
        try {
            requireNoTwin(remoteName);
            if (Files.exists(folder) && !SessionRecord.exists(folder)) {
                UnfinishedFolder.moveAside(folder, localName, context);
            }
        } catch (final IOException e) {
            throw new StoreException(folder, "cannot create the folder of the connection", e);
        }
    }

    private ConnectionStore open(final Path folder, final String remoteName, final long newIncarnation) {
        final LogContext options = context.logContext(folder, localName, remoteName)
            .diskShare(budget.share(remoteName));
        FolderTrust.requireClosed(folder);
        FolderTrust.requireClosed(folder.resolve(Log.FOLDER));
        final ConnectionStore store = SessionRecord.exists(folder)
            ? ConnectionStore.open(options, context, this::forget)
            : ConnectionStore.create(options.newIncarnation(newIncarnation), context, this::forget);
        open.put(remoteName, store);
        names.put(remoteName.toLowerCase(Locale.ROOT), remoteName);
        return store;
    }

    /** Counts the connections that are not open too. */
    private void measure() {
        if (context.diskQuotaBytes() > 0) {
            try {
                remoteNames().forEach(this::measure);
            } catch (final RuntimeException e) {
                throw closed(ownerLock, directory, new StoreException(directory, "cannot count what is there", e));
            }
        }
    }

    private void measure(final String remoteName) {
        try {
            budget.share(remoteName).measure(directory.resolve(remoteName));
        } catch (final IOException e) {
            throw new StoreException(directory.resolve(remoteName), "cannot count what the connection takes", e);
        }
    }

    /** {@return what the files of all connections take, in bytes; 0 without a quota; any thread} */
    public long diskBytes() {
        return budget.usedBytes();
    }

    /**
     * Checks whether a connection of this name could be created, and changes nothing.
     *
     * @param remoteName the peer's name
     * @throws IllegalArgumentException if it differs from another only in case, or is that of one of the store's own
     *                                  files
     * @throws StoreException           if the folder cannot be read
     */
    public synchronized void requireCreatable(final String remoteName) {
        requireNotOwnFile(remoteName);
        try {
            requireNoTwin(remoteName);
        } catch (final IOException e) {
            throw new StoreException(directory, "cannot list the connections", e);
        }
    }

    private static void requireNotOwnFile(final String remoteName) {
        if (OwnerLock.isFileName(remoteName.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("remoteName=" + remoteName + " is that of one of the store's own files");
        }
    }

    /**
     * {@return the peers there are connections to, in the order of their names}
     *
     * @throws StoreException if the folder cannot be read
     */
    public List<String> remoteNames() {
        try (Stream<Path> list = Files.list(directory)) {
            return list.filter(folder -> PeerName.isValid(name(folder)) && SessionRecord.exists(folder))
                .map(StoreRoot::name).sorted().toList();
        } catch (final IOException e) {
            throw new StoreException(directory, "cannot list the connections", e);
        }
    }

    /**
     * Tells whether a connection's session day is over, without opening it.
     *
     * @param remoteName a peer there is a connection to
     * @return when what it left was told, in epoch nanos; 0 if it was not
     * @throws CorruptStoreException if its session record does not hold what was written
     * @throws StoreException        if that cannot be read
     */
    public long endedNs(final String remoteName) {
        return SessionRecord.open(directory.resolve(remoteName), context.disk()).endedNs();
    }

    /**
     * {@return the peers whose connection has ended for good, with when, in epoch nanos; without those whose session
     * record cannot be read, which opening them tells}
     *
     * @throws StoreException if the folder cannot be read
     */
    public Map<String, Long> ended() {
        final Map<String, Long> ended = new HashMap<>();
        for (final String remoteName : remoteNames()) {
            try {
                final long endedNs = endedNs(remoteName);
                if (endedNs != 0) {
                    ended.put(remoteName, endedNs);
                }
            } catch (final StoreException e) {
                LOG.warn("whether the connection of {} with {} has ended is not known: {}", localName, remoteName,
                    e.getMessage());
            }
        }
        return ended;
    }

    /** {@return whether a connection is open} */
    boolean isOpen(final String remoteName) {
        return open.containsKey(remoteName);
    }

    /** Gives the folder of a connection that is not open a name by which it is none any more. */
    synchronized void takeOut(final String remoteName, final Path target) throws IOException {
        if (isClosed || isOpen(remoteName)) {
            throw new IllegalStateException("in use: " + localName + " to " + remoteName + " in " + directory);
        }
        context.disk().rename(directory.resolve(remoteName), target);
        names.remove(remoteName.toLowerCase(Locale.ROOT), remoteName);
        measure(remoteName);
    }

    /** {@return what this store's folders and files are made and changed through, so that the right users may read} */
    public Disk disk() {
        return context.disk();
    }

    /** {@return this peer's name} */
    public String localName() {
        return localName;
    }

    /** {@return this peer's folder} */
    public Path directory() {
        return directory;
    }

    /**
     * Closes the connections that are still open and lets go of the folder. A second call does nothing.
     *
     * @throws StoreException if one could not be closed cleanly; the folder is let go of nevertheless
     */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        StoreException failure = null;
        for (final ConnectionStore store : new ArrayList<>(open.values())) {
            failure = closed(store, store.directory(), failure);
        }
        failure = closed(ownerLock, directory, failure);
        if (failure != null) {
            throw failure;
        }
    }

    private static StoreException closed(final AutoCloseable one, final Path path, final StoreException earlier) {
        try {
            one.close();
            return earlier;
        } catch (final Exception e) {
            final StoreException failure = e instanceof StoreException known ? known
                : new StoreException(path, "cannot close", e);
            if (earlier == null) {
                return failure;
            }
            earlier.addSuppressed(failure);
            return earlier;
        }
    }

    private void forget(final ConnectionStore store) {
        open.remove(store.remoteName(), store);
    }

    /** Asks the folder only if a twin is known: it may have been moved away. */
    private void requireNoTwin(final String remoteName) throws IOException {
        final String known = names.get(remoteName.toLowerCase(Locale.ROOT));
        if (known != null && !known.equals(remoteName)) {
            requireNoTwin(directory, remoteName);
        }
    }

    private static void requireNoTwin(final Path folder, final String newName) throws IOException {
        final String lowerCase = newName.toLowerCase(Locale.ROOT);
        try (Stream<Path> list = Files.list(folder)) {
            list.map(StoreRoot::name)
                .filter(known -> known.toLowerCase(Locale.ROOT).equals(lowerCase) && !known.equals(newName))
                .findAny()
                .ifPresent(known -> {
                    throw new IllegalArgumentException("name=" + newName + " differs only in case from " + known
                        + " in " + folder);
                });
        }
    }

    private static String name(final Path path) {
        return path.getFileName().toString();
    }
}
