package io.holdfast.examples.journal;

import io.holdfast.store.journal.ChecksumState;
import io.holdfast.store.journal.JournalMessage;

import java.nio.charset.StandardCharsets;

/** What is out of the ordinary about a message, in words: {@code replay}, {@code tombstone}, {@code damaged}. */
final class MessageFlags {
    private static final byte[][] TEXTS = texts("-", "replay", "tombstone", "replay,tombstone", "damaged",
        "replay,damaged", "tombstone,damaged", "replay,tombstone,damaged");
    private static final int REPLAY = 1;
    private static final int TOMBSTONE = 2;
    private static final int DAMAGED = 4;

    private MessageFlags() {
    }

    /**
     * {@return the words, parted by commas; a minus if there are none}
     *
     * @param message all of which is read to see whether it is damaged
     */
    static byte[] text(final JournalMessage message) {
        return TEXTS[(message.isReplay() ? REPLAY : 0) | (message.isTombstone() ? TOMBSTONE : 0)
            | (isDamaged(message) ? DAMAGED : 0)];
    }

    /**
     * {@return whether a message is not what was written}
     *
     * @param message all of which is read
     */
    static boolean isDamaged(final JournalMessage message) {
        return message.checksum() == ChecksumState.DAMAGED;
    }

    private static byte[][] texts(final String... texts) {
        final byte[][] bytes = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            bytes[i] = texts[i].getBytes(StandardCharsets.US_ASCII);
        }
        return bytes;
    }
}
