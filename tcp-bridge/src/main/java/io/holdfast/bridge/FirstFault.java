package io.holdfast.bridge;

/** Does several things although one of them may throw, as listeners may; then throws what came first. One thread. */
final class FirstFault {
    private RuntimeException first;

    void of(final Runnable action) {
        try {
            action.run();
        } catch (final RuntimeException e) {
            if (first == null) {
                first = e;
            } else {
                first.addSuppressed(e);
            }
        }
    }

    /** Throws the first exception there was, with the others in it. */
    void rethrow() {
        if (first != null) {
            throw first;
        }
    }
}
