package io.holdfast.examples.bench.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Says whose turn it is: a page that both processes map, so that asking costs no more than a read that hits the cache
 * and no system has to carry the others' control messages. Each word has a cache line of its own.
 * <pre>
 *     0 i64 turn: number &lt;&lt; 8 | system, -1 to end     written by the process that measures
 *   128 i64 the last turn that the other process has begun, written by that one
 *   256 i64 the port of that turn's system, 0 for none, before the turn is said to have begun
 * </pre>
 */
public final class TurnFile {
    /** Tells the other process to end. */
    static final long END = -1;

    private static final String NAME = "turn";
    private static final VarHandle LONG =
        MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int LENGTH = 4096;
    private static final int TURN = 0;
    private static final int BEGUN = 128;
    private static final int PORT = 256;
    private static final int SYSTEM_BITS = 8;
    private static final long SYSTEM_MASK = (1L << SYSTEM_BITS) - 1;

    private final MappedByteBuffer words;

    private TurnFile(final MappedByteBuffer words) {
        this.words = words;
    }

    /**
     * Maps the file, which is made if it is not there.
     *
     * @param folder of the run
     * @return the mapped file; it is let go with the object
     */
    public static TurnFile map(final Path folder) {
        try (FileChannel channel = FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE,
            StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new TurnFile(channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH));
        } catch (final IOException error) {
            throw new UncheckedIOException("cannot map " + folder.resolve(NAME), error);
        }
    }

    /**
     * Gives a system its turn; the measuring process calls this.
     *
     * @param contestant the system, null for none
     */
    public void give(final Contestant contestant) {
        final long number = (turn() >>> SYSTEM_BITS) + 1;
        write(TURN, number << SYSTEM_BITS | (contestant == null ? 0 : contestant.ordinal() + 1));
    }

    /** Tells the other process to end. */
    public void end() {
        write(TURN, END);
    }

    /** {@return whether the other process has begun the turn last given} */
    public boolean isBegun() {
        return read(BEGUN) == turn();
    }

    /** {@return the port of the system whose turn has begun} */
    public int port() {
        return (int) read(PORT);
    }

    /**
     * Says that a turn has begun; the other process calls this.
     *
     * @param turn which
     * @param port of its system
     */
    void begin(final long turn, final int port) {
        write(PORT, port);
        write(BEGUN, turn);
    }

    long turn() {
        return read(TURN);
    }

    /** {@return whose turn that is, null for nobody's} */
    static Contestant contestant(final long turn) {
        final int number = (int) (turn & SYSTEM_MASK);
        return number == 0 ? null : Contestant.values()[number - 1];
    }

    private long read(final int offset) {
        return (long) LONG.getAcquire(words, offset);
    }

    private void write(final int offset, final long value) {
        LONG.setRelease(words, offset, value);
    }
}
