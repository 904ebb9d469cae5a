package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a connection again from an archive of {@link ConnectionArchive}. The archive is read through and checked before
 * anything is written; then the files are made in {@code <root>/<local>/.import-<remote>/}, checked as files of a log,
 * forced, and get their place by one rename. Who opens the connection begins a new generation, as of any copy: the peer
 * finds out what the archive lacks. The owner lock is held meanwhile. One thread.
 */
public final class ArchiveRestore {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveRestore.class);
    private static final String UNFINISHED = ".import-";
    private static final UUID NO_BOOT = new UUID(0, 0);

    private final ArchiveFile archive;
    private final Path archivePath;
    private final ArchiveSummary summary;
    private final ArchiveProgress progress;
    private Disk disk = Disk.REAL;
    private long done;

    private ArchiveRestore(final ArchiveFile archive, final Path archivePath, final ArchiveProgress progress) {
        this.archive = archive;
        this.archivePath = archivePath;
        this.progress = progress;
        summary = archive.manifest().summary();
    }

    /**
     * Reads what an archive says of itself, and no more of it.
     *
     * @param archive the file
     * @return what it holds
     * @throws CorruptStoreException if it is no archive, or that is damaged
     * @throws StoreException        if it cannot be read or is of another version
     */
    public static ArchiveSummary look(final Path archive) {
        try (ArchiveFile file = ArchiveFile.open(archive)) {
            return file.manifest().summary();
        } catch (final IOException e) {
            throw new StoreException(archive, "the archive cannot be read", e);
        }
    }

    /**
     * Reads an archive through and checks all of it but the records.
     *
     * @param archive  the file
     * @param progress is told of the bytes that were read
     * @return what it holds
     * @throws CorruptStoreException if it is no archive, or damaged
     * @throws StoreException        if it cannot be read or is of another version
     */
    public static ArchiveSummary check(final Path archive, final ArchiveProgress progress) {
        try (ArchiveFile file = ArchiveFile.open(archive)) {
            new ArchiveRestore(file, archive, (done, total) -> progress.moved(done, total / 2)).check();
            return file.manifest().summary();
        } catch (final IOException e) {
            throw new StoreException(archive, "the archive cannot be read", e);
        }
    }

    /**
     * Makes the connection that an archive holds, under the names that it has.
     *
     * @param archive  the file
     * @param root     folder of the store, which is created if need be
     * @param options  of the store
     * @param progress is told of the bytes that were read, twice as many as the archive holds
     * @return what was restored
     * @throws CorruptStoreException            if the archive is none, or damaged; nothing was changed
     * @throws io.holdfast.StoreLockedException if the owner of that name runs; the text tells its pid
     * @throws IllegalArgumentException         if there is a name that differs only in case
     * @throws StoreException                   if the connection exists, or files cannot be read or written; then there
     *                                          is no connection of that name
     */
    public static ArchiveSummary restore(final Path archive, final Path root, final StoreContext options,
                                         final ArchiveProgress progress) {
        try (ArchiveFile file = ArchiveFile.open(archive)) {
            final ArchiveRestore restore = new ArchiveRestore(file, archive, progress);
            requireNew(root.resolve(restore.summary.localName()).resolve(restore.summary.remoteName()));
            restore.requireRoom(root.toAbsolutePath());
            restore.check();
            try (StoreRoot owned = StoreRoot.open(root, restore.summary.localName(), options)) {
                owned.requireCreatable(restore.summary.remoteName());
                restore.make(owned);
            }
            return restore.summary;
        } catch (final IOException e) {
            throw new StoreException(root, "the connection could not be restored; nothing of it is there", e);
        }
    }

    private static void requireNew(final Path target) {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new StoreException(target, "there is a connection, or something else, of this name already; move it"
                + " away, or choose another store");
        }
    }

    private void check() throws IOException {
        archive.forEach(archive.manifest().files(), (file, bytes, count) -> moved(count));
    }

    private void moved(final int count) {
        done += count;
        progress.moved(done, 2 * archive.manifest().storedBytes());
    }

    private void make(final StoreRoot owned) throws IOException {
        final Path folder = owned.directory();
        disk = owned.disk();
        final Path target = folder.resolve(summary.remoteName());
        requireNew(target);
        final Path unfinished = folder.resolve(UNFINISHED + summary.remoteName());
        delete(unfinished);
        try {
            disk.createFolder(unfinished);
            disk.createFolder(unfinished.resolve(Log.FOLDER));
            unpack(unfinished);
            markAsCopy(unfinished);
            requireWhole(unfinished);
            disk.forceFolder(unfinished.resolve(Log.FOLDER));
            disk.forceFolder(unfinished);
            disk.rename(unfinished, target);
            disk.forceFolder(folder);
        } catch (final IOException | RuntimeException e) {
            deleteAfter(e, unfinished, target);
            throw e;
        }
        LOG.info("restored from an archive: connection={} archive={} lastIndex={}", target, archivePath,
            Long.toHexString(summary.lastIndex()));
    }

    private void requireRoom(final Path root) throws IOException {
        Path there = root;
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        final long usable = Files.getFileStore(there).getUsableSpace();
        if (usable < archive.manifest().storedBytes()) {
            throw new StoreException(root, "the disk has room for " + usable + " bytes, and the connection needs "
                + archive.manifest().storedBytes());
        }
    }

    /** What is behind the stored bytes is left a hole; whoever opens the log writes there before it is used. */
    private void unpack(final Path folder) throws IOException {
        for (final ArchiveManifest.Entry file : archive.manifest().files()) {
            final Path path = folder.resolve(file.name());
            try (RandomAccessFile created = disk.create(path)) {
                final long[] at = {0};
                archive.forEach(List.of(file), (same, bytes, count) -> {
                    DurableFile.write(disk, DurableFile.channelOf(created), path, ByteBuffer.wrap(bytes, 0, count),
                        at[0]);
                    at[0] += count;
                    moved(count);
                });
                if (file.length() > file.stored()) {
                    DurableFile.write(disk, DurableFile.channelOf(created), path, ByteBuffer.allocate(1),
                        file.length() - 1);
                }
                disk.force(DurableFile.channelOf(created), path);
            }
        }
    }

    /** Should the file system give {@code state} the inode that the original had, it still is another file. */
    private void markAsCopy(final Path folder) throws IOException {
        final LogState state = LogState.open(folder, disk);
        try {
            if (!state.isKnown() || state.incarnation() != summary.incarnation()
                || state.lastIndex() > summary.lastIndex()) {
                throw corrupt("its state file is not that of the log");
            }
            state.identity(state.incarnation(), state.generation(), NO_BOOT);
            state.clean(false);
            state.force();
        } finally {
            state.close();
        }
    }

    /** Checks names, every record, and that each cycle follows the one before. */
    private void requireWhole(final Path folder) throws IOException {
        final SessionRecord session = SessionRecord.open(folder, disk);
        if (!session.localName().equals(summary.localName()) || !session.remoteName().equals(summary.remoteName())) {
            throw corrupt("its session record is of another connection");
        }
        if (AckSurvey.of(folder).isDamaged()) {
            throw corrupt("its ack file is damaged");
        }
        final CycleFolder.Owner owner = new CycleFolder.Owner(summary.localName(), summary.remoteName(),
            summary.incarnation());
        final Map<String, Long> stored = archive.manifest().files().stream()
            .collect(Collectors.toMap(ArchiveManifest.Entry::name, ArchiveManifest.Entry::stored));
        long last = -1;
        for (final Path path : CycleFiles.paths(folder.resolve(Log.FOLDER))) {
            try (CycleExtent cycle = CycleExtent.of(path, owner)) {
                if (last >= 0 && cycle.preamble().previousLast() != last
                    || cycle.end() != stored.get(ArchiveManifest.cycleName(path))) {
                    throw corrupt(path.getFileName() + " is not whole, or does not follow the cycle before it");
                }
                last = cycle.lastIndex();
            }
        }
        if (last != summary.lastIndex()) {
            throw corrupt("its log ends at " + Long.toHexString(last) + " instead of "
                + Long.toHexString(summary.lastIndex()));
        }
    }

    private CorruptStoreException corrupt(final String what) {
        return new CorruptStoreException(archivePath, 0, what + "; take another copy of it");
    }

    private void deleteAfter(final Exception reason, final Path unfinished, final Path target) {
        try {
            if (Files.exists(target)) {
                disk.rename(target, unfinished);
            }
            delete(unfinished);
        } catch (final IOException e) {
            reason.addSuppressed(e);
        }
    }

    private void delete(final Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            for (final Path one : walk.sorted(Comparator.reverseOrder()).toList()) {
                disk.delete(one);
            }
        }
    }
}
