package io.holdfast.examples.command;

/** A range of a log's indices as people are told of it. */
public final class IndexRange {
    private IndexRange() {
    }

    /**
     * {@return the range in words}
     *
     * @param from first index
     * @param to   last index
     */
    public static String text(final long from, final long to) {
        return from == to ? "the message with index " + Text.hex(from)
            : "messages with indices " + Text.hex(from) + " to " + Text.hex(to);
    }
}
