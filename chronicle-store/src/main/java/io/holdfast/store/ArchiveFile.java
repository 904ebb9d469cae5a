package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.StoreException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * An archive that is read. Nothing in it is trusted: its entries must be those that the manifest names, in that order,
 * and of each no more bytes are taken than the manifest says. One thread.
 */
final class ArchiveFile implements AutoCloseable {
    private final Path path;
    private final ZipFile zip;
    private final ArchiveManifest manifest;

    private ArchiveFile(final Path path, final ZipFile zip) throws IOException {
        this.path = path;
        this.zip = zip;
        final Iterator<? extends ZipEntry> entries = zip.stream().iterator();
        final ZipEntry first = entries.hasNext() ? entries.next() : null;
        if (first == null || !first.getName().equals(ArchiveManifest.NAME)) {
            throw corrupt("it is not an archive of a connection: its first entry is not the manifest");
        }
        manifest = ArchiveManifest.decode(path, manifestBytes(first));
        for (final ArchiveManifest.Entry file : manifest.files()) {
            if (!entries.hasNext() || !entries.next().getName().equals(file.name())) {
                throw corrupt("its entries are not those that its manifest names: " + file.name() + " is missing");
            }
        }
        if (entries.hasNext()) {
            throw corrupt("it has an entry that its manifest does not name: " + entries.next().getName());
        }
    }

    /**
     * Opens an archive and reads its manifest.
     *
     * @throws CorruptStoreException if it is no archive, or damaged
     * @throws StoreException        if it cannot be read or is of another version
     */
    static ArchiveFile open(final Path path) {
        try {
            final ZipFile zip = new ZipFile(path.toFile());
            try {
                return new ArchiveFile(path, zip);
            } catch (final IOException | RuntimeException | Error e) {
                zip.close();
                throw e;
            }
        } catch (final ZipException e) {
            throw new CorruptStoreException(path, 0, "it is not an archive, or not all of one: " + e.getMessage());
        } catch (final IOException e) {
            throw new StoreException(path, "the archive cannot be read", e);
        }
    }

    private byte[] manifestBytes(final ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            final byte[] bytes = in.readNBytes(ArchiveManifest.MAX_LENGTH + 1);
            if (bytes.length > ArchiveManifest.MAX_LENGTH) {
                throw corrupt("its manifest is too long");
            }
            return bytes;
        }
    }

    ArchiveManifest manifest() {
        return manifest;
    }

    /** Gives the content of every file, in order, and checks it. */
    void forEach(final List<ArchiveManifest.Entry> files, final Sink sink) throws IOException {
        for (final ArchiveManifest.Entry file : files) {
            copy(file, sink);
        }
    }

    private void copy(final ArchiveManifest.Entry file, final Sink sink) throws IOException {
        final CRC32C crc = new CRC32C();
        final byte[] piece = new byte[FileWindow.PIECE];
        try (InputStream in = zip.getInputStream(zip.getEntry(file.name()))) {
            long left = file.stored();
            while (left > 0) {
                final int count = in.readNBytes(piece, 0, (int) Math.min(piece.length, left));
                if (count == 0) {
                    throw corrupt(file.name() + " ends " + left + " bytes early");
                }
                crc.update(piece, 0, count);
                sink.write(file, piece, count);
                left -= count;
            }
            if (in.read() >= 0) {
                throw corrupt(file.name() + " has more than the " + file.stored() + " bytes that the manifest says");
            }
        } catch (final ZipException e) {
            throw corrupt(file.name() + " cannot be unpacked: " + e.getMessage());
        }
        if (crc.getValue() != file.crc()) {
            throw corrupt(file.name() + " does not hold what was packed");
        }
    }

    /** Takes what an archive holds. */
    @FunctionalInterface
    interface Sink {
        /** Takes the next bytes of a file. */
        void write(ArchiveManifest.Entry file, byte[] bytes, int count) throws IOException;
    }

    private CorruptStoreException corrupt(final String what) {
        return new CorruptStoreException(path, 0, what + "; take another copy of it");
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
