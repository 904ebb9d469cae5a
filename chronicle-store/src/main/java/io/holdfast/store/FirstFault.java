package io.holdfast.store;

/** Does several things although one of them may throw, as listeners may; then throws what came first. One thread. */
public final class FirstFault {
    private RuntimeException first;

    /**
     * Does one of them.
     *
     * @param action may throw
     * @return this
     */
    public FirstFault of(final Runnable action) {
        try {
            action.run();
        } catch (final RuntimeException e) {
            if (first == null) {
                first = e;
            } else {
                first.addSuppressed(e);
            }
        }
        return this;
    }

    /** Throws the first exception there was, with the others in it. */
    public void rethrow() {
        if (first != null) {
            throw first;
        }
    }
}
