package io.holdfast.store.journal;

import io.holdfast.CorruptStoreException;

import java.nio.file.Path;

/** What becomes of damage that a reader meets: its listener is told, or, if there is none, reading fails. */
final class Damages {
    private DamageListener listener;

    void listener(final DamageListener newListener) {
        listener = newListener;
    }

    /**
     * Tells of damage that messages are concerned by.
     *
     * @throws CorruptStoreException if nobody listens
     */
    void tell(final Path path, final long firstIndex, final long lastIndex, final String text) {
        if (listener == null) {
            throw new CorruptStoreException(path, firstIndex, text + "; run 'holdfast verify' to see what is left, and"
                + " 'holdfast repair' to mend it");
        }
        listener.onDamage(new Damage(path, firstIndex, lastIndex, text));
    }

    /** Tells of damage that hurts no message, which nobody has to listen to. */
    void mention(final Path path, final long nextIndex, final String text) {
        if (listener != null) {
            listener.onDamage(new Damage(path, nextIndex, nextIndex - 1, text));
        }
    }
}
