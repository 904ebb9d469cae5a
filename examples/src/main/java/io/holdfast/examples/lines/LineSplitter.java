package io.holdfast.examples.lines;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream of bytes at its line feeds. Nothing else is looked at: any other byte, a carriage return included,
 * belongs to the line. The buffer grows to the longest line.
 */
public final class LineSplitter {
    private static final int INITIAL_CAPACITY = 256 * 1024;

    private final InputStream in;
    private byte[] buffer;
    private int lineStart;
    private int lineEnd;
    private int next;
    private int filled;
    private boolean isTerminated;

    /**
     * A splitter.
     *
     * @param in the lines
     */
    public LineSplitter(final InputStream in) {
        this(in, INITIAL_CAPACITY);
    }

    LineSplitter(final InputStream in, final int capacity) {
        this.in = in;
        buffer = new byte[capacity];
    }

    /**
     * Goes to the next line. Blocks until there is one or the input ends.
     *
     * @return whether there was one
     * @throws IOException if reading fails
     */
    public boolean next() throws IOException {
        lineStart = next;
        int searched = next;
        while (true) {
            for (int i = searched; i < filled; i++) {
                if (buffer[i] == '\n') {
                    return line(i, i + 1, true);
                }
            }
            searched = filled - lineStart;
            if (!fill()) {
                return filled > lineStart && line(filled, filled, false);
            }
        }
    }

    /** {@return the bytes the current line is in; valid until the next line} */
    public byte[] buffer() {
        return buffer;
    }

    /** {@return where in the buffer the line begins} */
    public int offset() {
        return lineStart;
    }

    /** {@return the line's length in bytes, its line feed not counted} */
    public int length() {
        return lineEnd - lineStart;
    }

    /** {@return whether a line feed ended it; only the input's last line may lack it} */
    boolean isTerminated() {
        return isTerminated;
    }

    private boolean line(final int end, final int following, final boolean hasLineFeed) {
        lineEnd = end;
        next = following;
        isTerminated = hasLineFeed;
        return true;
    }

    /** Moves the line's beginning to the front, makes room, and reads on. */
    private boolean fill() throws IOException {
        System.arraycopy(buffer, lineStart, buffer, 0, filled - lineStart);
        filled -= lineStart;
        lineStart = 0;
        next = filled;
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.multiplyExact(2, buffer.length));
        }
        final int count = in.read(buffer, filled, buffer.length - filled);
        filled += Math.max(0, count);
        return count >= 0;
    }
}
