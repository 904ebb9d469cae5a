package io.holdfast.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;

/**
 * What a {@code state} file says, read without changing it.
 *
 * @param isThere     whether there is a file
 * @param isKnown     whether it is sure which identity counts, without which nothing else is believed
 * @param isBlank     whether it holds nothing but zeros, or not even its whole length and no index, as a kill or a
 *                    power failure may leave it that comes before it was forced for the first time
 * @param incarnation of the log, 0 if no identity is intact
 * @param generation  the highest that anything intact names
 * @param lastIndex   of the log
 * @param lastOrdinal of the log, perhaps of an earlier message
 * @param synced      the index up to which everything was on disk
 * @param ackedIndex  the peer's ack
 * @param isClean     whether the log was closed in order
 * @param isSync      whether its durability is {@code SYNC}
 * @param bootId      when that was
 * @param marked      after which index a generation began, of those of which it says so
 */
public record StateFacts(boolean isThere, boolean isKnown, boolean isBlank, long incarnation, int generation,
                         long lastIndex, long lastOrdinal, long synced, long ackedIndex, boolean isClean,
                         boolean isSync, UUID bootId, Map<Integer, Long> marked) {
    private static final int TRIES = 3;
    private static final StateFacts NONE = new StateFacts(false, false, true, 0, 0, 0, 0, 0, 0, false, false, null,
        Map.of());

    /**
     * {@return what the file of a connection says, which may have a live owner}
     *
     * @param connection folder of the connection
     * @throws IOException if it is there and cannot be read
     */
    public static StateFacts of(final Path connection) throws IOException {
        StateFacts facts = of(connection, Disk.REAL);
        for (int tries = 1; facts.isThere && !facts.isKnown && tries < TRIES; tries++) {
            facts = of(connection, Disk.REAL); // its owner may just have been writing a new identity
        }
        return facts;
    }

    /** Reads the file of a connection that nobody writes to. */
    static StateFacts of(final Path connection, final Disk disk) throws IOException {
        final Path path = connection.resolve(LogState.FILE);
        if (!Files.exists(path)) {
            return NONE;
        }
        if (!Files.isRegularFile(path)) {
            return unknown(false);
        }
        final long length = Files.size(path);
        final byte[] start = new byte[(int) Math.min(length, LogState.LENGTH)];
        try (RandomAccessFile file = RegularFile.open(path, "r")) {
            file.readFully(start);
        }
        final boolean isBlank = isBlank(start);
        if (start.length < LogState.LENGTH) {
            return unknown(isBlank || isNew(start));
        }
        try (LogState state = LogState.ofCopy(path, start, disk)) {
            return new StateFacts(true, state.isKnown(), isBlank, state.incarnation(), state.newestGeneration(),
                state.lastIndex(), state.lastOrdinal(), state.synced(), state.ackedIndex(), state.isClean(),
                state.isSync(), state.bootId(), state.marked());
        }
    }

    private static StateFacts unknown(final boolean isBlank) {
        return new StateFacts(true, false, isBlank, 0, 0, 0, 0, 0, 0, false, false, null, Map.of());
    }

    /** The word for the durability may be there before the page of the identity is. */
    private static boolean isBlank(final byte[] start) {
        final byte[] rest = start.clone();
        final int from = Math.min(start.length, LogState.DURABILITY);
        Arrays.fill(rest, from, Math.min(start.length, from + Long.BYTES), (byte) 0);
        return Arrays.equals(rest, new byte[rest.length]);
    }

    /** {@return what is left of them if the file turns out to be of another log: nothing} */
    StateFacts ofAnotherLog() {
        return new StateFacts(true, false, false, incarnation, 0, 0, 0, 0, 0, false, false, null, Map.of());
    }

    /** {@return the same with the ack of a later look, by which the owner has gone on to purge} */
    StateFacts ackedLater(final StateFacts later) {
        return !later.isKnown || later.incarnation != incarnation ? this : new StateFacts(isThere, isKnown, isBlank,
            incarnation, generation, lastIndex, lastOrdinal, synced, later.ackedIndex, isClean, isSync, bootId, marked);
    }

    private static boolean isNew(final byte[] start) {
        final int from = Math.min(start.length, LogState.LAST_INDEX);
        final int to = Math.min(start.length, LogState.LAST_INDEX + Long.BYTES);
        return Arrays.equals(start, from, to, new byte[to - from], 0, to - from);
    }

    /** {@return whether it says, or may have said, that messages were accepted} */
    boolean isInUse() {
        return isThere && (isKnown ? lastIndex > 0 : !isBlank);
    }
}
