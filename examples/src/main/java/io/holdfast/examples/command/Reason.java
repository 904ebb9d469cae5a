package io.holdfast.examples.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says why a file could not be used, without the names of Java's exceptions and without the path. */
public final class Reason {
    private Reason() {
    }

    /**
     * Puts an error in words.
     *
     * @param error what a file operation threw
     * @return the reason
     */
    public static String of(final IOException error) {
        if (error instanceof NoSuchFileException) {
            return "there is no such file or folder, or none can be made there";
        }
        if (error instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (error instanceof FileAlreadyExistsException) {
            return "there is a file of that name";
        }
        final String reason = error instanceof FileSystemException inFile ? inFile.getReason() : error.getMessage();
        return reason == null ? error.getClass().getSimpleName() : reason;
    }
}
