package io.holdfast.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Finds a message in the cycle file of a live log by its index and changes what is there, behind its owner's back. */
public final class CycleSurgery {
    private final Path file;
    private final long index;
    private final long position;

    private CycleSurgery(final Path file, final long index, final long position) {
        this.file = file;
        this.index = index;
        this.position = position;
    }

    /**
     * Finds a message, or the end of what is written if the index is that of the next message.
     *
     * @param connection the folder of a connection
     * @param index      of the message
     * @return where it is
     */
    public static CycleSurgery at(final Path connection, final long index) {
        final Path file = CycleRoller.path(connection.resolve("send"), ChronicleFormat.cycleOf(index));
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
            long position = CyclePreamble.DATA_START;
            long remaining = ChronicleFormat.sequenceOf(index);
            while (true) {
                content.seek(position);
                final int header = Integer.reverseBytes(content.readInt());
                final boolean isData = header > 0 && header < ChronicleFormat.META;
                if ((isData || header == 0) && remaining-- == 0) {
                    return new CycleSurgery(file, index, position);
                }
                position = CycleSeek.after(position, header);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the cycle file} */
    public Path file() {
        return file;
    }

    /** {@return where in the file the message's excerpt begins} */
    public long position() {
        return position;
    }

    /** {@return the word before the record} */
    public int header() {
        return bytes(position, ChronicleFormat.WORD).getInt();
    }

    /**
     * Changes the word before the record.
     *
     * @param value the new one
     */
    public void header(final int value) {
        write(file, position, word(value));
    }

    /**
     * Changes one byte of the record.
     *
     * @param offset from the beginning of the record
     */
    public void flip(final int offset) {
        final long at = position + ChronicleFormat.WORD + offset;
        write(file, at, (byte) (bytes(at, 1).get() ^ 0x10));
    }

    /** Makes the message a tombstone, with a checksum that is right. */
    public void bury() {
        reseal(record -> record.put(RecordDescriptor.FLAGS_OFFSET, (byte) RecordDescriptor.FLAG_TOMBSTONE));
    }

    private void reseal(final Consumer<ByteBuffer> change) {
        final ByteBuffer record = bytes(position + ChronicleFormat.WORD, header());
        final ByteBuffer copy = ByteBuffer.allocateDirect(record.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        copy.put(record).clear();
        change.accept(copy);
        final long incarnation = CyclePreamble.decode(bytes(ChronicleFormat.HEAD_LENGTH,
            MetaExcerpt.BODY_OFFSET + CyclePreamble.LENGTH)).incarnation();
        copy.putInt(0, new RecordChecksum().compute(OffHeap.addressOf(copy), copy.capacity(), incarnation, index));
        final byte[] sealed = new byte[copy.capacity()];
        copy.get(0, sealed);
        write(file, position + ChronicleFormat.WORD, sealed);
    }

    private ByteBuffer bytes(final long from, final int length) {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
            final byte[] bytes = new byte[length];
            content.seek(from);
            content.readFully(bytes);
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] word(final int value) {
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }

    /**
     * Writes into a file that others may have mapped.
     *
     * @param file     to be changed in place
     * @param position in bytes
     * @param bytes    what to write there
     */
    public static void write(final Path file, final long position, final byte... bytes) {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.seek(position);
            content.write(bytes);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
