package io.holdfast.examples.replay;

import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Reason;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that is there in full or not at all: it has another name until {@link #finish()}. One thread. */
final class NewFile extends OutputStream {
    private final Path file;
    private final Path unfinished;
    private final FileChannel channel;
    private final OutputStream out;

    /**
     * Begins to write.
     *
     * @param file does not exist
     * @throws CommandFailure if it does, or cannot be written
     */
    NewFile(final Path file) {
        this.file = file;
        unfinished = file.resolveSibling(file.getFileName() + ".part");
        if (Files.exists(file)) {
            throw new CommandFailure("there is a file " + file + " already; choose another name, or move it away");
        }
        try {
            channel = FileChannel.open(unfinished, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
            out = Channels.newOutputStream(channel);
        } catch (final IOException error) {
            throw failure(error);
        }
    }

    @Override
    public void write(final int single) {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(final byte[] bytes, final int from, final int count) {
        try {
            out.write(bytes, from, count);
        } catch (final IOException error) {
            throw failure(error);
        }
    }

    /** Gives the file its name, once its content is on disk. */
    void finish() {
        try {
            channel.force(true);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (final IOException error) {
            throw failure(error);
        }
    }

    /** Deletes what is not finished. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(unfinished);
    }

    private CommandFailure failure(final IOException error) {
        return new CommandFailure("cannot write " + file + ": " + Reason.of(error), error);
    }
}
