package io.holdfast;

import java.nio.file.Path;

/** Another owner, in this process or another, has the store open. */
public final class StoreLockedException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception.
     *
     * @param path  the lock file
     * @param owner who has it, as far as is known
     */
    public StoreLockedException(final Path path, final String owner) {
        super(path, "the store is in use by " + owner + "; stop that process or use another store folder");
    }
}
