package io.holdfast.store;

import io.holdfast.StoreException;

import java.nio.file.Path;

/**
 * A reader of a log that another process owns comes to where messages are no more: their cycles were deleted, because
 * they were acked and not kept for it. It may go on with a reader of its own after {@link #toIndex()}, knowing what it
 * has missed.
 */
public final class PurgedException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final long fromIndex;
    private final long toIndex;

    /**
     * Tells the range.
     *
     * @param path      the first file that is still there
     * @param fromIndex of the last message that the reader had, 0 for none
     * @param toIndex   of the first message that is still there, or will be the first to come
     */
    public PurgedException(final Path path, final long fromIndex, final long toIndex) {
        super(path, "messages after index " + Long.toHexString(fromIndex)
            + " are gone: the first that is still there is " + Long.toHexString(toIndex));
        this.fromIndex = fromIndex;
        this.toIndex = toIndex;
    }

    /** {@return the index of the last message that the reader had, 0 for none} */
    public long fromIndex() {
        return fromIndex;
    }

    /** {@return the index of the first message that is still there, or will be the first to come} */
    public long toIndex() {
        return toIndex;
    }
}
