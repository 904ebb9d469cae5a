package io.holdfast.store;

/** Is told how far the making or restoring of an archive has come, on its thread, now and then. */
@FunctionalInterface
public interface ArchiveProgress {
    /** Tells nobody. */
    ArchiveProgress NONE = (done, total) -> { };

    /**
     * Some more is done.
     *
     * @param done  bytes of files so far
     * @param total bytes of files in all
     */
    void moved(long done, long total);
}
