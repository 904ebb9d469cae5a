package io.holdfast.store;

import java.io.IOException;

/** The options leave no room on a disk that may have some. */
final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    DiskFullException(final String message) {
        super(message, null);
    }
}
