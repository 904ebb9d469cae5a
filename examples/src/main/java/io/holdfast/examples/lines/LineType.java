package io.holdfast.examples.lines;

/** The message types of a travelling text. */
final class LineType {
    /** A line that ended with a line feed, which does not travel. */
    static final int LINE = 1;

    /** The input's last line, if no line feed ended it. */
    static final int UNTERMINATED_LINE = 2;

    private LineType() {
    }
}
