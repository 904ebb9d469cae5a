package io.holdfast.examples.lines;

import io.holdfast.examples.command.CommandFailure;
import io.holdfast.examples.command.Reason;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which lines the sender has lost: a text file that only grows. A loss is told by index, and on disk before it counts.
 * Which line it was the ordinal of the next message tells; until then it is pending:
 * <pre>
 *   indices 26000000007b..26000000007b were lost at the sender
 *   lines 124..124 are missing here: 1
 * </pre>
 * A last line that was cut off by a kill says nothing, and the next one replaces it.
 */
final class LostLines implements AutoCloseable {
    private static final Pattern TOLD = Pattern.compile("indices ([0-9a-f]+)\\.\\.([0-9a-f]+) .*");
    private static final Pattern PLACED = Pattern.compile("lines (\\d+)\\.\\.(\\d+) .*");
    private static final String NONE = "no line is missing here for that";
    private static final int HEX = 16;

    private final Path file;
    private final List<Range> ranges = new ArrayList<>();
    private final Set<Long> pendingFrom = new HashSet<>();
    private FileChannel channel;
    private int wholeLength;
    private long pending;
    private long placed;
    private long ofEarlierLogs;
    private boolean isPendingExact = true;

    /** Ordinals, both ends included. */
    private record Range(long from, long to) {
        long count() {
            return to - from + 1;
        }
    }

    private LostLines(final Path file) {
        this.file = file;
    }

    /** {@return a record in memory, for lines that go where nothing can be asked} */
    static LostLines unrecorded() {
        return new LostLines(null);
    }

    /**
     * Reads the record that belongs to a file of lines.
     *
     * @param lines the file; the record is beside it, its name ends with {@code .lost}
     * @return the record, which is made with the first loss
     * @throws CommandFailure if it cannot be read
     */
    static LostLines beside(final Path lines) {
        final Path file = lines.resolveSibling(lines.getFileName() + ".lost");
        final LostLines lost = new LostLines(file);
        if (Files.exists(file)) {
            try {
                lost.read(Files.readString(file, StandardCharsets.US_ASCII));
            } catch (final IOException error) {
                throw new CommandFailure("cannot read " + file + ": " + Reason.of(error), error);
            }
        }
        return lost;
    }

    private void read(final String text) throws IOException {
        wholeLength = text.lastIndexOf('\n') + 1;
        for (final String line : text.substring(0, wholeLength).lines().toList()) {
            final Matcher told = TOLD.matcher(line);
            final Matcher at = PLACED.matcher(line);
            if (told.matches()) {
                addPending(Long.parseLong(told.group(1), HEX), Long.parseLong(told.group(2), HEX));
            } else if (NONE.equals(line)) {
                addRange(1, 0);
            } else if (at.matches()) {
                addRange(Long.parseLong(at.group(1)), Long.parseLong(at.group(2)));
            } else {
                throw new IOException("'" + line + "' is no line of a record of lost lines");
            }
        }
    }

    /**
     * Takes note of messages that will never come; of those that are pending it may be told again after a kill.
     *
     * @param fromIndex first index
     * @param toIndex   last index
     * @throws CommandFailure if that cannot be written
     */
    void told(final long fromIndex, final long toIndex) {
        if (pendingFrom.contains(fromIndex)) {
            return;
        }
        append("indices " + Long.toHexString(fromIndex) + ".." + Long.toHexString(toIndex)
            + " were lost at the sender\n");
        addPending(fromIndex, toIndex);
    }

    /**
     * Finds out which lines the pending losses were.
     *
     * @param expected the ordinal that would come next had nothing been lost
     * @param ordinal  the one that comes
     */
    void place(final long expected, final long ordinal) {
        if (pending == 0) {
            return;
        }
        final long missing = Math.max(0, ordinal - expected);
        if (missing > pending) {
            return; // more is missing than was lost: the file is not this connection's, and stays as it is
        }
        append(missing == 0 ? NONE + "\n" : "lines " + expected + ".." + (expected + missing - 1)
            + " are missing here: " + missing + "\n");
        addRange(expected, expected + missing - 1);
    }

    private void addPending(final long fromIndex, final long toIndex) {
        pendingFrom.add(fromIndex);
        pending += toIndex - fromIndex + 1;
        isPendingExact &= fromIndex == toIndex;
    }

    private void addRange(final long from, final long to) {
        if (to >= from) {
            ranges.add(new Range(from, to));
            placed += to - from + 1;
        }
        pendingFrom.clear();
        pending = 0;
        isPendingExact = true;
    }

    /** Begins anew for lines with numbers of their own; what was lost before still counts. Not if it is recorded. */
    void restart() {
        ofEarlierLogs += placed + pending;
        ranges.clear();
        placed = 0;
        addRange(1, 0);
    }

    /**
     * {@return the ordinal up to which every line is there or known to be lost}
     *
     * @param linesThere how many lines there are
     */
    long covered(final long linesThere) {
        if (ranges.isEmpty() || ranges.get(ranges.size() - 1).to() <= linesThere + placed) {
            return linesThere + placed;
        }
        long covered = linesThere;
        for (final Range range : ranges) {
            if (range.from() > covered + 1) {
                break;
            }
            covered += range.count();
        }
        return covered;
    }

    /** {@return the most lines that the pending losses may be} */
    long pending() {
        return pending;
    }

    /** {@return whether the pending losses are exactly so many lines} */
    boolean isPendingExact() {
        return isPendingExact;
    }

    /** {@return what has been lost in words, for the last line of a program; empty if nothing has} */
    String summary() {
        if (isEmpty()) {
            return "";
        }
        final long count = ofEarlierLogs + placed + pending;
        return ", " + (isPendingExact ? "" : "up to ") + count + (count == 1 ? " line" : " lines")
            + " lost at the sender" + (file == null ? "" : ", see " + file);
    }

    /** {@return whether anything has been lost} */
    boolean isEmpty() {
        return ofEarlierLogs + placed + pending == 0;
    }

    private void append(final String line) {
        if (file == null) {
            return;
        }
        try {
            if (channel == null) {
                channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                channel.truncate(wholeLength).position(wholeLength);
            }
            final ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        } catch (final IOException error) {
            throw new CommandFailure("cannot record in " + file + " what the sender has lost: " + Reason.of(error)
                + "; run again when that is mended", error);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
