package io.holdfast.store;

/** Told how far {@link ConnectionVerify} has come: at least once for each file, and now and then within a long one. */
@FunctionalInterface
public interface VerifyListener {
    /** Wants to know nothing. */
    VerifyListener NONE = (messages, bytes, ofBytes) -> { };

    /**
     * Some more was looked at. Begins anew at 0 when all is looked at once more.
     *
     * @param messages how many were in the files that are done
     * @param bytes    how many were passed over
     * @param ofBytes  how many there are
     */
    void onProgress(long messages, long bytes, long ofBytes);
}
