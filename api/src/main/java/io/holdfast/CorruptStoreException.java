package io.holdfast;

import java.nio.file.Path;

/** A record or file of a store does not hold what was written. Nothing of it was delivered. */
public final class CorruptStoreException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final long index;

    /**
     * An exception.
     *
     * @param path    the file
     * @param index   of the message concerned, 0 if it is not about one message
     * @param message what was found and what to do next
     */
    public CorruptStoreException(final Path path, final long index, final String message) {
        super(path, message + (index == 0 ? "" : " [index=" + Long.toHexString(index) + "]"));
        this.index = index;
    }

    /** {@return the index of the message concerned, 0 if it is not about one message} */
    public long index() {
        return index;
    }
}
