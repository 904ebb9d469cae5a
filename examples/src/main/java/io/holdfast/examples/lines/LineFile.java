package io.holdfast.examples.lines;

import io.holdfast.Message;
import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Reason;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The lines of a text, written through a large buffer. Line k is the message with ordinal k.
 * <p>
 * Its end may be open: bytes after the last line feed. They are either the beginning of a line whose writer was
 * killed, or the whole of a last line that has no line feed. The next message tells which: it is that line once more
 * ({@link #dropOpenLine()}) or the one after it ({@link #closeOpenLine()}).
 */
final class LineFile implements AutoCloseable {
    private static final int BUFFER_LENGTH = 1024 * 1024;

    private final FileChannel channel;
    private final String name;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_LENGTH);
    private long lines;
    private long openLineStart;
    private long length;

    private LineFile(final FileChannel channel, final String name) {
        this.channel = channel;
        this.name = name;
    }

    /**
     * Opens a file to go on after what it holds.
     *
     * @param file made if it is not there
     * @return the file with its lines counted
     * @throws CommandFailure if it cannot be read or written
     */
    static LineFile append(final Path file) {
        try {
            final FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
            return scanned(new LineFile(channel, file.toString()));
        } catch (final IOException error) {
            throw new CommandFailure("cannot append to " + file + ": " + Reason.of(error), error);
        }
    }

    private static LineFile scanned(final LineFile file) throws IOException {
        try {
            file.scan();
        } catch (final IOException error) {
            file.close();
            throw error;
        }
        return file;
    }

    /**
     * Writes to standard output.
     *
     * @param linesBefore how many lines were written by earlier processes
     * @return the open file
     */
    static LineFile standardOutput(final long linesBefore) {
        @SuppressWarnings("resource") // standard output stays open
        final LineFile lineFile = new LineFile(new FileOutputStream(FileDescriptor.out).getChannel(),
            "standard output");
        lineFile.lines = linesBefore;
        return lineFile;
    }

    private void scan() throws IOException {
        while (channel.read(buffer.clear()) >= 0) {
            for (int i = 0; i < buffer.position(); i++) {
                if (buffer.get(i) == '\n') {
                    lines++;
                    openLineStart = length + i + 1;
                }
            }
            length += buffer.position();
        }
        buffer.clear();
    }

    /** {@return its name, for people} */
    String name() {
        return name;
    }

    /** {@return how many lines end with a line feed} */
    long lines() {
        return lines;
    }

    /** {@return whether there are bytes after the last line feed} */
    boolean hasOpenLine() {
        return length > openLineStart;
    }

    /** Takes the open line out of the file. */
    void dropOpenLine() {
        flush();
        try {
            channel.truncate(openLineStart).position(openLineStart);
        } catch (final IOException error) {
            throw new CommandFailure("cannot repair the last line of " + name + ": " + Reason.of(error), error);
        }
        length = openLineStart;
    }

    /** Ends the open line with a line feed. */
    void closeOpenLine() {
        put((byte) '\n');
    }

    /**
     * Adds a line. It is in the file after {@link #flush()} at the latest.
     *
     * @param message      its payload is the line
     * @param isTerminated whether a line feed ends it
     */
    void write(final Message message, final boolean isTerminated) {
        if (buffer.remaining() < message.length()) {
            flush();
            if (buffer.capacity() < message.length()) {
                buffer = ByteBuffer.allocateDirect(message.length());
            }
        }
        message.copyTo(buffer);
        length += message.length();
        if (isTerminated) {
            put((byte) '\n');
        }
    }

    private void put(final byte lineFeed) {
        if (!buffer.hasRemaining()) {
            flush();
        }
        buffer.put(lineFeed);
        length++;
        lines++;
        openLineStart = length;
    }

    /**
     * Hands everything to the operating system, where a kill of this process cannot reach it.
     *
     * @throws CommandFailure if that fails; part of it may be written
     */
    void flush() {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (final IOException error) {
            throw new CommandFailure("cannot write to " + name + ": " + Reason.of(error)
                + "; run again when it can be written, as when there is room: nothing is lost, what was not written"
                + " is not acked", error);
        }
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
