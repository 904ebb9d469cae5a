package io.holdfast.store.journal;

import io.holdfast.CorruptStoreException;
import io.holdfast.PeerName;
import io.holdfast.StoreException;
import io.holdfast.store.MappedCycle;
import io.holdfast.store.StateView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
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

    private Journal(final Path folder, final Path cycles, final MappedCycle any, final boolean hasState) {
        this.folder = folder;
        this.cycles = cycles;
        this.localName = any.localName();
        this.remoteName = any.remoteName();
        this.incarnation = any.incarnation();
        this.hasState = hasState;
        limit = ReadLimit.open(folder, hasState);
    }

    /**
     * Opens a log.
     *
     * @param folder of a connection (it has {@code send/} and {@code state}), or a bare folder of cycle files. Without
     *               a {@code state} that fits, all that is in the files is given out
     * @return the journal
     * @throws CorruptStoreException if what is there is not a log of Holdfast, or no file of it is intact where it says
     *                               whose it is
     * @throws StoreException        if there is no log, or it cannot be read
     */
    public static Journal open(final Path folder) {
        final Path send = folder.resolve(SEND);
        final Path cycles = Files.isDirectory(send) ? send : folder;
        final List<Path> files = Cycles.list(cycles);
        if (files.isEmpty()) {
            throw new StoreException(folder, "there is no log here: neither send/ nor the folder itself holds cycle"
                + " files; give a connection's folder or one of cycle files");
        }
        final long stated = cycles == send ? incarnationOf(folder) : 0;
        try (MappedCycle known = newest(files, stated)) {
            return new Journal(folder, cycles, known, known.incarnation() == stated);
        }
    }

    /** {@return the newest file of the incarnation that is stated, or if there is none, the newest intact one} */
    private static MappedCycle newest(final List<Path> files, final long stated) {
        MappedCycle newest = null;
        StoreException fault = null;
        for (int i = files.size() - 1; i >= 0; i--) {
            try {
                final MappedCycle cycle = MappedCycle.open(files.get(i));
                if (newest != null) {
                    (cycle.incarnation() == stated ? newest : cycle).close();
                }
                newest = newest == null || cycle.incarnation() == stated ? cycle : newest;
                if (stated == 0 || cycle.incarnation() == stated) {
                    return cycle;
                }
            } catch (final CorruptStoreException e) {
                fault = fault == null ? e : fault;
            } catch (final IOException e) {
                fault = new StoreException(files.get(i), "the cycle file cannot be read", e);
            }
        }
        if (newest == null) {
            throw fault;
        }
        return newest;
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

    /** {@return the incarnation that the state file tells, 0 if it is not there or damaged} */
    private static long incarnationOf(final Path folder) {
        try (StateView state = StateView.open(folder)) {
            return state.incarnation();
        } catch (final NoSuchFileException e) {
            return 0;
        } catch (final IOException e) {
            if (Files.isReadable(folder.resolve(STATE))) {
                LOG.warn("the state file cannot be used, so all that is in the cycle files is given out: path={}"
                    + " cause={}", folder.resolve(STATE), e.getMessage());
                return 0;
            }
            throw new StoreException(folder.resolve(STATE), "the state file cannot be read", e);
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
            final long[] first = {0};
            reader.includeDamaged(true);
            reader.onDamage(damage -> first[0] = damage.lastIndex() < damage.firstIndex() || first[0] > 0 ? first[0]
                : damage.firstIndex());
            final boolean hasNext = reader.next();
            return first[0] > 0 || !hasNext ? first[0] : reader.message().index();
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
            reader.onDamage(damage -> LOG.debug("passed over: {}", damage));
            reader.toEnd();
            return reader.indexBefore();
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

    /** Fails if a reader's files are no longer those of the log. */
    void requireCurrent(final ReadLimit owner, final MappedCycle cycle) {
        final List<Path> files = Files.isDirectory(cycles) ? Cycles.list(cycles) : List.of();
        if (files.isEmpty()) {
            throw new StoreException(folder, "the log is gone: it was moved or deleted while it was read");
        }
        final long now = hasState ? incarnationOf(folder) : incarnationIn(files.get(files.size() - 1));
        if (now != incarnation) {
            throw new StoreException(folder, "the log was reset while it was read: its incarnation was "
                + Long.toHexString(incarnation) + " and is " + Long.toHexString(now) + " now; open the journal again");
        }
        if (!owner.isSame() || cycle != null && !cycle.isThere() && Files.exists(cycle.path())) {
            throw new StoreException(folder, "the log's files were made anew while it was read, by a repair perhaps;"
                + " open the journal again");
        }
    }

    private long incarnationIn(final Path newest) {
        try (MappedCycle cycle = MappedCycle.open(newest)) {
            return cycle.incarnation();
        } catch (final NoSuchFileException | CorruptStoreException e) {
            return incarnation; // whoever reads up to there is told
        } catch (final IOException e) {
            throw new StoreException(newest, "the cycle file cannot be read", e);
        }
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
