package io.holdfast.store.journal;

/** Is told of what a {@link Replayer} cannot send. On the thread that drives it; what it throws reaches that thread. */
@FunctionalInterface
public interface ReplayListener {
    /**
     * Messages are passed over.
     *
     * @param reason    why
     * @param fromIndex of the first of them
     * @param toIndex   of the last of them, in the same file; {@code fromIndex - 1} if only a place between two
     *                  messages is damaged
     * @param text      what was found, for people
     */
    void onSkipped(SkipReason reason, long fromIndex, long toIndex, String text);
}
