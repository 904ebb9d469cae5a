package io.holdfast.bridge.queueserver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The id under which the log knows a producer. Any thread. */
final class ProducerNames {
    private ProducerNames() {
    }

    /** {@return the first 64 bits of the name's SHA-256, big-endian; 1 instead of 0, and 0 for no name} */
    static long idOf(final String name) {
        if (name.isEmpty()) {
            return 0;
        }
        try {
            final byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            final long id = ByteBuffer.wrap(digest).getLong();
            return id == 0 ? 1 : id;
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
