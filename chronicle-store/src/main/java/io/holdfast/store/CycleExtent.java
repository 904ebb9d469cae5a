package io.holdfast.store;

import io.holdfast.CorruptStoreException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * How much of a cycle file is whole while its owner may be writing to it: all up to the last message that was published
 * when it was looked at, never within a batch. Each record is checked on the way. What the owner changes later in bytes
 * before that end, which are the words of Chronicle's index, is kept as it was, so that a copy knows nothing of
 * messages that it does not have. The file stays open, so it can be copied although it is purged meanwhile. One thread.
 */
final class CycleExtent implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final FileWindow window;
    private final CyclePreamble preamble;
    private final int number;
    private final RecordChecksum checksum = new RecordChecksum();
    private final Map<Long, byte[]> kept = new TreeMap<>();
    private long length;
    private long crc;
    private long end = CyclePreamble.DATA_START;
    private long messages;
    private boolean isFinished;

    private CycleExtent(final Path path, final FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        number = CycleRoller.number(path);
        length = channel.size();
        window = new FileWindow(path, channel);
        if (length < CyclePreamble.DATA_START + ChronicleFormat.WORD || length > LogContext.MAX_CYCLE_SIZE) {
            throw corrupt("it has " + length + " bytes, which no cycle file has");
        }
        window.read(0, CyclePreamble.DATA_START);
        preamble = CyclePreamble.decode(window.slice(ChronicleFormat.HEAD_LENGTH,
            CyclePreamble.DATA_START - ChronicleFormat.HEAD_LENGTH));
        if (number < 0 || preamble == null) {
            throw corrupt("it is not a cycle file of a Holdfast log, or its preamble is damaged");
        }
        keep(0, ChronicleFormat.HEAD_LENGTH); // before the walk: no mark in it is of a message behind the end
    }

    /**
     * Looks at a file.
     *
     * @param path  of the file, not through a symbolic link
     * @param owner whose it must be
     * @return what is whole of it
     * @throws CorruptStoreException if it is another log's or damaged
     * @throws IOException           if it cannot be read
     */
    static CycleExtent of(final Path path, final CycleFolder.Owner owner) throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("not a regular file: " + path);
        }
        final FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            final CycleExtent extent = new CycleExtent(path, channel);
            extent.requireOf(owner);
            extent.walk();
            extent.crc = extent.copyTo(OutputStream.nullOutputStream());
            return extent;
        } catch (final IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private void requireOf(final CycleFolder.Owner owner) {
        if (preamble.incarnation() != owner.incarnation() || !preamble.localName().equals(owner.localName())
            || !preamble.remoteName().equals(owner.remoteName())) {
            throw corrupt("it is of another log: local=" + preamble.localName() + " remote=" + preamble.remoteName()
                + " incarnation=" + Long.toHexString(preamble.incarnation()));
        }
    }

    private void walk() throws IOException {
        int batchLeft = 0;
        long batchAt = end;
        long batchFirst = 0;
        while (!isFinished) {
            if (!isPublished(end)) {
                break;
            }
            final int header = window.word(end);
            if (header == ChronicleFormat.END_OF_FILE) {
                isFinished = true;
                end += ChronicleFormat.WORD;
            } else if (header >= ChronicleFormat.META) {
                metadata(header);
            } else {
                record(header);
                final long address = window.base() + end + ChronicleFormat.WORD;
                if (batchLeft == 0) {
                    batchAt = end;
                    batchFirst = messages;
                }
                batchLeft = RecordDescriptor.batchSize(address) - RecordDescriptor.batchPosition(address) - 1;
                messages++;
                end = CycleSeek.after(end, header);
            }
        }
        if (batchLeft > 0 && !isFinished) { // what a power failure left: recovery drops it too
            end = batchAt;
            messages = batchFirst;
        }
    }

    /** Reads on if need be; what is not published in memory may be by now, so the file is asked once more. */
    private boolean isPublished(final long position) throws IOException {
        if (!reaches(position + ChronicleFormat.WORD)) {
            return false;
        }
        if (!window.has(position, ChronicleFormat.WORD) || window.word(position) == 0) {
            window.read(position, ChronicleFormat.WORD);
        }
        final int header = window.word(position);
        if (header == 0 || header == ChronicleFormat.END_OF_FILE) {
            return header != 0;
        }
        final long next = CycleSeek.after(position, header);
        if (header < 0 || !reaches(next + ChronicleFormat.WORD)) {
            throw corrupt("the excerpt at position " + position + " cannot be: header=" + Integer.toHexString(header));
        }
        if (!window.has(position, next - position)) {
            window.read(position, (int) (next - position));
        }
        return true;
    }

    /** Its owner reserves more while it is walked through. */
    private boolean reaches(final long position) throws IOException {
        if (position > length) {
            length = channel.size();
        }
        return position <= length;
    }

    private void metadata(final int header) {
        final int content = header & ChronicleFormat.LENGTH_MASK;
        if (CycleIndex.isPage(window.base(), end, content)) {
            keep(end, ChronicleFormat.WORD + content);
        }
        end = CycleSeek.after(end, header);
    }

    /** Memory may have the header and not yet the bytes behind it, which were there first. */
    private void record(final int header) throws IOException {
        if (!isIntact(header)) {
            window.read(end, (int) (CycleSeek.after(end, header) - end));
            if (!isIntact(header)) {
                throw corrupt("a message does not hold what was written: position=" + end + " header="
                    + Integer.toHexString(header));
            }
        }
    }

    private boolean isIntact(final int header) {
        return checksum.isIntact(window.base() + end + ChronicleFormat.WORD, header, preamble.incarnation(),
            ChronicleFormat.index(number, messages));
    }

    private void keep(final long position, final int bytes) {
        final byte[] copy = new byte[bytes];
        window.slice(position, bytes).get(copy);
        kept.put(position, copy);
    }

    /**
     * Copies what is whole.
     *
     * @param out gets {@link #end()} bytes; stays the caller's
     * @return their CRC32C
     * @throws IOException if the file cannot be read, or what is to be written cannot
     */
    long copyTo(final OutputStream out) throws IOException {
        final CRC32C copied = new CRC32C();
        final byte[] piece = new byte[FileWindow.PIECE];
        for (long at = 0; at < end; ) {
            final int count = (int) Math.min(piece.length, end - at);
            window.read(at, count);
            final ByteBuffer bytes = window.slice(at, count);
            bytes.get(piece, 0, count);
            overlay(piece, at, count);
            copied.update(piece, 0, count);
            out.write(piece, 0, count);
            at += count;
        }
        return copied.getValue();
    }

    private void overlay(final byte[] piece, final long at, final int count) {
        kept.forEach((position, bytes) -> {
            final long from = Math.max(position, at);
            final long to = Math.min(position + bytes.length, at + count);
            if (from < to) {
                System.arraycopy(bytes, (int) (from - position), piece, (int) (from - at), (int) (to - from));
            }
        });
    }

    Path path() {
        return path;
    }

    CyclePreamble preamble() {
        return preamble;
    }

    /** {@return how long the file is, reserved zeros included} */
    long length() {
        return length;
    }

    /** {@return how many bytes are whole; zeros follow} */
    long end() {
        return end;
    }

    /** {@return the CRC32C of the bytes that are whole} */
    long crc() {
        return crc;
    }

    long messages() {
        return messages;
    }

    /** {@return the index of the last message, or the last one before this cycle} */
    long lastIndex() {
        return messages == 0 ? preamble.previousLast() : ChronicleFormat.index(number, messages - 1);
    }

    /** {@return the index of the first message, 0 if it has none} */
    long firstIndex() {
        return messages == 0 ? 0 : ChronicleFormat.index(number, 0);
    }

    private CorruptStoreException corrupt(final String what) {
        return new CorruptStoreException(path, ChronicleFormat.index(Math.max(0, number), messages), what + "; "
            + Advice.REPAIR);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
