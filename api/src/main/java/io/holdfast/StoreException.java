package io.holdfast;

import java.nio.file.Path;

/** A file or folder of a store cannot be used. The text says what happened, where, and what to do next. */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Path path;

    /**
     * An exception without an underlying one.
     *
     * @param path    the file or folder concerned
     * @param message what happened and what to do next, without the path
     */
    public StoreException(final Path path, final String message) {
        this(path, message, null);
    }

    /**
     * An exception with its cause.
     *
     * @param path    the file or folder concerned
     * @param message what happened and what to do next, without the path
     * @param cause   what was thrown, or null
     */
    public StoreException(final Path path, final String message, final Throwable cause) {
        super(message + " [path=" + path + (cause == null ? "" : " cause=" + cause.getMessage()) + "]", cause);
        this.path = path;
    }

    /** {@return the file or folder concerned} */
    public Path path() {
        return path;
    }
}
