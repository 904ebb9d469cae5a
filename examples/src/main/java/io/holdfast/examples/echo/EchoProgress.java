package io.holdfast.examples.echo;

import io.holdfast.examples.command.CommandFailure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What an echo client has seen of its numbered messages, over all its runs: a mapped file that survives a kill at any
 * instant, kept apart from what the library remembers so that one checks the other. Written by one thread of one
 * process; any process may read.
 *
 * <pre>
 *  0 i64 magic and version        8, 16, ... i64 one word per {@link Counter}, in the machine's order
 * </pre>
 */
public final class EchoProgress {
    private static final long MAGIC = 0x31_4f48_4345_4648L;
    private static final int LENGTH = 4096;
    private static final VarHandle WORDS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer words;

    /** What is counted. */
    public enum Counter {
        /** The highest number whose answer was seen. */
        RECEIVED("received"),
        /** Numbers that were left out and did not come later. */
        GAPS("gaps"),
        /** Answers that came after a higher number. */
        OUT_OF_ORDER("outOfOrder"),
        /** Answers that came again although they should not. */
        DUPLICATES("duplicates"),
        /** Answers that an earlier process was given and did not live to ack. */
        REDELIVERED("redelivered"),
        /** Answers that were not the bytes that were sent. */
        DAMAGED("damaged");

        private final String label;

        Counter(final String label) {
            this.label = label;
        }

        /** {@return the counter's name in reports} */
        public String label() {
            return label;
        }
    }

    private EchoProgress(final ByteBuffer words) {
        this.words = words;
    }

    /**
     * Names the file of one connection. It cannot be taken for a peer's folder: those do not begin with a dot.
     *
     * @param store      the store's root folder
     * @param localName  the client
     * @param remoteName the server
     * @return its path
     */
    public static Path file(final Path store, final String localName, final String remoteName) {
        return store.resolve(".echo-" + localName + "@" + remoteName);
    }

    /**
     * Opens a file, making it if it is not there.
     *
     * @param file which
     * @return the progress so far
     * @throws CommandFailure if the file is of something else
     */
    static EchoProgress open(final Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
            final EchoProgress progress = new EchoProgress(channel.map(MapMode.READ_WRITE, 0, LENGTH));
            if (progress.word(0) == 0) {
                progress.word(0, MAGIC);
            }
            return progress.checked(file);
        } catch (final IOException error) {
            throw new UncheckedIOException("cannot open " + file, error);
        }
    }

    /**
     * Opens a file for a look from outside.
     *
     * @param file which
     * @return the progress, which moves on as the client does; null if there is none yet
     */
    public static EchoProgress openToRead(final Path file) {
        try {
            if (!Files.exists(file) || Files.size(file) < LENGTH) {
                return null;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                final EchoProgress progress = new EchoProgress(channel.map(MapMode.READ_ONLY, 0, LENGTH));
                return progress.word(0) == 0 ? null : progress.checked(file);
            }
        } catch (final IOException error) {
            throw new UncheckedIOException("cannot open " + file, error);
        }
    }

    /**
     * Reads a counter.
     *
     * @param counter which
     * @return its value
     */
    public long count(final Counter counter) {
        return word(1 + counter.ordinal());
    }

    void set(final Counter counter, final long value) {
        word(1 + counter.ordinal(), value);
    }

    void add(final Counter counter, final long more) {
        set(counter, count(counter) + more);
    }

    private EchoProgress checked(final Path file) {
        if (word(0) != MAGIC) {
            throw new CommandFailure("not a progress file of an echo client: " + file);
        }
        return this;
    }

    private long word(final int number) {
        return (long) WORDS.getAcquire(words, number * Long.BYTES);
    }

    private void word(final int number, final long value) {
        WORDS.setRelease(words, number * Long.BYTES, value);
    }
}
