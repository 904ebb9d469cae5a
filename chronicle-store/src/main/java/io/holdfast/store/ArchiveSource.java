package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A connection as it is at one instant, while its owner may be writing: copies of the small files, and how much of each
 * cycle is whole. The order is what makes it one that a kill could have left: the ack first, for an answer that is in
 * the log may ack more than the ack file, never the file more than the log has answered; then {@code session}, which
 * knows a log that was left before the ack file knows the next; then {@code state}, which must not know of messages
 * that are not there; the log last. One thread.
 */
final class ArchiveSource implements AutoCloseable {
    private static final int TRIES = 1000;
    private static final int MAX_PURGES = 20;

    private final Path connection;
    private final Map<String, byte[]> small = new LinkedHashMap<>();
    private final List<CycleExtent> cycles = new ArrayList<>();
    private ArchiveSummary summary;

    private ArchiveSource(final Path connection) {
        this.connection = connection;
    }

    /**
     * Looks at a connection; nothing is locked or written.
     *
     * @param connection its folder
     * @param epochNs    now
     * @throws CorruptStoreException if something is damaged
     * @throws StoreException        if it is no connection, or one that is being made or reset
     * @throws IOException           if a file cannot be read
     */
    static ArchiveSource of(final Path connection, final long epochNs) throws IOException {
        final ArchiveSource source = new ArchiveSource(connection);
        try {
            for (int i = 1; !source.take(epochNs); i++) {
                if (i == MAX_PURGES) {
                    throw new IOException("cycles were purged again and again while they were looked at; try again when"
                        + " fewer messages are sent: " + connection);
                }
                source.letGo();
            }
            return source;
        } catch (final IOException | RuntimeException | Error e) {
            source.letGo();
            throw e;
        }
    }

    /** {@return whether all was there; false if a purge came in between, after which to begin anew} */
    private boolean take(final long epochNs) throws IOException {
        if (!SessionRecord.exists(connection)) {
            throw new StoreException(connection, "this is not the folder of a connection, or the connection is being"
                + " made: it has no session record");
        }
        takeAck();
        final byte[] session = RegularFile.read(connection.resolve(SessionRecord.FILE_NAME));
        final SessionRecord record = SessionRecord.open(connection, Disk.REAL);
        small.put(SessionRecord.FILE_NAME, session);
        final LogState state = takeState();
        final CycleFolder.Owner owner = new CycleFolder.Owner(record.localName(), record.remoteName(),
            state.incarnation());
        for (final Path path : CycleFiles.paths(connection.resolve(Log.FOLDER))) {
            if (!takeCycle(path, owner)) {
                return false;
            }
        }
        if (isPurged(state)) {
            return false;
        }
        if (cycles.isEmpty() || last().lastIndex() < state.lastIndex()) {
            throw new CorruptStoreException(connection, state.lastIndex(), "the log ends at "
                + (cycles.isEmpty() ? "nothing" : Long.toHexString(last().lastIndex())) + " and should reach this index"
                + "; if it was not being reset just now, " + Advice.REPAIR);
        }
        summary = new ArchiveSummary(owner.localName(), owner.remoteName(), owner.incarnation(), state.generation(),
            cycles.stream().mapToLong(CycleExtent::firstIndex).filter(first -> first != 0).findFirst().orElse(0),
            last().lastIndex(), Math.min(state.ackedIndex(), last().lastIndex()),
            cycles.stream().mapToLong(CycleExtent::messages).sum(), epochNs);
        return true;
    }

    /** Messages may be gone that the copied state does not know as acked, but the state by now does. */
    private boolean isPurged(final LogState copied) throws IOException {
        return !cycles.isEmpty() && cycles.get(0).preamble().previousLast() > copied.ackedIndex()
            && StateFacts.of(connection).ackedIndex() > copied.ackedIndex();
    }

    private void takeAck() throws IOException {
        AckSurvey ack = AckSurvey.of(connection);
        for (int i = 1; ack.isDamaged() && i < TRIES; i++) { // its owner may be writing it
            Thread.onSpinWait();
            ack = AckSurvey.of(connection);
        }
        if (ack.isDamaged()) {
            throw new CorruptStoreException(ack.path(), 0, "the ack file is damaged; " + Advice.REPAIR);
        }
        if (ack.isThere()) {
            small.put(AckFile.FILE_NAME, ack.withHeader());
        }
    }

    private LogState takeState() throws IOException {
        final Path path = connection.resolve(LogState.FILE);
        for (int i = 0; i < TRIES; i++) {
            final byte[] content = RegularFile.read(path);
            if (content.length == LogState.LENGTH) {
                final LogState state = LogState.ofCopy(path, content, Disk.REAL);
                if (state.isKnown()) {
                    small.put(LogState.FILE, content);
                    return state;
                }
            }
            Thread.onSpinWait();
        }
        throw new CorruptStoreException(path, 0, "the state file is damaged; " + Advice.REPAIR);
    }

    /** {@return whether the file was still there; one that is open stays, whatever is purged} */
    private boolean takeCycle(final Path path, final CycleFolder.Owner owner) throws IOException {
        final CycleExtent cycle;
        try {
            cycle = CycleExtent.of(path, owner);
        } catch (final NoSuchFileException purged) {
            return false;
        }
        if (!cycles.isEmpty() && cycle.preamble().previousLast() != last().lastIndex()) {
            final long before = last().lastIndex();
            cycle.close();
            throw new CorruptStoreException(path, before, "the cycle file follows "
                + Long.toHexString(cycle.preamble().previousLast()) + ", and the one before it ends at this index; "
                + Advice.REPAIR);
        }
        cycles.add(cycle);
        return true;
    }

    private void letGo() throws IOException {
        for (final CycleExtent cycle : cycles) {
            cycle.close();
        }
        cycles.clear();
    }

    private CycleExtent last() {
        return cycles.get(cycles.size() - 1);
    }

    ArchiveManifest manifest() {
        final List<ArchiveManifest.Entry> files = new ArrayList<>();
        small.forEach((name, content) -> {
            final CRC32C crc = new CRC32C();
            crc.update(content);
            files.add(new ArchiveManifest.Entry(name, content.length, content.length, crc.getValue()));
        });
        for (final CycleExtent cycle : cycles) {
            files.add(new ArchiveManifest.Entry(ArchiveManifest.cycleName(cycle.path()), cycle.length(), cycle.end(),
                cycle.crc()));
        }
        return new ArchiveManifest(summary, files);
    }

    /** {@return the small files by name} */
    Map<String, byte[]> small() {
        return small;
    }

    List<CycleExtent> cycles() {
        return cycles;
    }

    @Override
    public void close() throws IOException {
        letGo();
    }
}
