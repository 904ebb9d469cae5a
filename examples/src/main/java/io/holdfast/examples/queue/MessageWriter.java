package io.holdfast.examples.queue;

import io.holdfast.examples.journal.ByteOutput;
import io.holdfast.examples.journal.JsonText;
import io.holdfast.examples.journal.Utf8;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes messages of queues, one a line, and counts them. One thread. */
final class MessageWriter {
    private static final int LEAST = 4096;
    private static final byte[] QUEUE = bytes("{\"queue\":");
    private static final byte[] QUEUE_BASE64 = bytes(",\"queueBase64\":");
    private static final byte[] LENGTH = bytes(",\"payloadBytes\":");
    private static final byte[] PAYLOAD = bytes(",\"payload\":");
    private static final byte[] PAYLOAD_BASE64 = bytes(",\"payloadBase64\":");
    private static final byte[] NULL = bytes("null");

    private final ByteOutput out;
    private final boolean isJson;
    private final boolean isNamed;
    private byte[] name = new byte[LEAST];
    private byte[] message = new byte[LEAST];
    private long count;
    private long messageBytes;

    MessageWriter(final ByteOutput out, final boolean isJson, final boolean isNamed) {
        this.out = out;
        this.isJson = isJson;
        this.isNamed = isNamed;
    }

    /**
     * Writes a message; it shows after {@link #flush()}.
     *
     * @param bytes         hold the name and the message
     * @param nameOffset    of the name
     * @param nameLength    in bytes
     * @param messageOffset of the message
     * @param messageLength in bytes
     */
    void write(final ByteBuffer bytes, final int nameOffset, final int nameLength, final int messageOffset,
               final int messageLength) {
        name = copy(bytes, nameOffset, nameLength, name);
        message = copy(bytes, messageOffset, messageLength, message);
        count++;
        messageBytes += messageLength;
        if (isJson) {
            value(name, nameLength, QUEUE, QUEUE_BASE64);
            out.put(LENGTH).decimal(messageLength);
            value(message, messageLength, PAYLOAD, PAYLOAD_BASE64);
            out.put('}').put('\n');
        } else {
            if (isNamed) {
                out.put(name, 0, nameLength).put('\t');
            }
            out.put(message, 0, messageLength).put('\n');
        }
    }

    private static byte[] copy(final ByteBuffer bytes, final int offset, final int length, final byte[] target) {
        final byte[] large = length <= target.length ? target : new byte[length];
        bytes.get(offset, large, 0, length);
        return large;
    }

    private void value(final byte[] value, final int length, final byte[] asText, final byte[] asBase64) {
        if (Utf8.isText(value, length)) {
            JsonText.string(value, length, out.put(asText));
            out.put(asBase64).put(NULL);
        } else {
            JsonText.base64(value, length, out.put(asText).put(NULL).put(asBase64));
        }
    }

    /** Shows what was written. */
    void flush() {
        out.flush();
    }

    /** {@return how many messages were written} */
    long count() {
        return count;
    }

    /** {@return how many bytes they had, names not counted} */
    long messageBytes() {
        return messageBytes;
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
