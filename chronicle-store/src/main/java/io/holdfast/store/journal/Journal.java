package io.holdfast.store.journal;

import io.holdfast.CorruptStoreException;
import io.holdfast.PeerName;
import io.holdfast.StoreException;
import io.holdfast.store.MappedCycle;
import io.holdfast.store.StateView;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A log read only: beside its live writer, after its end, or of a copy; also under another user id, which needs no more
 * than permission to read. Takes no lock and writes nothing. The owner never notices.
 * <p>
 * What is in the files is read where it is mapped. A file that somebody cuts while it is read may end the process, as
 * it may its owner's.
 * <p>
 * Any thread; readers have one thread each. The methods that tell indices ask the files each time.
 */
public final class Journal implements AutoCloseable {
    private static final String STATE = "state";
    private static final String SEND = "send";

    private final Path folder;
    private final Path cycles;
    private final String localName;
    private final String remoteName;
    private final long incarnation;
    private final ReadLimit limit;
    private final boolean hasState;
    private boolean isClosed;

    private Journal(final Path folder, final Path cycles, final MappedCycle any, final long incarnation,
                    final boolean hasState) {
        this.folder = folder;
        this.cycles = cycles;
        this.localName = any.localName();
        this.remoteName = any.remoteName();
        this.incarnation = incarnation;
        this.hasState = hasState;
        limit = ReadLimit.open(folder, hasState);
    }

    /**
     * Opens a log.
     *
     * @param folder of a connection (it has {@code send/} and {@code state}), or a bare folder of cycle files. Without
     *               a {@code state} that fits, all that is in the files is given out
     * @return the journal
     * @throws CorruptStoreException if what is there is not a log of Holdfast, or its newest file is damaged where it
     *                               says whose it is
     * @throws StoreException        if there is no log, or it cannot be read
     */
    public static Journal open(final Path folder) {
        final Path send = folder.resolve(SEND);
        final Path cycles = Files.isDirectory(send) ? send : folder;
        final List<Path> files = CycleList.of(cycles);
        if (files.isEmpty()) {
            throw new StoreException(folder, "there is no log here: neither send/ nor the folder itself holds cycle"
                + " files; give a connection's folder or one of cycle files");
        }
        try (MappedCycle newest = MappedCycle.open(files.get(files.size() - 1))) {
            return new Journal(folder, cycles, newest, newest.incarnation(),
                cycles == send && incarnationOf(folder) == newest.incarnation());
        } catch (final IOException e) {
            throw new StoreException(files.get(files.size() - 1), "the cycle file cannot be read", e);
        }
    }

    /**
     * Opens a connection's log.
     *
     * @param root       of the store
     * @param localName  of the log's owner
     * @param remoteName of the peer the messages are for
     * @return the journal
     * @throws IllegalArgumentException if a name cannot be a peer's
     * @throws StoreException           as {@link #open(Path)} throws
     */
    public static Journal open(final Path root, final String localName, final String remoteName) {
        return open(root.resolve(PeerName.require("localName", localName))
            .resolve(PeerName.require("remoteName", remoteName)));
    }

    private static long incarnationOf(final Path folder) throws IOException {
        try (StateView state = StateView.open(folder)) {
            return state.incarnation();
        } catch (final NoSuchFileException e) {
            return 0;
        }
    }

    /** {@return the name of the log's owner, as its files tell} */
    public String localName() {
        return localName;
    }

    /** {@return the name of the peer the messages are for, as the files tell} */
    public String remoteName() {
        return remoteName;
    }

    /** {@return the incarnation of the log} */
    public long incarnation() {
        return incarnation;
    }

    /** {@return the folder that was opened} */
    public Path folder() {
        return folder;
    }

    /**
     * {@return the index of the oldest message kept that may be read now, 0 if there is none}
     *
     * @throws StoreException if the files cannot be read
     */
    public long firstIndex() {
        try (JournalReader reader = reader()) {
            return reader.next() ? reader.message().index() : 0;
        }
    }

    /**
     * {@return the index of the last message that may be read now: the one that the owner tells of, which of a synced
     * log is the last one synced, or without a {@code state} the last one in the files; 0 if there is none}
     *
     * @throws StoreException if the files cannot be read
     */
    public synchronized long lastIndex() {
        requireOpen();
        if (hasState) {
            return limit.lastIndex();
        }
        try (JournalReader reader = reader()) {
            long last = 0;
            while (reader.next()) {
                last = reader.message().index();
            }
            return last;
        }
    }

    /** {@return the peer's ack as the owner knows it, 0 if there is none or no {@code state} to tell it} */
    public synchronized long ackedIndex() {
        requireOpen();
        return limit.ackedIndex();
    }

    /** {@return a new reader of all messages, before the first one; to be closed} */
    public JournalReader reader() {
        return reader(JournalFilter.ANY);
    }

    /**
     * {@return a new reader, before the first message; to be closed, before or after the journal}
     *
     * @param filter which messages it gives
     */
    public synchronized JournalReader reader(final JournalFilter filter) {
        requireOpen();
        return new JournalReader(this, filter, ReadLimit.open(folder, hasState));
    }

    /** {@return the folder of the cycle files} */
    Path cycles() {
        return cycles;
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("the journal is closed: " + folder);
        }
    }

    /** Lets go of the files; its readers stay usable. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            limit.close();
        }
    }
}
