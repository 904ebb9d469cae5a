package io.holdfast.store;

import io.holdfast.Connection;
import io.holdfast.StoreException;

import java.io.IOException;
import java.nio.file.Path;

/** Tells a full disk and a lack of descriptors, which heal, from every other I/O error, which does not. */
public final class IoFault {
    private static final String[] FULL = {"No space left on device", "Disk quota exceeded",
        ProcessLimits.NO_DESCRIPTOR};
    private static final long LEAST_SPACE = 4096;

    private IoFault() {
    }

    /**
     * {@return whether there was no room, or no descriptor left to open a file with, so that what failed may be tried
     * again}
     *
     * @param fault of a store
     */
    public static boolean isFull(final StoreException fault) {
        return fault.getCause() instanceof IOException cause && fault.path() != null
            && code(cause, fault.path()) == Connection.STORE_FULL;
    }

    /** {@return {@link Connection#STORE_FULL} or {@link Connection#STORE_FAILED}} */
    static long code(final IOException e, final Path path) {
        if (e instanceof DiskFullException) {
            return Connection.STORE_FULL;
        }
        for (final String text : FULL) {
            if (e.getMessage() != null && e.getMessage().contains(text)) {
                return Connection.STORE_FULL;
            }
        }
        final Path folder = path.toAbsolutePath().getParent();
        final boolean isFull = folder.toFile().isDirectory() && folder.toFile().getUsableSpace() < LEAST_SPACE;
        return isFull ? Connection.STORE_FULL : Connection.STORE_FAILED;
    }
}
