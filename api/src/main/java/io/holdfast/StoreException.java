package io.holdfast;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
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
        super(message + " [path=" + path + (cause == null ? "" : " cause=" + reasonOf(path, cause)) + "]", cause);
        this.path = path;
    }

    /** The message of an exception of the file system is a path: the one that the text has already, or a file in it. */
    private static String reasonOf(final Path path, final Throwable cause) {
        if (cause instanceof AccessDeniedException denied) {
            final boolean isOther = denied.getFile() != null && !denied.getFile().equals(String.valueOf(path));
            return "permission denied" + (isOther ? " for " + denied.getFile() : "");
        }
        if (cause instanceof NoSuchFileException) {
            return "no such file";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return "a file of that name is there";
        }
        if (cause instanceof NotDirectoryException) {
            return "not a folder";
        }
        final boolean hasReason = cause instanceof FileSystemException known && known.getReason() != null;
        return hasReason ? ((FileSystemException) cause).getReason()
            : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** {@return the file or folder concerned} */
    public Path path() {
        return path;
    }
}
