package io.holdfast.store;

import io.holdfast.StoreException;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs a connection into one file, from which {@link ArchiveRestore} makes it again on another machine. Takes no lock
 * and writes nothing but the archive, so the owner may go on meanwhile: what the archive holds is the log up to some
 * message at or behind the last one when it was begun, never part of a batch. One thread.
 */
public final class ConnectionArchive {
    private static final String UNFINISHED = ".part";
    private static final int BUFFER = 1 << 16;

    private ConnectionArchive() {
    }

    /**
     * Makes an archive. Every record is checked; a damaged log makes none.
     *
     * @param connection folder of the connection
     * @param archive    the file to make, which does not exist
     * @param epochNs    the time now, in nanoseconds since the epoch
     * @param progress   is told of the bytes of the connection's files that are packed
     * @return what it holds
     * @throws io.holdfast.CorruptStoreException if something is damaged
     * @throws StoreException                    if this is no connection, files cannot be read, the archive exists or
     *                                           cannot be written, or the log was repaired or reset meanwhile; then no
     *                                           archive is left
     */
    public static ArchiveSummary write(final Path connection, final Path archive, final long epochNs,
                                       final ArchiveProgress progress) {
        requireNew(archive, "there is a file of this name already; choose another, or move it away");
        final Path unfinished = archive.resolveSibling(archive.getFileName() + UNFINISHED);
        requireNew(unfinished, "a file is in the way: another archive of this name is being made, or its making was"
            + " killed; in that case delete the file");
        JvmFlags.require(connection);
        try (ArchiveSource source = ArchiveSource.of(connection, epochNs)) {
            Files.createFile(unfinished);
            try {
                pack(source, unfinished, progress);
                Files.move(unfinished, archive); // not over one that was made meanwhile
                Disk.REAL.forceFolder(archive.toAbsolutePath().getParent());
                return source.manifest().summary();
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (final IOException e) {
            throw new StoreException(connection, "no archive could be made; what there is of it is deleted", e);
        }
    }

    private static void requireNew(final Path file, final String text) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new StoreException(file, text);
        }
    }

    private static void pack(final ArchiveSource source, final Path target, final ArchiveProgress progress)
        throws IOException {
        final ArchiveManifest manifest = source.manifest();
        try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
            final FileChannel channel = DurableFile.channelOf(file);
            final ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel),
                BUFFER));
            zip.setLevel(Deflater.BEST_SPEED);
            begin(zip, ArchiveManifest.NAME, manifest);
            zip.write(manifest.encode());
            final Counter counter = new Counter(zip, manifest.storedBytes(), progress);
            for (final Map.Entry<String, byte[]> small : source.small().entrySet()) {
                begin(zip, small.getKey(), manifest);
                counter.write(small.getValue());
            }
            for (final CycleExtent cycle : source.cycles()) {
                begin(zip, ArchiveManifest.cycleName(cycle.path()), manifest);
                if (cycle.copyTo(counter) != cycle.crc()) {
                    throw new StoreException(cycle.path(), "the file was changed while it was packed: the log was being"
                        + " repaired or recovered; try again");
                }
            }
            zip.finish();
            zip.flush();
            channel.force(true);
        }
    }

    private static void begin(final ZipOutputStream zip, final String name, final ArchiveManifest manifest)
        throws IOException {
        final ZipEntry entry = new ZipEntry(name);
        entry.setTime(manifest.summary().createdNs() / 1_000_000);
        zip.putNextEntry(entry);
    }

    /** Counts what goes into entries. */
    private static final class Counter extends OutputStream {
        private final OutputStream out;
        private final long total;
        private final ArchiveProgress progress;
        private long done;

        Counter(final OutputStream out, final long total, final ArchiveProgress progress) {
            this.out = out;
            this.total = total;
            this.progress = progress;
        }

        @Override
        public void write(final int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(final byte[] bytes, final int from, final int count) throws IOException {
            out.write(bytes, from, count);
            done += count;
            progress.moved(done, total);
        }
    }
}
