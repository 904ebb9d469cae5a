package io.holdfast.examples.replay;

import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Reason;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which message of the log each message in the replay's own store was: a ring of the last {@link #COUNT}, in memory or
 * in a mapped file that outlives a kill. One thread.
 * <pre>
 *   0      magic      isFinished   hasSkipped            three words of 8 bytes, little-endian, then zeros
 *   4096   index      passed       ordinal      0        a slot; that of ordinal n is number n modulo {@link #COUNT}
 *   4128   …
 *          |          |            └ of the message in the own store; 0 with all else before the first
 *          |          └ ordinal in the log up to which all that was chosen is in the own store with this message
 *          └ of the message in the log
 * </pre>
 * A slot is filled before its message is sent, its ordinal last, and nothing is asked of it before that is sent. Only
 * the bound of what was passed goes up later, one word at a time. So the slot of the last message in the own store is
 * whole and right at whatever instant the process is killed. After a power loss it may be missing.
 */
final class SentPlaces implements AutoCloseable {
    /** How many slots there are; a power of two. */
    static final int COUNT = 1 << 17;

    private static final VarHandle WORD =
        MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MAGIC = 0x31304c5045524648L; // "HFREPL01" as bytes
    private static final int FINISHED = 8;
    private static final int SKIPPED = 16;
    private static final int HEADER_LENGTH = 4096;
    private static final int PASSED = 8;
    private static final int ORDINAL = 16;
    private static final int SLOT_LENGTH = 32;
    private static final int LENGTH = HEADER_LENGTH + COUNT * SLOT_LENGTH;

    private final ByteBuffer words;
    private final FileChannel channel;

    private SentPlaces(final ByteBuffer words, final FileChannel channel) {
        this.words = words;
        this.channel = channel;
    }

    /** {@return places that are forgotten with the process} */
    static SentPlaces inMemory() {
        return new SentPlaces(ByteBuffer.allocateDirect(LENGTH), null);
    }

    /**
     * Makes the file, in the place of one that nobody needs.
     *
     * @param file          where
     * @param passedOrdinal before the first message that is to be sent
     * @return empty places
     * @throws CommandFailure if it cannot be written
     */
    static SentPlaces create(final Path file, final long passedOrdinal) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
            final ByteBuffer content = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
            content.putLong(0, MAGIC).putLong(HEADER_LENGTH + PASSED, passedOrdinal);
            while (content.hasRemaining()) {
                channel.write(content); // all of it, as a mapped page for which there is no room kills the process
            }
            channel.force(true);
        } catch (final IOException error) {
            throw new CommandFailure("cannot write " + file + ": " + Reason.of(error), error);
        }
        return open(file);
    }

    /**
     * Opens the file.
     *
     * @param file that is there
     * @return what it says
     * @throws CommandFailure if it cannot be read or is no such file
     */
    static SentPlaces open(final Path file) {
        try {
            final FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (channel.size() == LENGTH) {
                    final SentPlaces places =
                        new SentPlaces(channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH), channel);
                    if (places.word(0) == MAGIC) {
                        return places;
                    }
                }
                throw new CommandFailure(file + " is not what a replay keeps; name another --keep DIR");
            } catch (final CommandFailure | IOException error) {
                channel.close();
                throw error;
            }
        } catch (final IOException error) {
            throw new CommandFailure("cannot open " + file + ": " + Reason.of(error), error);
        }
    }

    private long word(final int offset) {
        return (long) WORD.getAcquire(words, offset);
    }

    private void word(final int offset, final long value) {
        WORD.setRelease(words, offset, value);
    }

    private static int slot(final long ordinal) {
        return HEADER_LENGTH + (int) (ordinal & COUNT - 1) * SLOT_LENGTH;
    }

    /**
     * Takes note of a message that is about to be sent.
     *
     * @param ordinal      that it will have in the own store
     * @param index        of the message in the log
     * @param indexOrdinal its ordinal there
     */
    void put(final long ordinal, final long index, final long indexOrdinal) {
        final int slot = slot(ordinal);
        word(slot + ORDINAL, -1);
        word(slot, index);
        word(slot + PASSED, indexOrdinal);
        word(slot + ORDINAL, ordinal);
    }

    /**
     * Takes note that with a message all is sent that was chosen up to a place in the log.
     *
     * @param ordinal       of the message in the own store, 0 if nothing is sent yet
     * @param passedOrdinal in the log, both ends included
     */
    void passed(final long ordinal, final long passedOrdinal) {
        if (passedOrdinal > passed(ordinal)) {
            word(slot(ordinal) + PASSED, passedOrdinal);
        }
    }

    /** {@return whether a message in the own store is known} */
    private boolean isKnown(final long ordinal) {
        return word(slot(ordinal) + ORDINAL) == ordinal;
    }

    /**
     * {@return the ordinal of the last message known of those up to one in the own store, 0 if nothing was sent before;
     * -1 if there is none}
     *
     * @param lastOrdinal of the last message in the own store
     */
    long lastKnown(final long lastOrdinal) {
        if (isKnown(lastOrdinal)) {
            return lastOrdinal;
        }
        long known = -1;
        for (int i = 0; i < COUNT; i++) {
            final long ordinal = word(slot(i) + ORDINAL);
            final boolean isEmpty = ordinal == 0 && i > 0;
            if (!isEmpty && (ordinal & COUNT - 1) == i && ordinal <= lastOrdinal) {
                known = Math.max(known, ordinal);
            }
        }
        return known;
    }

    /** {@return the index in the log of a message that is known; 0 if it is not} */
    long index(final long ordinal) {
        return isKnown(ordinal) ? word(slot(ordinal)) : 0;
    }

    /** {@return the ordinal in the log up to which all that was chosen is sent with a message that is known} */
    long passed(final long ordinal) {
        return word(slot(ordinal) + PASSED);
    }

    /** {@return whether everything was sent and acked} */
    boolean isFinished() {
        return word(FINISHED) != 0;
    }

    /** Takes note that everything was sent and acked. */
    void finish() {
        word(FINISHED, 1);
    }

    /** {@return whether something could not be sent} */
    boolean hasSkipped() {
        return word(SKIPPED) != 0;
    }

    /** Takes note that something could not be sent. */
    void skipped() {
        word(SKIPPED, 1);
    }

    @Override
    public void close() {
        if (channel != null) {
            try (channel) {
                channel.force(false);
            } catch (final IOException error) {
                throw new CommandFailure("cannot write what a replay keeps: " + Reason.of(error), error);
            }
        }
    }
}
