package io.holdfast.store;

import io.holdfast.CorruptStoreException;
import io.holdfast.PeerName;
import io.holdfast.StoreException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an archive of a connection says of itself: its first entry, a {@link TextRecord}. Nothing in it is trusted when
 * it is read: each name is one that a connection's file can have, and each length one that such a file can have.
 *
 * <pre>
 *   version=1
 *   local=Client | remote=Server | incarnation=89abcdef | generation=3
 *   first=… | last=… | acked=…          indices in hexadecimal, 0 for none
 *   messages=1234                       that the archive holds
 *   created=1760000000000000000         when it was made, epoch nanos
 *   files=4
 *   file.0=ack,4096,4096,1a2b3c4d       name, length when restored, bytes in the archive, their CRC32C
 *   crc=1a2b3c4d
 * </pre>
 *
 * @param summary what people want to know
 * @param files   in the order in which they are in the archive
 */
record ArchiveManifest(ArchiveSummary summary, List<Entry> files) {
    static final String NAME = "manifest";
    static final int MAX_LENGTH = 16 << 20;

    private static final String VERSION = "1";
    private static final int MAX_SESSION_LENGTH = 1 << 20;
    private static final String LOG_PREFIX = Log.FOLDER + '/';
    private static final int PARTS = 4;

    /**
     * A file.
     *
     * @param name   in the archive and within the connection's folder, parted by slashes
     * @param length when restored: zeros follow what is stored
     * @param stored how many bytes the archive holds of it
     * @param crc    CRC32C of those
     */
    record Entry(String name, long length, long stored, long crc) {
    }

    byte[] encode() {
        final Map<String, String> values = new LinkedHashMap<>();
        values.put("version", VERSION);
        values.put("local", summary.localName());
        values.put("remote", summary.remoteName());
        values.put("incarnation", Long.toHexString(summary.incarnation()));
        values.put("generation", Integer.toString(summary.generation()));
        values.put("first", Long.toHexString(summary.firstIndex()));
        values.put("last", Long.toHexString(summary.lastIndex()));
        values.put("acked", Long.toHexString(summary.ackedIndex()));
        values.put("messages", Long.toString(summary.messages()));
        values.put("created", Long.toString(summary.createdNs()));
        values.put("files", Integer.toString(files.size()));
        for (int i = 0; i < files.size(); i++) {
            final Entry file = files.get(i);
            values.put("file." + i, file.name + ',' + file.length + ',' + file.stored + ','
                + Long.toHexString(file.crc));
        }
        return TextRecord.encode(values);
    }

    /**
     * Reads a manifest.
     *
     * @param archive names the archive in errors
     * @param bytes   the entry's content
     * @throws CorruptStoreException if it is damaged, or says what cannot be
     * @throws StoreException        if it is of another version
     */
    static ArchiveManifest decode(final Path archive, final byte[] bytes) {
        final Map<String, String> values = TextRecord.decode(archive, bytes, "the archive is damaged; take another copy"
            + " of it");
        if (!VERSION.equals(values.get("version"))) {
            throw new StoreException(archive, "archive version " + values.get("version") + " is not known here, only "
                + VERSION + "; use the Holdfast version that made it");
        }
        try {
            final ArchiveSummary summary = new ArchiveSummary(PeerName.require("local", values.get("local")),
                PeerName.require("remote", values.get("remote")), hex(values, "incarnation"),
                Integer.parseInt(required(values, "generation")), hex(values, "first"), hex(values, "last"),
                hex(values, "acked"), number(values, "messages"), number(values, "created"));
            return new ArchiveManifest(summary, files(values));
        } catch (final IllegalArgumentException e) {
            throw new CorruptStoreException(archive, 0, "the manifest cannot be that of an archive: "
                + e.getMessage() + "; take another copy of it");
        }
    }

    private static List<Entry> files(final Map<String, String> values) {
        final int count = Integer.parseInt(required(values, "files"));
        final List<Entry> files = new ArrayList<>();
        final Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            final Entry file = file(required(values, "file." + i));
            if (!names.add(file.name)) {
                throw new IllegalArgumentException("it names a file twice: " + file.name);
            }
            files.add(file);
        }
        if (!names.contains(LogState.FILE) || !names.contains(SessionRecord.FILE_NAME)
            || names.stream().noneMatch(name -> name.startsWith(LOG_PREFIX))) {
            throw new IllegalArgumentException("a file that every connection has is missing");
        }
        return List.copyOf(files);
    }

    private static Entry file(final String line) {
        final String[] parts = line.split(",");
        if (parts.length != PARTS) {
            throw new IllegalArgumentException("not a file: " + line);
        }
        final Entry file = new Entry(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]),
            Long.parseLong(parts[3], 16));
        if (!isPossible(file)) {
            throw new IllegalArgumentException("not a file of a connection: " + line);
        }
        return file;
    }

    private static boolean isPossible(final Entry file) {
        if (file.stored < 0 || file.stored > file.length) {
            return false;
        }
        return switch (file.name) {
            case AckFile.FILE_NAME -> file.stored == AckFile.LENGTH && file.length == AckFile.LENGTH;
            case LogState.FILE -> file.stored == LogState.LENGTH && file.length == LogState.LENGTH;
            case SessionRecord.FILE_NAME -> file.stored == file.length && file.length <= MAX_SESSION_LENGTH;
            default -> isCycleName(file.name) && file.stored >= CyclePreamble.DATA_START
                && file.length >= CyclePreamble.DATA_START + ChronicleFormat.WORD
                && file.length <= LogContext.MAX_CYCLE_SIZE;
        };
    }

    /** {@return whether it is exactly what a cycle file is called, so that it names nothing outside of its folder} */
    static boolean isCycleName(final String name) {
        return name.matches(LOG_PREFIX + "\\d{8}-\\d{4}V\\.cq4") && CycleView.numberOf(Path.of(name)) >= 0;
    }

    static String cycleName(final Path cycle) {
        return LOG_PREFIX + cycle.getFileName();
    }

    private static long hex(final Map<String, String> values, final String key) {
        return Long.parseUnsignedLong(required(values, key), 16);
    }

    private static long number(final Map<String, String> values, final String key) {
        return Long.parseLong(required(values, key));
    }

    private static String required(final Map<String, String> values, final String key) {
        final String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the line " + key + "= is missing");
        }
        return value;
    }

    /** {@return how many bytes of files are in the archive} */
    long storedBytes() {
        return files.stream().mapToLong(Entry::stored).sum();
    }
}
