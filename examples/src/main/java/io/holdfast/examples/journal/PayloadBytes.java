package io.holdfast.examples.journal;

import io.holdfast.store.journal.JournalMessage;

/**
 * A message's payload in an array of its own, which is used again for the next message. One thread. A tombstone has
 * none: what a repair filled it up with says nothing.
 */
final class PayloadBytes {
    private static final int LEAST = 4096;

    private byte[] bytes = new byte[LEAST];
    private int length;

    /**
     * {@return the length of a message's payload}
     *
     * @param message whose
     */
    static int lengthOf(final JournalMessage message) {
        return message.isTombstone() ? 0 : message.length();
    }

    /**
     * Copies the payload of a message.
     *
     * @param message whose
     * @return this
     */
    PayloadBytes of(final JournalMessage message) {
        length = lengthOf(message);
        if (message.length() > bytes.length) {
            bytes = new byte[(int) Math.min(Integer.MAX_VALUE - Long.BYTES, Math.max(message.length(),
                2L * bytes.length))];
        }
        if (length > 0) {
            message.copyTo(bytes, 0);
        }
        return this;
    }

    /** {@return where the payload is, from 0 on; longer than it, and another one after a longer message} */
    byte[] bytes() {
        return bytes;
    }

    /** {@return how many bytes the payload has} */
    int length() {
        return length;
    }
}
