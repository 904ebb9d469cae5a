package io.holdfast.examples.journal;

import io.holdfast.store.journal.JournalMessage;

/** Writes a message the way a person or a program wants it. One thread; no object is made for a message. */
@FunctionalInterface
interface MessageFormat {
    /**
     * Writes one message, all of it.
     *
     * @param message stays the reader's
     * @param out     where to
     */
    void write(JournalMessage message, ByteOutput out);
}
